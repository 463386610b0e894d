import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { MATRIX_CONFIG, THREE_STORES } from './matrix.ts';
import { story } from './story.ts';

/** Facts 12.5: a write has its timestamp, and a resolved ts is chosen before it is proposed. */
export const h8LockAfterTs = story({
  id: 'h8-lock-after-ts',
  title: 'H8: a write waits with its timestamp',
  shows:
    'The storage layer of store 1 stands still for a second, after writes were stamped and before they are proposed. Their key guards ' +
    'hold the resolved ts below them. Switch R-LOCK-BEFORE-TS off and the lock comes too late; switch R-SECOND-TS off and the ' +
    'write has the timestamp of its own lock: either way it lands below a resolved ts that was promised.',
  cluster: THREE_STORES,
  config: MATRIX_CONFIG,
  workload: [
    {
      kind: 'mixed',
      id: 'writers',
      threads: 4,
      keys: 24,
      startAtUs: 600 * US_PER_MS,
      endAtUs: 5 * US_PER_S,
      thinkUs: 40 * US_PER_MS,
      readPercent: 20,
      deletePercent: 0,
      valueBytes: 64,
    },
  ],
  commands: [
    {
      at: 3 * US_PER_S,
      do: 'fault',
      id: 'stall',
      fault: 'stall-lane',
      with: { process: 'store-1', lane: 'storage' },
    },
    { at: 4 * US_PER_S, do: 'heal', id: 'stall' },
  ],
  beats: [
    {
      id: 'calm',
      on: { at: 0 },
      caption:
        'A put takes a first timestamp and a memory lock with it, then a second timestamp for its data. Only then is it proposed.',
    },
    {
      id: 'stalled',
      on: { kind: 'fault.began', nth: 1 },
      caption:
        'The worker between stamp and proposal stands still. Writes that come now have a timestamp and are nowhere in the log.',
    },
    {
      id: 'healed',
      on: { kind: 'fault.healed', nth: 1 },
      caption:
        'The writes go on, a second after they were stamped. The resolved ts has waited for them at the smallest lock.',
      tryNext: 'fault id=again fault=stall-lane process=store-1 lane=storage',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption: 'Everything arrived. Now switch R-LOCK-BEFORE-TS or R-SECOND-TS off and look again.',
    },
  ],
  untilUs: 12 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.1,
});
