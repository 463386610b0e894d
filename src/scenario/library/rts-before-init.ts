import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.7, B-17: tikv#12156, tiflow#4782. */
export const rtsBeforeInit = story({
  id: 'rts-before-init',
  title: 'A resolved ts before the scan is through',
  shows:
    'A changefeed starts behind data that is already there, and its scan is slow. A resolved ts says that nothing older will come, but the scan has not told the old rows yet: none may be sent before ' +
    'INITIALIZED (R-NO-RTS-BEFORE-INIT). Otherwise the checkpoint runs ahead of the scan, and when the capture fails, the next one starts behind rows that nobody has ever seen.',
  seed: 3,
  cluster: {
    ...CAPTURED,
    captures: [{ az: 'az-1' }, { az: 'az-2' }],
    changefeeds: [{ id: 'cf-1', atUs: 2 * US_PER_S, startKey: '', endKey: '', spans: 1 }],
  },
  config: { ...BARE_CONFIG, cdc: { ...BARE_CONFIG.cdc, scanBytesPerS: 1_500 } },
  workload: [traffic({ endAtUs: 1_500 * US_PER_MS, thinkUs: 60 * US_PER_MS })],
  commands: [{ at: 2_900 * US_PER_MS, do: 'kill', process: 'capture-a' }],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Writes, and nobody who captures them.' },
    {
      id: 'subscribed',
      on: { kind: 'cdc.subscribed', nth: 1 },
      caption: 'A changefeed from the very beginning. Its scan tells the rows that are there, slowly.',
    },
    {
      id: 'killed',
      on: { kind: 'process.crashed', nth: 1 },
      caption: 'The capture fails in the middle of the scan. Where will the next one begin?',
    },
    {
      id: 'initialized',
      on: { kind: 'cdc.initialized', nth: 1 },
      caption: 'Capture B has scanned from the beginning again. From here on the resolved ts counts.',
    },
  ],
  untilUs: 14 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
