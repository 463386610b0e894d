import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import { story } from './story.ts';

/** The default: a whole system at work, calm enough to follow, with something happening every few seconds. */
export const firstLight = story({
  id: 'first-light',
  title: 'First light',
  shows:
    'Three zones replicate six Regions while two captures copy every change to a recovery cluster. Follow a write from the ' +
    'client to the far side, then split, merge, transfer and kill, and watch the latency chart answer.',
  seed: 7,
  cluster: {
    azs: [
      { id: 'az-1', name: 'AZ 1' },
      { id: 'az-2', name: 'AZ 2' },
      { id: 'az-3', name: 'AZ 3' },
      { id: 'dr', name: 'Recovery site' },
    ],
    stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }],
    splitKeys: ['e', 'i', 'm', 'q', 'u'],
    replicas: 3,
    etcd: { az: 'az-2' },
    captures: [{ az: 'az-1' }, { az: 'az-2' }],
    clientAz: 'az-1',
    recovery: { stores: 1, replicas: 1, az: 'dr' },
    changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 4 }],
  },
  config: WATCHABLE_CONFIG,
  workload: [
    {
      kind: 'mixed',
      id: 'shop',
      threads: 4,
      keys: 96,
      startAtUs: 0,
      endAtUs: 110 * US_PER_S,
      thinkUs: 120 * US_PER_MS,
      readPercent: 25,
      deletePercent: 5,
      valueBytes: 128,
    },
  ],
  commands: [
    { at: 8 * US_PER_S, do: 'transferLeader', region: 2, store: 3 },
    { at: 16 * US_PER_S, do: 'splitRegion', region: 5 },
    { at: 26 * US_PER_S, do: 'kill', process: 'capture-a' },
    { at: 38 * US_PER_S, do: 'restart', process: 'capture-a' },
    { at: 48 * US_PER_S, do: 'mergeRegion', region: 3 },
    { at: 56 * US_PER_S, do: 'kill', process: 'store-2' },
    { at: 62 * US_PER_S, do: 'restart', process: 'store-2' },
  ],
  beats: [
    {
      id: 'welcome',
      on: { at: 0 },
      caption:
        'Each column is an availability zone, each card a store, each cell one replica of a Region: a slice of the key space. ' +
        'The dots are real messages of a running system, slowed down.',
    },
    {
      id: 'first-leader',
      // The first elections are over in ten milliseconds; the welcome needs a few seconds of the viewer's time.
      on: { at: 800 * US_PER_MS },
      caption:
        'Every Region is a Raft group of its own. One replica asks for votes; whoever gets a majority leads and takes the writes.',
      tryNext: 'kill process=store-3',
    },
    {
      id: 'first-ack',
      on: { kind: 'client.acked', nth: 60 },
      caption:
        'Writes are being answered. Each one got a timestamp from its store, went to the other zones, and counted as soon as two of ' +
        'three disks had it.',
      tryNext: 'put key=g value=hello',
    },
    {
      id: 'captured',
      on: { kind: 'changefeed.checkpoint', nth: 12 },
      caption:
        'The tide is rising. A Region’s water stands at its resolved ts: no write will come below it. A changefeed is as far as the lowest; ' +
        'up to its checkpoint, the recovery cluster has everything. The gap up to now is what a disaster would cost.',
    },
    {
      id: 'transfer',
      on: { at: 8 * US_PER_S },
      caption:
        'Region 2 hands its leadership to store 3. The new leader throws away its cached timestamps before it takes a write: one of ' +
        'them could be older than a write already acknowledged.',
      tryNext: 'transferLeader region=2 store=1',
    },
    {
      id: 'split',
      on: { at: 16 * US_PER_S },
      caption:
        'Region 5 is split in the middle of its data. Requests with the old epoch are turned away, the client learns the new ' +
        'boundaries, and the captures subscribe to both halves.',
      tryNext: 'splitRegion region=2',
    },
    {
      id: 'capture-down',
      on: { at: 26 * US_PER_S },
      caption:
        'Capture A is killed. Nobody knows yet: its lease in etcd has to run out first. The checkpoint of its spans stands still while ' +
        'writes go on, and the lag climbs on the chart.',
    },
    {
      id: 'capture-gone',
      on: { kind: 'capture.gone', nth: 1 },
      caption:
        'The lease ran out. The owner gives the orphaned spans to capture B, which starts again from the checkpoint: some changes are ' +
        'sent twice, none is lost.',
    },
    {
      id: 'capture-back',
      on: { at: 38 * US_PER_S },
      caption:
        'Capture A returns with a new identity. To the cluster it is a stranger, so whatever the old one still says is ignored.',
      tryNext: 'resignOwner',
    },
    {
      id: 'merge',
      on: { at: 48 * US_PER_S },
      caption:
        'Region 3 is merged into its right neighbour. It stops taking writes, the neighbour waits on every store until the local copy ' +
        'has caught up, then swallows its range.',
    },
    {
      id: 'merged',
      on: { kind: 'region.merge-committed', nth: 1 },
      caption:
        'Done: one Region fewer, and a fresh set of timestamps for the leader that took over, for the same reason as after a transfer.',
      tryNext: 'splitRegion region=4',
    },
    {
      id: 'store-down',
      on: { at: 56 * US_PER_S },
      caption:
        'Store 2 crashes and takes its leaders with it. The other two zones still have a majority of everything: they elect new leaders ' +
        'one or two seconds later. Watch the write latency.',
    },
    {
      id: 'store-back',
      on: { at: 62 * US_PER_S },
      caption:
        'Store 2 is back with what was on its disk and catches up from the leaders. From here on the system is yours: break something.',
      tryNext: 'killAz az=az-3',
    },
  ],
  untilUs: 120 * US_PER_S,
  stopWhenDrained: false,
  rate: 0.2,
});
