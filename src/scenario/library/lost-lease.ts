import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 4.2.3, R-SUICIDE. */
export const lostLease = story({
  id: 'lost-lease',
  title: 'A capture without a lease',
  shows:
    'Capture B can no longer reach etcd, but everything else. Its lease runs out there and by its own clock: it must stop all it does before somebody else gets its spans. ' +
    'With R-SUICIDE off it goes on, and two captures write the same keys.',
  seed: 16,
  cluster: {
    ...CAPTURED,
    captures: [{ az: 'az-1' }, { az: 'az-2' }],
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 2 }],
  },
  config: BARE_CONFIG,
  workload: [traffic({ endAtUs: 9 * US_PER_S, thinkUs: 60 * US_PER_MS })],
  commands: [
    {
      at: 3 * US_PER_S,
      do: 'fault',
      id: 'no-etcd',
      fault: 'cut-link',
      with: { from: 'capture-b', to: 'etcd-1' },
    },
    { at: 9 * US_PER_S, do: 'heal', id: 'no-etcd' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Two captures, a span each.' },
    {
      id: 'cut',
      on: { at: 3 * US_PER_S },
      caption: 'Capture B loses etcd. It still reads the stores and writes the recovery cluster.',
    },
    {
      id: 'lost',
      on: { kind: 'capture.session-lost', nth: 1 },
      caption:
        'Nobody has confirmed its lease for a whole TTL: it drops everything and would begin again with a new name.',
    },
    {
      id: 'gone',
      on: { kind: 'capture.gone', nth: 1 },
      caption: 'The owner sees it gone and gives its span to capture A.',
    },
  ],
  untilUs: 13 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.4,
});
