import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 12.14, B-57: tiflow#6538. */
export const ownerSwitch = story({
  id: 'owner-switch',
  title: 'A new owner in the middle of a move',
  shows:
    'A span moves from capture C to B. C has stopped, but its last writes are still on a slow line to the recovery cluster. Then the owner resigns, and the new one asks everybody what they have: ' +
    'C is stopping, B is prepared, nobody leads the span. It must wait until C is done; promoting B at once lets old writes of C land behind it.',
  seed: 17,
  cluster: {
    ...CAPTURED,
    captures: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }],
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 3 }],
  },
  config: { ...BARE_CONFIG, client: { ...BARE_CONFIG.client, rpcTimeoutUs: 5 * US_PER_S } },
  workload: [traffic({ endAtUs: 8 * US_PER_S })],
  commands: [
    { at: 2 * US_PER_S, do: 'moveSpan', changefeed: 'cf-1', key: 'm', to: 'capture-c' },
    {
      at: 4 * US_PER_S,
      do: 'fault',
      id: 'slow',
      fault: 'slow-link',
      with: { from: 'capture-c', to: 'r-store-101', ways: 'one', addUs: 2 * US_PER_S },
    },
    { at: 4_300 * US_PER_MS, do: 'moveSpan', changefeed: 'cf-1', key: 'm', to: 'capture-b' },
    { at: 5 * US_PER_S, do: 'resignOwner' },
    { at: 7 * US_PER_S, do: 'heal', id: 'slow' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Three captures, a span each; capture A owns.' },
    {
      id: 'place',
      on: { at: 2 * US_PER_S },
      caption:
        'Chance has dealt the spans out. The middle one shall be with capture C, if it is not there already.',
    },
    {
      id: 'slow',
      on: { at: 4 * US_PER_S },
      caption:
        'The line from capture C to the recovery cluster is two seconds slower. What C sends is on the way for that long.',
    },
    {
      id: 'move',
      on: { at: 4_300 * US_PER_MS },
      caption:
        'The middle span shall move to capture B. B prepares, C is told to stop, and waits for its last writes.',
    },
    {
      id: 'resign',
      on: { at: 5 * US_PER_S },
      caption: 'The owner gives up. The new one knows nothing and asks.',
    },
    {
      id: 'landed',
      on: { at: 7_100 * US_PER_MS },
      caption: 'The last writes of C have landed and it has reported Stopped: only then was B promoted.',
    },
  ],
  untilUs: 13 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.4,
});
