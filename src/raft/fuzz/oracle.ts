import type { MemberConfig } from '../membership-config.ts';
import type { RawNode } from '../raw-node.ts';
import type { Entry, Message, PeerId } from '../types.ts';

/** A promise of Raft that a history broke (paper figure 3, and what follows from it). */
export type Property =
  | 'election-safety'
  | 'leader-append-only'
  | 'log-matching'
  | 'leader-completeness'
  | 'state-machine-safety'
  | 'one-vote-per-term'
  | 'commit-monotone'
  | 'linearizable-read'
  | 'probe-count'
  | 'snapshot-to-the-silent'
  | 'no-progress'
  | 'assertion';

/** Thrown by the oracle at the moment a property breaks. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly property: Property;

  constructor(property: Property, message: string) {
    super(message);
    this.property = property;
  }
}

/** What the oracle remembers of one life of one peer (a restart begins a new one). */
interface Seen {
  term: number;
  committed: number;
  /** Last index while leading `ledTerm`. */
  ledTerm: number;
  ledLast: number;
}

/** What a leader has heard, of those that were members when it was elected. */
interface Term {
  readonly term: number;
  readonly config: MemberConfig;
  /** Tick of the leader at which each was heard last. */
  readonly heard: Map<PeerId, number>;
  ticks: number;
}

/** A leader looks for the place where a follower's log agrees with its own. */
interface Search {
  readonly leader: PeerId;
  readonly term: number;
  readonly follower: PeerId;
  /** As many refusals as there are terms in both logs. */
  readonly refusalsMax: number;
  readonly refused: Set<number>;
}

/**
 * Watches a cluster from outside and knows nothing of how the core works: it compares logs, leaders, votes, applied
 * states and read answers with what was seen before, anywhere.
 */
export class Oracle {
  private readonly leaders = new Map<number, PeerId>();
  private readonly votes = new Map<string, PeerId>();
  private readonly seen = new Map<PeerId, Seen>();
  /** Entry committed at each index, by whoever knew first. */
  private readonly committedLog: (Entry | undefined)[] = [];
  private readonly digests = new Map<number, number>();
  private readonly led = new Map<PeerId, Term>();
  private search: Search | null = null;
  /** First index that can be compared: the group starts behind a snapshot. */
  private readonly base: number;
  /** A member that was silent for so many ticks of its leader counts as silent; null: only before it first answered. */
  private readonly silentTicks: number | null;
  /** Highest index known to be committed anywhere. */
  maxCommitted: number;

  constructor(base: number, silentTicks: number | null) {
    this.base = base;
    this.silentTicks = silentTicks;
    this.maxCommitted = base;
  }

  /** A peer starts or restarts: what it had not made durable may be gone. */
  reborn(raw: RawNode): void {
    this.seen.set(raw.id, { term: raw.term, committed: raw.committed, ledTerm: 0, ledLast: 0 });
  }

  /** To be called after anything happened to `raw`. */
  observe(raw: RawNode): void {
    const seen = this.seen.get(raw.id) as Seen;
    if (raw.term < seen.term) throw new Broken('commit-monotone', `${raw.id} went back to term ${raw.term}`);
    seen.term = raw.term;
    if (raw.committed < seen.committed) {
      throw new Broken('commit-monotone', `${raw.id} took back commit ${seen.committed} to ${raw.committed}`);
    }
    if (raw.applied > raw.committed)
      throw new Broken('commit-monotone', `${raw.id} applied beyond its commit`);
    if (raw.committed > seen.committed) this.observeCommit(raw, seen);
    if (raw.role === 'leader') this.observeLeader(raw, seen);
  }

  private observeCommit(raw: RawNode, seen: Seen): void {
    for (let index = Math.max(seen.committed + 1, raw.firstIndex); index <= raw.committed; index++) {
      const entry = raw.entryAt(index);
      if (entry === null)
        throw new Broken('state-machine-safety', `${raw.id} committed ${index} without having it`);
      const first = this.committedLog[index];
      if (first === undefined) this.committedLog[index] = entry;
      else if (first !== entry) {
        throw new Broken(
          'state-machine-safety',
          `${raw.id} committed entry ${index} of term ${entry.term}, another peer that of term ${first.term}`,
        );
      }
    }
    seen.committed = raw.committed;
    if (raw.committed > this.maxCommitted) this.maxCommitted = raw.committed;
  }

  private observeLeader(raw: RawNode, seen: Seen): void {
    const leader = this.leaders.get(raw.term);
    if (leader === undefined) {
      this.leaders.set(raw.term, raw.id);
      this.led.set(raw.id, { term: raw.term, config: raw.config, heard: new Map(), ticks: 0 });
      this.checkComplete(raw);
    } else if (leader !== raw.id) {
      throw new Broken('election-safety', `${leader} and ${raw.id} both lead term ${raw.term}`);
    }
    if (seen.ledTerm === raw.term && raw.lastIndex < seen.ledLast) {
      throw new Broken('leader-append-only', `leader ${raw.id} shortened its log to ${raw.lastIndex}`);
    }
    seen.ledTerm = raw.term;
    seen.ledLast = raw.lastIndex;
  }

  private checkComplete(raw: RawNode): void {
    for (let index = Math.max(this.base + 1, raw.firstIndex); index <= this.maxCommitted; index++) {
      const committed = this.committedLog[index];
      if (committed !== undefined && raw.entryAt(index) !== committed) {
        throw new Broken(
          'leader-completeness',
          `leader ${raw.id} of term ${raw.term} lacks committed entry ${index}`,
        );
      }
    }
  }

  /** The logs of all peers: same index and term means same entry and same predecessor. */
  checkLogMatching(peers: readonly RawNode[]): void {
    const known = new Map<number, { entry: Entry; previous: number; id: PeerId }>();
    for (const raw of peers) {
      for (let index = raw.firstIndex; index <= raw.lastIndex; index++) {
        const entry = raw.entryAt(index);
        if (entry === null) continue;
        const key = index * 0x100000 + entry.term;
        const previous = raw.termAt(index - 1);
        const other = known.get(key);
        if (other === undefined) known.set(key, { entry, previous, id: raw.id });
        else if (
          other.entry !== entry ||
          (previous >= 0 && other.previous >= 0 && other.previous !== previous)
        ) {
          throw new Broken(
            'log-matching',
            `${other.id} and ${raw.id} differ at or before ${index} of term ${entry.term}`,
          );
        }
      }
    }
  }

  /** A message left its peer. */
  observeSent(m: Message, from: RawNode): void {
    if (m.type === 'MsgVoteResp' && !m.reject) this.observeVote(m);
    else if (m.type === 'MsgSnap') this.observeSnapshot(m, from);
    else if (m.type === 'MsgAppResp') this.observeAnswer(m);
  }

  /** A tick of its clock reached `raw`. */
  observeTick(raw: RawNode): void {
    const led = this.led.get(raw.id);
    if (led !== undefined && led.term === raw.term) led.ticks++;
  }

  /** A message reached its peer. */
  observeHanded(m: Message): void {
    const led = this.led.get(m.to);
    if (led !== undefined && m.term === led.term) led.heard.set(m.from, led.ticks);
  }

  /**
   * From here on no fault disturbs the search of `leader`: whole terms are skipped on both sides, so that it needs no more
   * probes than there are terms in the two logs (facts raft 4.4).
   */
  countProbes(leader: RawNode, follower: RawNode): void {
    this.search = {
      leader: leader.id,
      term: leader.term,
      follower: follower.id,
      refusalsMax: termsIn(leader) + termsIn(follower) + 1,
      refused: new Set(),
    };
  }

  /** Faults may disturb the search again. */
  endProbes(): void {
    this.search = null;
  }

  private observeAnswer(m: Message): void {
    const { search } = this;
    if (search === null || m.term !== search.term || m.from !== search.follower || m.to !== search.leader)
      return;
    if (!m.reject) {
      // Found.
      this.search = null;
      return;
    }
    search.refused.add(m.index);
    if (search.refused.size > search.refusalsMax) {
      throw new Broken(
        'probe-count',
        `${m.from} refused ${search.refused.size} appends of leader ${m.to}; the terms of their logs allow ${search.refusalsMax}`,
      );
    }
  }

  /** A snapshot is for a peer that answers: a member of the leader's first day must have been heard lately. */
  private observeSnapshot(m: Message, from: RawNode): void {
    const led = this.led.get(m.from);
    if (led === undefined || led.term !== m.term || from.term !== m.term || from.config !== led.config)
      return;
    const heard = led.heard.get(m.to);
    if (heard === undefined || (this.silentTicks !== null && led.ticks - heard > this.silentTicks)) {
      throw new Broken(
        'snapshot-to-the-silent',
        `leader ${m.from} sent ${m.to} a snapshot ${heard === undefined ? 'and never heard' : `${led.ticks - heard} ticks after it last heard`} from it in term ${m.term}`,
      );
    }
  }

  private observeVote(m: Message): void {
    const key = `${m.from}/${m.term}`;
    const before = this.votes.get(key);
    if (before === undefined) this.votes.set(key, m.to);
    else if (before !== m.to) {
      throw new Broken(
        'one-vote-per-term',
        `${m.from} voted for ${before} and for ${m.to} in term ${m.term}`,
      );
    }
  }

  /** A state machine reached `index` with this digest of everything applied. */
  observeApplied(id: PeerId, index: number, digest: number): void {
    const before = this.digests.get(index);
    if (before === undefined) this.digests.set(index, digest);
    else if (before !== digest)
      throw new Broken('state-machine-safety', `${id} has another state at index ${index}`);
  }

  /** A read that was asked for when `floor` was committed somewhere was answered with `index`. */
  observeRead(id: PeerId, floor: number, index: number): void {
    if (index < floor)
      throw new Broken('linearizable-read', `${id} answered a read at ${index}, committed was ${floor}`);
  }
}

function termsIn(raw: RawNode): number {
  const terms = new Set<number>();
  for (let index = raw.firstIndex - 1; index <= raw.lastIndex; index++) terms.add(raw.termAt(index));
  return terms.size;
}
