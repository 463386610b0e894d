import { WATCHABLE_CONFIG } from '../defaults.ts';
import { at, drill, DRILL_LOAD, hold, release } from './drill.ts';

/** Facts cdc B-33 (tikv#7027): a crash while a snapshot replaces the Regions under it. */
export const mergeCrashInSnapshot = drill({
  id: 'merge-crash-in-snapshot',
  title: 'A crash while a snapshot makes room for itself',
  shows:
    'Store 3 has a merge still to carry out when a snapshot of the merged Region arrives, and crashes before the snapshot is on disk. The source must still be there afterwards: snapshot and removal are one write.',
  config: { ...WATCHABLE_CONFIG, raft: { ...WATCHABLE_CONFIG.raft, logGcThreshold: 8 } },
  commands: [
    hold(1, 'slow-3', 3, 1),
    { at: at(1.2), do: 'mergeRegion', region: 2, target: 1 },
    { at: at(1.8), do: 'fault', id: 'away', fault: 'partition-az', with: { az: 'az-3' } },
    { at: at(4.9), do: 'fault', id: 'disk', fault: 'stall-disk', with: { process: 'store-3' } },
    release(5, 'away'),
    { at: at(6.4), do: 'kill', process: 'store-3' },
    release(6.5, 'disk'),
    release(6.5, 'slow-3'),
    { at: at(6.6), do: 'restart', process: 'store-3' },
  ],
  workload: [{ ...DRILL_LOAD, threads: 8, endAtUs: at(8) }],
  untilUs: at(11),
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Region 2 is about to be merged into Region 1. Store 3 is slow to apply.',
    },
    {
      id: 'committed',
      on: { kind: 'region.merge-committed', nth: 2 },
      caption: 'Stores 1 and 2 have carried the merge out. Store 3 has it in its log, and is cut off.',
    },
    {
      id: 'snapshot',
      on: { kind: 'raft.snapshot-sent', nth: 1 },
      caption:
        'The log it needs is gone: a snapshot of the merged Region is on its way. Its disk stands still.',
    },
    {
      id: 'recovered',
      on: { kind: 'raft.recovered', nth: 1 },
      caption:
        'Store 3 crashed before the snapshot was durable. It carries the merge out from its log, with the source that is still there.',
    },
  ],
});
