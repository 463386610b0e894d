/** What of the real systems is modelled, what is made simpler, and what is missing: said on the page. */
export interface FidelityEntry {
  readonly kind: 'modelled' | 'simplified' | 'left-out';
  readonly what: string;
  readonly words: string;
}

export const FIDELITY: readonly FidelityEntry[] = [
  {
    kind: 'modelled',
    what: 'Raft, one group per Region',
    words:
      'Elections with pre-vote and check-quorum, replication with progress and flow control, snapshots, leader transfer; answers only after the disk has it.',
  },
  {
    kind: 'modelled',
    what: 'Regions',
    words:
      'Epochs checked when proposed and when applied, splits, merges with prepare, commit and rollback, heartbeats and operators of PD, clients with stale routes.',
  },
  {
    kind: 'modelled',
    what: 'Replica changes',
    words:
      'Adding, removing and moving a replica: learner first, joint consensus, leave, and a transfer before a leader goes. Idle Regions hibernate where a story asks for it.',
  },
  {
    kind: 'modelled',
    what: 'Timestamps',
    words:
      'TSO with its durable window, the causal provider with batches, renewal and flush, the lock before the timestamp, the sync gate of a new leader.',
  },
  {
    kind: 'modelled',
    what: 'RawKV, API V2',
    words:
      'Memcomparable keys with the timestamp suffix, the deleted flag, put, get and delete through the log, compare-and-swap under latches, batches by Region, scans in both directions, TTL by the clocks of the stores. No range deletes, no atomic batches; costs of stamping and locking are modelled.',
  },
  {
    kind: 'modelled',
    what: 'Change capture',
    words:
      'Observation, incremental scan, INITIALIZED, resolved ts with the leadership check by quorum, errors on split, merge and leader change.',
  },
  {
    kind: 'modelled',
    what: 'Capture cluster',
    words:
      'Leases, owner election, spans with two-phase scheduling, puller, sorter with its gate, sink workers with key affinity, checkpoints, taking over from a dead capture.',
  },
  {
    kind: 'modelled',
    what: 'Failures',
    words:
      'Crash and restart from what was durable, pause, cut and slow and lossy links, slow and stalled disks, clocks that are off or drift.',
  },
  {
    kind: 'modelled',
    what: 'Timestamps of the first design',
    words:
      'Where a story asks for it, each store has a hybrid clock, and Region-Max-TS orders writes when leadership moves. A published resolved ts is not part of that maximum, so it is safe there only together with the safe interval of the captures.',
  },
  {
    kind: 'simplified',
    what: 'PD and etcd',
    words:
      'PD has one member or several that elect a leader by a lease in etcd and save everything under its guard. etcd itself is one member: its own replication is not run, a killed one is simply away until it returns.',
  },
  {
    kind: 'simplified',
    what: 'RocksDB',
    words:
      'An ordered map with snapshots, and a write-ahead log with fsync. No compaction, no levels, no write stalls.',
  },
  {
    kind: 'simplified',
    what: 'Network',
    words:
      'Ordered connections with latency, jitter and bandwidth. No gRPC or HTTP/2 flow control, no TLS; loss shows as a broken connection. By hand one message can be dropped, delayed or repeated: a raft message may be missing alone or come twice, any other breaks its connection.',
  },
  {
    kind: 'simplified',
    what: 'Disk writes',
    words: 'One batch of Raft log per store and fsync; apply writes without waiting for a disk of its own.',
  },
  {
    kind: 'simplified',
    what: 'Raft log compaction',
    words: 'Each peer decides for itself what to forget; real stores replicate that decision as CompactLog.',
  },
  {
    kind: 'simplified',
    what: 'Event feed',
    words:
      'The event feeds of the stores have a memory quota; the sorter of a capture has none and never blocks.',
  },
  {
    kind: 'simplified',
    what: 'CPU time',
    words: 'Only polling, applying and the capture endpoint take time. Everything else is instant.',
  },
  {
    kind: 'simplified',
    what: 'Time scales',
    words: 'A story may run slow clocks (elections, leases) faster so that it can be watched; it says so.',
  },
  {
    kind: 'simplified',
    what: 'Sink',
    words:
      'Writes to the recovery cluster through the same RawKV protocol; batches are limited by entries and bytes.',
  },
  {
    kind: 'simplified',
    what: 'Sizes',
    words: 'Values are counted in bytes for disk and network, their contents are short.',
  },
  {
    kind: 'simplified',
    what: 'Transactions',
    words:
      'Percolator with optimistic locks and asynchronous commit. A client makes one call per key, and a thread goes on only when its secondaries are committed. ' +
      'Pessimistic locks and TiDB itself are not here; a key of the form t1_r42 stands for a record of a table.',
  },
  {
    kind: 'simplified',
    what: 'Garbage collection',
    words:
      'The worker that moves the safe point runs within PD’s leader. It keeps the life time of versions, the safe points of services and their TTL, and waits for old locks, which the real one resolves. A store drops all that it may as soon as it hears of a new safe point, not when a compaction comes by. Ten minutes, unless a story asks for less.',
  },
  {
    kind: 'simplified',
    what: 'Transactions downstream',
    words:
      'Written by one worker per table, in transactions of the recovery cluster that hold upstream ones whole. A capture that sees a Region’s resolved ts stand still resolves its dead locks upstream; it goes by its own clock for that, not by PD’s.',
  },
  {
    kind: 'simplified',
    what: 'Balancing',
    words:
      'PD’s schedulers (balance-leader, balance-region, hot-region) and checkers (replica, placement by zone, merge, joint state) are there and off unless a story or a person switches them on. Witnesses, placement rules beyond one zone label, and moving peers together before a merge are not.',
  },
  {
    kind: 'left-out',
    what: 'Follower reads',
    words: 'Reads go to the leader.',
  },
  {
    kind: 'left-out',
    what: 'Security and quotas',
    words: 'No authentication, no encryption, no resource control.',
  },
  {
    kind: 'left-out',
    what: 'Backup and log backup',
    words: 'The recovery cluster is fed by the changefeed alone.',
  },
];
