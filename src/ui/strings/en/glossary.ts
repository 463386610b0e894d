import type { TermId } from '../../glossary/terms.ts';

/** What each term means; fetched when the first one is opened. */
export const MEANINGS: Readonly<Record<TermId, string>> = {
  leader:
    'The one peer of a Raft group that takes proposals in a term. It appends them to its log, replicates them, and counts an entry as committed when a majority has it on disk. There is at most one leader in each term.',
  follower:
    'A peer that accepts what the leader of its term sends, answers votes, and starts an election when it hears nothing for its election timeout.',
  candidate:
    'A peer that has raised its term and asks the others for votes. It becomes leader with a majority, or follower when another one leads that term or a newer one.',
  learner:
    'A peer that receives the log but does not count towards majorities. A new replica starts as one, so that it does not slow commits down while it catches up.',
  voter: 'A peer whose acknowledgement counts for commits and whose vote counts in elections.',
  role: 'What a peer is at this moment: leader, follower, candidate, pre-candidate or learner.',
  term: 'Raft’s logical clock: a number that grows with each election. Messages of an older term are ignored or answered with the newer one, so a deposed leader learns that its time is over.',
  election:
    'How a Raft group gets a leader: a peer raises the term, votes for itself and asks the others; a majority makes it leader.',
  'election-timeout':
    'How long a follower waits without hearing from a leader before it starts an election. It is drawn at random from [10, 20) ticks, so that rarely two start at once.',
  vote: 'A peer gives one in each term, only to a candidate whose log is at least as recent as its own, and writes it to disk before it answers.',
  'pre-vote':
    'A question before an election: would you vote for me? The term is raised only when a majority says yes, so a peer that was cut off does not disturb a working leader when it returns.',
  quorum:
    'More than half of the voters. Any two have a member in common, which is why what one has acknowledged cannot be unknown to the next leader.',
  committed:
    'An entry that can no longer be lost: a majority has it on disk, and it is of the leader’s own term or stands before one that is.',
  applied:
    'The entry has been carried out on this peer’s data. Applying follows committing on each store by itself, so replicas can be at different places.',
  persisted: 'On this peer’s disk. What is not yet there is lost in a crash and must not be acknowledged.',
  progress:
    'What a leader knows of a follower: what it surely has (match), what to send next, and whether it is being probed, replicated to in a stream, or sent a snapshot.',
  match:
    'The last entry of which the leader knows that a follower has it on disk. Commits are the median of these.',
  snapshot:
    'The state of a Region as a whole, sent to a peer for which the leader no longer has the log entries. The peer drops what it had and starts from it.',
  heartbeat:
    'A leader’s message that it is still there; it also tells how far entries are committed. Regions report to PD, and stores and captures to their coordinators, by heartbeats too.',
  'joint-consensus':
    'How the members of a group change safely: for a while both the old and the new set of voters must agree to everything.',
  'transfer-leader':
    'The leader lets a chosen follower catch up and tells it to start an election at once. Writes are refused in between.',
  lease:
    'A time for which its holder may rely on nobody having taken its place. A leader answers reads by it without asking the others; captures and the leader of PD hold theirs in etcd. It is as safe as the clocks are.',
  'read-index':
    'A read without a lease: the leader notes what is committed, confirms by a round of heartbeats that it still leads, and answers when that much is applied.',
  hibernate:
    'An idle Region stops its ticks and heartbeats until something wakes it: many idle Regions then cost nothing.',
  store: 'A TiKV server. It holds one peer of many Regions, their raft logs and their data.',
  region:
    'A contiguous range of keys, replicated by a Raft group of its own. Regions split and merge as data and load ask for it.',
  peer: 'One replica of a Region, on one store. It has an id of its own: a replica that was removed and comes back is another peer.',
  epoch:
    'Two numbers of a Region: confVer grows when its peers change, version when its range does. A request with an old one is refused, and the client learns the new borders.',
  split:
    'A Region is cut in two at a key by an entry of its log. Both parts live on the same stores, and the version of their epochs grows.',
  merge:
    'A Region is swallowed by its neighbour: it stops taking writes (prepare), the neighbour waits on each store until the local peer has everything, then takes over the range (commit), or the whole is called off (rollback).',
  'prepare-merge':
    'The admin entries of a merge: the source freezes itself with PrepareMerge; the target takes it over with CommitMerge; RollbackMerge gives the source its life back.',
  az: 'An availability zone: stores that fail together. PD spreads the replicas of each Region over zones; traffic between them is slower and costs money.',
  pd: 'Placement driver: knows all stores and Regions, orders replicas and leaders to move, and grants timestamps.',
  operator:
    'An order of PD to one Region, in steps: add a learner, promote it, transfer the leader, remove a peer, split, merge.',
  fsync:
    'The moment at which written data is safe from a crash. Entries that arrive meanwhile share the next one.',
  'clock-skew':
    'How far a process’s wall clock is off, and how fast it drifts. Leases and TTLs depend on clocks; timestamps from PD do not.',
  ts: '64 bits: milliseconds in the upper 46, a counter in the lower 18. Shown here as milliseconds · counter.',
  tso: 'Timestamp oracle: the leader of PD grants timestamps that grow over the whole cluster, 262,144 for each millisecond at most.',
  'tso-window':
    'The bound up to which PD may grant timestamps. It is saved in etcd before it is used; a new leader starts behind it, so that timestamps never go back.',
  'causal-ts':
    'The timestamp of a raw write: of two writes to a key, the one that happened later has the larger one, whichever store led. Without it a recovery cluster would keep the older value.',
  'causal-provider':
    'The part of a store that stamps raw writes from a batch of timestamps fetched from PD ahead of need.',
  flush:
    'A new leader throws its cached timestamps away and fetches fresh ones before it takes writes: a cached one may be older than what its predecessor acknowledged.',
  hlc: 'Hybrid logical clock: milliseconds of a physical clock with a counter. The first design gave every store its own, and moved them forward by what raft entries carry.',
  'region-max-ts':
    'The largest timestamp among the applied writes of a Region, kept on each store in the first design. A new leader moves its clock past it.',
  'safe-point':
    'Versions older than this may be thrown away. A changefeed keeps it behind its checkpoint, so that it can read again what it has not delivered.',
  rawkv:
    'TiKV’s interface for single keys without transactions. With API V2 each version carries a timestamp, which is what makes capturing it possible.',
  'memory-lock':
    'A lock in the leader’s memory from before a write gets its timestamp until it is applied. The resolved ts may not pass it, so that no write appears below what was promised.',
  latch: 'Serializes commands on the same keys inside one store, before they are proposed.',
  percolator:
    'Transactions over many Regions: lock every key (prewrite), then commit the primary, which decides for all, then the others.',
  primary: 'The key of a transaction whose lock decides its fate: who meets another of its locks asks there.',
  'start-ts':
    'A transaction reads as of its start ts; its writes are visible from its commit ts on. Both come from PD.',
  'async-commit':
    'A transaction is acknowledged as soon as all its locks are written: the commit ts follows from what is stored in them.',
  ttl: 'A lifetime of a value. It ends by the clock of the store that is asked.',
  cdc: 'Change data capture: every applied change of a key range as a stream, with promises about what cannot come any more.',
  endpoint: 'The worker of a store that serves capture: one queue for everything, in order.',
  'observe-id':
    'Names one observation of a Region from its beginning to its end. What an older one still sends is dropped.',
  'incremental-scan':
    'What a subscription reads first: everything in the Region newer than where it starts. New changes are sent meanwhile; resolved ts is not, until it is done.',
  initialized: 'The mark in the stream that the scan is complete. From here on resolved ts may be sent.',
  'resolved-ts':
    'A promise: no change with a timestamp up to it will be seen for the first time any more. A store gives it only after a quorum confirmed that it leads.',
  'check-leader':
    'Asks the other stores whether they agree who leads each Region. Without a quorum of them no resolved ts is given.',
  capture:
    'A server that subscribes to changes, sorts them and writes them to the recovery cluster. It lives in etcd under a lease; after losing it it comes back as another one.',
  owner: 'The capture that was elected to run the changefeeds: it hands out spans and advances checkpoints.',
  changefeed: 'A replication task: which keys, from when, to where.',
  span: 'A changefeed’s share of the keys that one capture carries at a time.',
  'replication-set':
    'What the owner knows of a span: Absent, Prepare, Commit, Replicating or Removing, and which capture is primary. Two phases see to it that never two captures write it.',
  puller:
    'The part of a capture that subscribes to the Regions of a span and follows them when they split, merge or move.',
  frontier:
    'The smallest resolved ts over all keys of a span. A range that nobody is subscribed to holds it where it is.',
  sorter: 'Puts changes in the order of their timestamps and lets them pass up to the resolved ts.',
  sink: 'Writes changes to the recovery cluster in batches; changes of one key keep their order.',
  checkpoint:
    'Everything up to this timestamp is safe on the recovery cluster. It never goes back and never passes the resolved ts.',
  'checkpoint-lag': 'How old a checkpoint or a resolved ts is: time by PD minus its milliseconds.',
  rpo: 'Recovery point objective: how much of the newest data would be missing if the upstream cluster were lost now. It is the checkpoint lag.',
  etcd: 'A small replicated store for metadata: leases, elections, revisions. Captures and PD coordinate through it.',
  revision: 'A number that grows with each change in etcd. An election’s revision fences off who led before.',
  invariant:
    'Something that must be true at every moment. A check folds over everything that happens and names the first event that broke it.',
  liveness:
    'That something good happens in the end. Here: when nothing moves for long, the check names what holds it up.',
  history:
    'Operations appear to happen at one instant between their call and their answer. Judged from what clients saw, not from how it was done.',
  fingerprint:
    'A hash over everything that has happened in a run. The same run gives the same one in Node and in every browser.',
  keyframe:
    'A copy of the whole simulated state. Going back restores the newest one before the moment and replays from there, comparing every record.',
};
