import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 1.6.4, 4.11.4, B-53: migration#192. */
export const oneBatchTwice = story({
  id: 'one-batch-twice',
  title: 'One batch names a key twice',
  shows:
    'All pairs of a batch share one timestamp, so a key that a batch names twice has two values at one moment; the store keeps the later one. The capture gets both, and the timestamp ' +
    'does not say which came first: the sorter must let equal timestamps out in the order they came (R-STABLE-TIE). A heap without it swaps them, and the recovery cluster keeps the wrong one.',
  cluster: CAPTURED,
  config: BARE_CONFIG,
  workload: [traffic({ thinkUs: 200 * US_PER_MS, endAtUs: 4 * US_PER_S })],
  commands: [
    { at: 2 * US_PER_S, do: 'batchPut', pairs: 'a=one,b=one,c=one' },
    { at: 3 * US_PER_S, do: 'batchPut', pairs: 'a=two,b=two,a=three' },
    { at: 4 * US_PER_S, do: 'get', key: 'a' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'One Region, and a capture that follows it.' },
    {
      id: 'once',
      on: { at: 2 * US_PER_S },
      caption: 'A batch of three keys: one request, one entry in the log, one timestamp.',
    },
    {
      id: 'twice',
      on: { at: 3 * US_PER_S },
      caption: 'This batch writes a two times. Upstream the second value stays.',
    },
    {
      id: 'sent',
      on: { at: 3_500 * US_PER_MS },
      caption: 'The capture has both values of a with one timestamp, and writes them in the order they came.',
    },
  ],
  untilUs: 7 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.3,
});
