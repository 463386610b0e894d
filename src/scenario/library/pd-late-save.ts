import { ms, timestampStory } from './timestamps-setup.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { DEFAULT_MIXED } from '../workloads/mixed.ts';

const MIXED = { ...DEFAULT_MIXED, kind: 'mixed', id: 'load', threads: 2, keys: 20, thinkUs: ms(60) } as const;

/** B-13 (facts cdc 1.1.6). */
export const pdLateSave = timestampStory({
  id: 'pd-late-save',
  title: 'A bound saved by a leader of the past',
  shows:
    "The line from PD's leader to etcd is so slow that its lease runs out while a saved bound is still on the way. When it arrives, another member leads and has saved a higher one. The save must be refused, because the leader key is no longer that of its sender (R-TSO-SAVE-GUARDED).",
  cluster: { pd: { az: 'az-1', otherAzs: ['az-2', 'az-3'] } },
  workload: [MIXED],
  config: {
    ...WATCHABLE_CONFIG,
    pd: { ...WATCHABLE_CONFIG.pd, tsoWindowMs: 1_000 },
  },
  untilUs: ms(9_500),
  commands: [
    {
      at: ms(2_500),
      do: 'fault',
      id: 'slow',
      fault: 'slow-link',
      with: { from: 'pd-1', to: 'etcd-1', ways: 'one', addUs: 3_500_000 },
    },
    { at: ms(9_000), do: 'heal', id: 'slow' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption:
        'Three members of PD. The window of timestamps is one second here, so it is saved every second.',
    },
    {
      id: 'beat-2',
      on: { kind: 'fault.began', nth: 1 },
      caption: 'What pd-1 sends to etcd now takes three and a half seconds, its keep-alives included.',
    },
    {
      id: 'beat-3',
      on: { kind: 'pd.elected', nth: 2 },
      caption:
        'Its lease has run out and another member leads. The bound that pd-1 sent is still on its way.',
    },
  ],
});
