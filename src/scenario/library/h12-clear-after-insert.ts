import type { ScenarioCommand } from '../document.ts';
import { ms, olderCacheStory } from './timestamps-setup.ts';

/** Twelve writes of a, one every 10 ms from 3.11 s on. */
const BURST = Array.from({ length: 12 }, (_, i): ScenarioCommand => ({
  at: ms(3_110 + 10 * i),
  do: 'put',
  key: 'a',
  value: `v${i + 3}`,
}));

/** H12 (facts cdc 1.4.7). */
export const h12ClearAfterInsert = olderCacheStory({
  id: 'h12-clear-after-insert',
  title: 'Old timestamps beside new ones',
  shows:
    'Store 2 flushes, but a bug puts the fresh batch in first and throws the old ones away a moment later. Writes in between would be stamped from the old ones; throwing away and putting in must be one step (R-CLEAR-INSERT-ATOMIC).',
  then: [
    { at: ms(3_100), do: 'transferLeader', region: 1, store: 2 },
    ...BURST,
    { at: ms(3_500), do: 'get', key: 'a' },
  ],
  beats: [
    {
      id: 'beat-3',
      on: { kind: 'ts.synced', nth: 3 },
      caption: 'Store 2 has flushed and takes writes. They must come from the fresh batch.',
    },
  ],
});
