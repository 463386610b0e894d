import { AssertionError } from '../../base/assert.ts';
import { Rng } from '../../base/rng.ts';
import type { RuleId } from '../config.ts';
import { describeConfig } from '../membership-config.ts';
import type { ConfChangeSingle, ConfChangeTransition, Message, PeerId, Snapshot } from '../types.ts';
import { Broken, Oracle, type Property } from './oracle.ts';
import { reportLostSnapshots, strands, swapAll, wouldEmpty } from './membership.ts';
import { PROFILES, WEIGHTS, wheelOf, type Action, type Profile } from './profiles.ts';
import { BASE, FuzzPeer, type FuzzSettings } from './world.ts';

/** What one random history may do. */
export interface HistoryOptions {
  /** Random actions before everything is healed. */
  readonly actions: number;
  /** Rules of the core to switch off. */
  readonly off: readonly RuleId[];
  /** Storage work as messages: 'random' draws it per history. */
  readonly asyncStorage: boolean | 'random';
  readonly profile: Profile | 'random';
}

/** Long enough for a few terms and faults. */
export const DEFAULT_HISTORY: HistoryOptions = {
  actions: 2000,
  off: [],
  asyncStorage: 'random',
  profile: 'random',
};

/** How a history ended. */
export interface HistoryReport {
  readonly seed: number;
  readonly broken: Property | null;
  readonly message: string;
  readonly committed: number;
  readonly terms: number;
  readonly confChanges: number;
  readonly snapshots: number;
  readonly reads: number;
}

/** Messages under way at once; beyond that the oldest are lost. */
const NETWORK_MAX = 200;
const CALM_ROUNDS_MAX = 600;

/** One random history from one seed: chaos, then calm, checked all the way. */
export function runHistory(seed: number, options: HistoryOptions = DEFAULT_HISTORY): HistoryReport {
  const history = new History(seed, options);
  let broken: Property | null = null;
  let message = '';
  try {
    history.chaos();
    history.calm();
  } catch (error) {
    if (error instanceof Broken) {
      broken = error.property;
    } else if (error instanceof AssertionError) {
      broken = 'assertion';
    } else {
      throw error;
    }
    message = error.message;
  }
  return { seed, broken, message, ...history.figures() };
}

class History {
  private readonly options: HistoryOptions;
  private readonly rng: Rng;
  private readonly profile: Profile;
  private readonly wheel: readonly Action[];
  private readonly oracle = new Oracle(BASE);
  private readonly peers: FuzzPeer[] = [];
  private readonly votesCarryCommit: boolean;
  private network: Message[] = [];
  /** Group of each peer during a partition; equal groups can talk. */
  private groups: number[] = [];
  private proposals = 0;
  private confChanges = 0;
  private snapshots = 0;
  private reads = 0;

  constructor(seed: number, options: HistoryOptions) {
    this.options = options;
    this.rng = Rng.fromSeed(seed).fork('raft fuzz');
    const { rng } = this;
    const drawn = PROFILES[rng.below(PROFILES.length)] as Profile;
    this.profile = options.profile === 'random' ? drawn : options.profile;
    this.wheel = wheelOf(WEIGHTS[this.profile]);
    const voters = rng.chance(1, 2) ? 3 : rng.chance(1, 2) ? 5 : 4;
    const total =
      this.profile === 'elections' ? voters : this.profile === 'membership' ? 2 * voters : voters + 2;
    const settings = this.settings();
    this.votesCarryCommit = settings.voteCarriesCommit === true;
    const ids = Array.from({ length: voters }, (_, i) => i + 1);
    const first: Snapshot = {
      index: BASE,
      term: 1,
      confState: { voters: ids, learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false },
      data: { bytes: 1, text: '0' },
    };
    for (let id = 1; id <= total; id++) {
      this.peers.push(
        new FuzzPeer(id, settings, rng.fork(`peer ${id}`), this.oracle, id <= voters ? first : null),
      );
    }
    this.heal();
  }

  private settings(): FuzzSettings {
    const { rng, options } = this;
    const limited = rng.chance(1, 2);
    return {
      electionTick: 6,
      heartbeatTick: 2,
      preVote: rng.chance(1, 2),
      checkQuorum: rng.chance(1, 2),
      asyncStorageWrites: options.asyncStorage === 'random' ? rng.chance(3, 4) : options.asyncStorage,
      stepDownOnRemoval: rng.chance(1, 2),
      skipBcastCommit: rng.chance(1, 4),
      voteCarriesCommit: rng.chance(1, 2),
      maxSizePerMsg: limited ? (rng.chance(1, 2) ? 1 : 60) : Infinity,
      maxCommittedSizePerReady: limited ? 100 : Infinity,
      maxInflightMsgs: limited ? 3 : 64,
      maxInflightBytes: limited ? 200 : Infinity,
      maxUncommittedSize: limited ? 400 : Infinity,
      rules: { off: options.off },
    };
  }

  figures(): Pick<HistoryReport, 'committed' | 'terms' | 'confChanges' | 'snapshots' | 'reads'> {
    return {
      committed: this.oracle.maxCommitted - BASE,
      terms: Math.max(...this.peers.map((peer) => peer.raw.term)),
      confChanges: this.confChanges,
      snapshots: this.snapshots,
      reads: this.reads,
    };
  }

  chaos(): void {
    for (let i = 0; i < this.options.actions; i++) {
      const peer = this.pick();
      this.act(peer);
      this.oracle.observe(peer.raw);
      if (i % 64 === 63) this.checkLogs();
    }
    this.checkLogs();
  }

  private checkLogs(): void {
    this.oracle.checkLogMatching(this.peers.map((peer) => peer.raw));
  }

  private pick(): FuzzPeer {
    return this.peers[this.rng.below(this.peers.length)] as FuzzPeer;
  }

  private act(peer: FuzzPeer): void {
    const { rng } = this;
    const { raw } = peer;
    const action = this.wheel[rng.below(this.wheel.length)] as Action;
    switch (action) {
      case 'deliver':
        return this.deliverOne();
      case 'work':
        return this.workOf(peer);
      case 'tick':
        return raw.tick();
      case 'tick-all':
        for (const other of this.peers) {
          other.raw.tick();
          this.oracle.observe(other.raw);
        }
        return;
      case 'propose':
        return this.propose(peer);
      case 'partition':
        return this.partition();
      case 'heal':
        return this.heal();
      case 'change-members':
        return this.changeMembers(peer);
      case 'transfer':
        raw.transferLeader(this.pick().id);
        return;
      case 'campaign':
        return raw.campaign();
      case 'read':
        return this.read(peer);
      case 'compact':
        return peer.compact(rng.below(4));
      case 'report':
        return this.report(peer);
      case 'forget':
        raw.forgetLeader();
        return;
      case 'settle':
        return this.settle(peer);
      case 'crash':
        return peer.crash();
    }
  }

  /** Does one thing the peer has to do. */
  private workOf(peer: FuzzPeer): void {
    const { rng } = this;
    peer.makeSnapshot();
    switch (rng.below(4)) {
      case 0:
        if (peer.inbox.length > 0) {
          peer.processInbox();
          return;
        }
        break;
      case 1:
        if (peer.appendWork.length > 0) {
          this.post(peer.processAppend());
          return;
        }
        break;
      case 2:
        if (peer.applyWork.length > 0) {
          peer.processApply();
          return;
        }
        break;
      default:
    }
    if (peer.raw.hasReady()) this.post(peer.processReady());
    else if (peer.inbox.length > 0) peer.processInbox();
    else if (peer.appendWork.length > 0) this.post(peer.processAppend());
    else peer.processApply();
  }

  /** Does everything the peer has to do. */
  private settle(peer: FuzzPeer): void {
    peer.makeSnapshot();
    while (peer.raw.hasReady() || peer.inbox.length + peer.appendWork.length + peer.applyWork.length > 0) {
      if (peer.raw.hasReady()) this.post(peer.processReady());
      while (peer.appendWork.length > 0) this.post(peer.processAppend());
      while (peer.applyWork.length > 0) peer.processApply();
      while (peer.inbox.length > 0) peer.processInbox();
      this.oracle.observe(peer.raw);
    }
  }

  private post(messages: readonly Message[]): void {
    for (const m of messages) {
      this.oracle.observeSent(m);
      if (m.type === 'MsgSnap') this.snapshots++;
      this.network.push(m);
    }
    while (this.network.length > NETWORK_MAX) this.network.shift();
  }

  /** One message under way: delivered, lost, doubled or put off. */
  private deliverOne(): void {
    const { rng, network } = this;
    if (network.length === 0) return;
    // Mostly near the front: reordering, but not chaos only.
    const at = rng.chance(3, 4) ? rng.below(Math.min(3, network.length)) : rng.below(network.length);
    const m = network[at] as Message;
    const fate = rng.below(20);
    if (fate !== 0) network.splice(at, 1);
    if (fate !== 1) this.hand(m);
  }

  private hand(m: Message): void {
    const to = this.peers[m.to - 1];
    if (to === undefined || this.groups[m.from] !== this.groups[m.to]) return;
    to.raw.step(m);
    this.oracle.observe(to.raw);
  }

  private propose(peer: FuzzPeer): void {
    const { rng } = this;
    const target = rng.chance(3, 4) ? (this.leader() ?? peer) : peer;
    target.raw.propose({ bytes: 1 + rng.below(80), text: `p${++this.proposals}` });
    this.oracle.observe(target.raw);
  }

  private leader(): FuzzPeer | null {
    let best: FuzzPeer | null = null;
    for (const peer of this.peers) {
      if (peer.raw.role === 'leader' && (best === null || peer.raw.term > best.raw.term)) best = peer;
    }
    return best;
  }

  private read(peer: FuzzPeer): void {
    this.reads++;
    // The context is what must at least be seen.
    peer.raw.readIndex(String(this.oracle.maxCommitted));
  }

  private report(peer: FuzzPeer): void {
    const other = this.pick().id;
    if (this.rng.chance(1, 2)) peer.raw.reportUnreachable(other);
    else peer.raw.reportSnapshot(other, this.rng.chance(1, 2));
  }

  private changeMembers(peer: FuzzPeer): void {
    const { rng } = this;
    const target = this.leader() ?? peer;
    const changes: ConfChangeSingle[] = [];
    const swap = this.profile === 'membership' && rng.chance(1, 3);
    const count = swap ? 0 : rng.chance(1, 2) ? 1 : rng.below(4);
    if (swap) changes.push(...swapAll(target, this.peers));
    for (let i = 0; i < count; i++) {
      const type = rng.chance(1, 2) ? 'add-node' : rng.chance(1, 2) ? 'remove-node' : 'add-learner-node';
      changes.push({ type, nodeId: this.pick().id });
    }
    if (wouldEmpty(target, changes) || (!this.votesCarryCommit && strands(target, changes))) return;
    this.confChanges++;
    const transition: ConfChangeTransition = rng.chance(1, 2)
      ? 'auto'
      : rng.chance(1, 2)
        ? 'joint-implicit'
        : 'joint-explicit';
    if (count === 1 && rng.chance(1, 2)) {
      target.raw.proposeConfChange({ ...(changes[0] as ConfChangeSingle), v: 1, context: null });
    } else {
      target.raw.proposeConfChange({
        v: 2,
        transition: changes.length === 0 ? 'auto' : transition,
        changes,
        context: null,
      });
    }
    this.oracle.observe(target.raw);
  }

  private partition(): void {
    const leader = this.leader();
    if (this.profile === 'membership' && leader !== null && this.rng.chance(1, 2)) {
      // The leader with all who join on one side, the other old voters on the other.
      const old = [...leader.raw.config.incoming, ...leader.raw.config.outgoing];
      this.groups = [0, ...this.peers.map(({ id }) => (id !== leader.id && old.includes(id) ? 1 : 0))];
      return;
    }
    const groups = 2 + this.rng.below(2);
    this.groups = [0, ...this.peers.map(() => this.rng.below(groups))];
  }

  private heal(): void {
    this.groups = [0, ...this.peers.map(() => 0)];
  }

  /** Every fault is gone: a leader must be found, and everybody must come to the same state. */
  calm(): void {
    this.heal();
    const { rng } = this;
    for (const peer of this.peers) if (rng.chance(1, 3)) peer.crash();
    let proposed = false;
    for (let round = 0; round < CALM_ROUNDS_MAX; round++) {
      const members = this.currentMembers();
      for (const peer of this.peers) {
        // Who is no member any more answers, but does not disturb.
        if (!members.includes(peer)) peer.raw.setRandomizedElectionTimeout(Infinity);
        peer.raw.tick();
        this.oracle.observe(peer.raw);
      }
      for (let i = 0; i < 4; i++) this.exchange();
      const leader = this.leader();
      if (leader === null || !members.includes(leader)) continue;
      if (round % 8 === 7) reportLostSnapshots(leader);
      if (!proposed || !leader.raw.committedInTerm()) {
        proposed =
          leader.raw.propose({ bytes: 1, text: `calm${round}` }) === 'ok' && leader.raw.committedInTerm();
        continue;
      }
      if (members.every((peer) => peer.machine.applied === leader.raw.lastIndex)) {
        this.checkLogs();
        return;
      }
    }
    throw new Broken('no-progress', this.describeStuck());
  }

  /** Delivers everything once, in order. */
  private exchange(): void {
    for (const peer of this.peers) {
      // A leader that has removed itself would lead for ever (facts §8): its store is taken down.
      if (peer.raw.role === 'leader' && !peer.members().includes(peer.id)) peer.crash();
      this.settle(peer);
    }
    const network = this.network;
    this.network = [];
    for (const m of network) this.hand(m);
    for (const peer of this.peers) this.settle(peer);
  }

  /** Members as the peer that applied most has them. */
  private currentMembers(): readonly FuzzPeer[] {
    let newest = this.peers[0] as FuzzPeer;
    for (const peer of this.peers) if (peer.machine.applied > newest.machine.applied) newest = peer;
    const ids: readonly PeerId[] = newest.members();
    return this.peers.filter((peer) => ids.includes(peer.id));
  }

  private describeStuck(): string {
    const peers = this.peers.map(
      ({ id, raw, machine }) =>
        `${id}: ${raw.role} term ${raw.term} lead ${raw.lead} log ${raw.firstIndex}-${raw.lastIndex} commit ${raw.committed} applied ${machine.applied} ${describeConfig(raw.config)}`,
    );
    return `nothing moved for ${CALM_ROUNDS_MAX} rounds: ${peers.join('; ')}`;
  }
}
