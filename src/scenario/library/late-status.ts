import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 4.1.5, I-W6, I-W10. */
export const lateStatus = story({
  id: 'late-status',
  title: 'A checkpoint that comes too late',
  shows:
    'Capture A owns, and its line to etcd becomes six seconds slow. The checkpoint it has just sent is on the way for longer than its lease lives: capture B becomes owner and moves the checkpoint on. Then the old ' +
    'write arrives. It names the owner key under which it was made and the status it was made from (R-OWNER-TXN-GUARD); both have changed, so etcd refuses it. Unguarded, the checkpoint goes back.',
  seed: 12,
  cluster: { ...CAPTURED, captures: [{ az: 'az-1' }, { az: 'az-2' }] },
  config: BARE_CONFIG,
  workload: [traffic({ endAtUs: 10 * US_PER_S, thinkUs: 80 * US_PER_MS })],
  commands: [
    {
      at: 3 * US_PER_S,
      do: 'fault',
      id: 'slow',
      fault: 'slow-link',
      with: { from: 'capture-a', to: 'etcd-1', ways: 'one', addUs: 6 * US_PER_S },
    },
    { at: 9_500 * US_PER_MS, do: 'heal', id: 'slow' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Two captures. A owns, and writes the checkpoint to etcd with every tick.',
    },
    {
      id: 'slow',
      on: { kind: 'fault.began', nth: 1 },
      caption: 'From here on what A says to etcd takes six seconds: its checkpoint, and that it is alive.',
    },
    {
      id: 'expired',
      on: { kind: 'etcd.lease-expired', nth: 1 },
      caption: 'Nobody has kept its lease alive for three seconds: A’s keys are gone.',
    },
    {
      id: 'elected',
      on: { kind: 'owner.elected', nth: 2 },
      caption: 'B is the owner now. It takes the span over from the last checkpoint and moves on.',
    },
    {
      id: 'late',
      on: { at: 9 * US_PER_S },
      caption: 'The last checkpoint of the former owner reaches etcd.',
    },
  ],
  untilUs: 13 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.4,
});
