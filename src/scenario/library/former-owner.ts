import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { BARE_CONFIG, CAPTURED, traffic } from './captured.ts';
import { story } from './story.ts';

/** Facts 4.5.2, I-W11. */
export const formerOwner = story({
  id: 'former-owner',
  title: 'An order of a former owner',
  shows:
    'The owner tells capture B to take a span over, and the message is slow. Before it arrives the owner has resigned, the new one has given B the span itself, and then moved it on to C. Now the old order ' +
    'comes. It carries the revision of an owner that is none any more and is dropped (R-EPOCH-FILTER); obeyed, it would make B a second writer that begins from an old checkpoint.',
  seed: 17,
  cluster: {
    ...CAPTURED,
    captures: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }],
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 3 }],
  },
  config: BARE_CONFIG,
  workload: [traffic({ endAtUs: 10 * US_PER_S, thinkUs: 80_000 })],
  commands: [
    // B campaigns last, so that the next owner is C.
    {
      at: 0,
      do: 'fault',
      id: 'late-campaign',
      fault: 'slow-link',
      with: { from: 'capture-b', to: 'etcd-1', ways: 'one', addUs: 50 * US_PER_MS },
    },
    { at: 500 * US_PER_MS, do: 'heal', id: 'late-campaign' },
    { at: 2 * US_PER_S, do: 'moveSpan', changefeed: 'cf-1', key: 'm', to: 'capture-c' },
    { at: 4 * US_PER_S, do: 'moveSpan', changefeed: 'cf-1', key: 'm', to: 'capture-b' },
    {
      at: 4_150_000,
      do: 'fault',
      id: 'slow',
      fault: 'slow-link',
      with: { from: 'capture-a', to: 'capture-b', ways: 'one', addUs: 4 * US_PER_S },
    },
    { at: 5_200_000, do: 'resignOwner' },
    { at: 6_700_000, do: 'moveSpan', changefeed: 'cf-1', key: 'm', to: 'capture-c' },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption:
        'Three captures, a span each; capture A owns. B is the last to stand for owner: its line to etcd is slow.',
    },
    {
      id: 'place',
      on: { at: 2 * US_PER_S },
      caption:
        'Chance has dealt the spans out. The middle one shall be with capture C, if it is not there already.',
    },
    {
      id: 'move',
      on: { at: 4 * US_PER_S },
      caption: 'The middle span shall move to capture B.',
    },
    {
      id: 'slow',
      on: { kind: 'fault.began', nth: 2 },
      caption: 'From here on what capture A says to B takes four seconds: also that it may begin.',
    },
    {
      id: 'resign',
      on: { at: 5_200_000 },
      caption: 'A resigns. C owns now, asks everybody what they have, and promotes B itself.',
    },
    {
      id: 'on',
      on: { at: 6_700_000 },
      caption: 'The span moves on, to capture C. B has stopped and forgotten it.',
    },
    {
      id: 'ghost',
      on: { at: 8_700_000 },
      caption: 'Now the order of the former owner arrives at B.',
    },
  ],
  untilUs: 15 * US_PER_S,
  stopWhenDrained: true,
  rate: 0.4,
});
