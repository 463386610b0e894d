import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 4.5, 4.12.3: what a capture has received is not what it has written. */
export const fullHands = story({
  id: 'full-hands',
  title: 'A capture that dies with its hands full',
  shows:
    'The line from capture B to the recovery cluster is slow, and changes pile up in its sink. The resolved ts of its span rises, the checkpoint waits for what is flushed (R-CKPT-AFTER-FLUSH). Then B dies, and ' +
    'capture A must begin at the checkpoint (R-REDISPATCH-FROM-CKPT): whatever lies between it and the resolved ts was in nobody’s hands but B’s.',
  seed: 11,
  cluster: {
    ...CAPTURED,
    captures: [{ az: 'az-1' }, { az: 'az-2' }],
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 2 }],
  },
  config: { ...BARE_CONFIG, client: { ...BARE_CONFIG.client, rpcTimeoutUs: 5 * US_PER_S } },
  // Most keys are written once or twice: what is lost is not made good by a later write.
  workload: [traffic({ keys: 400, endAtUs: 5 * US_PER_S })],
  commands: [
    {
      at: 2 * US_PER_S,
      do: 'fault',
      id: 'slow',
      fault: 'slow-link',
      with: { from: 'capture-b', to: 'r-store-101', ways: 'one', addUs: 2 * US_PER_S },
    },
    { at: 3_500 * US_PER_MS, do: 'kill', process: 'capture-b' },
    { at: 5 * US_PER_S, do: 'heal', id: 'slow' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two captures, a span each.' },
    {
      id: 'slow',
      on: { kind: 'fault.began', nth: 1 },
      caption:
        'The line from capture B to the recovery cluster is slower by two seconds. B goes on receiving; the checkpoint stands still until its first batch is answered.',
    },
    {
      id: 'dead',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'Capture B dies, and with it all that it had received and not sent.',
    },
    {
      id: 'gone',
      on: { kind: 'capture.gone', nth: 1 },
      caption:
        'Its lease is over. Capture A gets the span and subscribes from the checkpoint: some changes are written twice, none is lost.',
    },
    {
      id: 'drained',
      on: { kind: 'run.drained', nth: 1 },
      caption:
        'Both clusters are equal. Switch one of the two rules off: what B had in its hands is promised too early, or never written.',
    },
  ],
  untilUs: 10 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
