import { CAPTURED } from './captured.ts';
import { ms, timestampStory } from './timestamps-setup.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import type { ScenarioCommand } from '../document.ts';

const slow = (from: string, to: string, addMs: number): ScenarioCommand => ({
  at: ms(2_900),
  do: 'fault',
  id: `to-${to}`,
  fault: 'slow-link',
  with: { from, to, ways: 'one', addUs: ms(addMs) },
});

/** H3, exhibit 12.2 (facts cdc B-02). */
export const h3FlushTooEarly = timestampStory({
  id: 'h3-flush-too-early',
  title: 'A flush before the election is won',
  shows:
    'Store 2 campaigns for Region 1, but its requests for votes are slow. Store 1 still leads and promises with its resolved ts that nothing older will come. A flush made while campaigning is older than that promise: it has to be made after the election. Set config.causalTs.flushOn=candidate to see what TiKV 6.1 did; then only the safe interval of the capture (R-SAFE-INTERVAL) saves the row, because it asks store 2 again from three seconds before the promise.',
  config: {
    ...WATCHABLE_CONFIG,
    causalTs: { ...WATCHABLE_CONFIG.causalTs, allocAheadUs: ms(3_000) },
    ticdc: { ...WATCHABLE_CONFIG.ticdc, safeIntervalUs: ms(3_000) },
  },
  cluster: {
    ...CAPTURED,
    splitKeys: ['m', 't'],
  },
  untilUs: ms(7_000),
  commands: [
    slow('store-2', 'store-1', 600),
    slow('store-2', 'store-3', 600),
    slow('capture-a', 'store-2', 1_000),
    { at: ms(3_000), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(3_700), do: 'transferLeader', region: 3, store: 1 },
    { at: ms(4_300), do: 'heal', id: 'to-store-1' },
    { at: ms(4_300), do: 'heal', id: 'to-store-3' },
    { at: ms(4_350), do: 'put', key: 'a', value: 'v1' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption: 'Three Regions, one led by each store, and a capture that follows them.',
    },
    {
      id: 'beat-2',
      on: { kind: 'raft.transfer-started', nth: 1, region: 1 },
      caption: 'Store 2 is told to campaign. What it sends to the others takes 600 ms.',
    },
    {
      id: 'beat-3',
      on: { kind: 'raft.transfer-started', nth: 1, region: 3 },
      caption:
        'Store 1 comes to lead Region 3 as well and flushes for it: its timestamps are now fresh, and so is its next resolved ts, for Region 1, too.',
    },
    {
      id: 'beat-4',
      on: { kind: 'client.acked', nth: 1 },
      caption:
        'Store 2 has been elected. Its first write must be later than anything store 1 has promised; the capture is late to ask store 2 for it.',
    },
  ],
});
