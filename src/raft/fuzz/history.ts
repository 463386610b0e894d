import { AssertionError } from '../../base/assert.ts';
import { Rng } from '../../base/rng.ts';
import type { RuleId } from '../config.ts';
import { describeConfig } from '../membership-config.ts';
import type { ConfChangeSingle, ConfChangeTransition, Snapshot } from '../types.ts';
import { Broken, Oracle, type Property } from './oracle.ts';
import { reportLostSnapshots, strands, swapAll, wouldEmpty } from './membership.ts';
import { playFigure8, playJointCut, playLateAnswer, playRivals, playSilence } from './plays.ts';
import { PROFILES, WEIGHTS, wheelOf, type Action, type Profile } from './profiles.ts';
import { Stage } from './stage.ts';
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
  private readonly oracle: Oracle;
  private readonly stage: Stage;
  private readonly votesCarryCommit: boolean;
  private confChanges = 0;
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
      this.profile === 'elections'
        ? voters
        : this.profile === 'membership' || this.profile === 'joint'
          ? 2 * voters
          : voters + 2;
    const settings = this.settings();
    this.oracle = new Oracle(BASE, settings.checkQuorum === true ? settings.electionTick : null);
    this.stage = new Stage(rng, this.oracle);
    this.votesCarryCommit = settings.voteCarriesCommit === true;
    const ids = Array.from({ length: voters }, (_, i) => i + 1);
    const first: Snapshot = {
      index: BASE,
      term: 1,
      confState: { voters: ids, learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false },
      data: { bytes: 1, text: '0' },
    };
    for (let id = 1; id <= total; id++) {
      this.stage.peers.push(
        new FuzzPeer(id, settings, rng.fork(`peer ${id}`), this.oracle, id <= voters ? first : null),
      );
    }
    this.stage.heal();
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
      maxSizePerMsg: limited || this.profile === 'rivals' ? (rng.chance(1, 2) ? 1 : 60) : Infinity,
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
      terms: Math.max(...this.stage.peers.map((peer) => peer.raw.term)),
      confChanges: this.confChanges,
      snapshots: this.stage.snapshots,
      reads: this.reads,
    };
  }

  chaos(): void {
    for (let i = 0; i < this.options.actions; i++) {
      const peer = this.stage.pick();
      this.act(peer);
      this.oracle.observe(peer.raw);
      if (i % 64 === 63) this.checkLogs();
    }
    this.checkLogs();
  }

  private checkLogs(): void {
    this.oracle.checkLogMatching(this.stage.peers.map((peer) => peer.raw));
  }

  private act(peer: FuzzPeer): void {
    const { rng } = this;
    const { raw } = peer;
    const action = this.wheel[rng.below(this.wheel.length)] as Action;
    switch (action) {
      case 'deliver':
        return this.stage.deliverOne();
      case 'work':
        return this.stage.workOf(peer);
      case 'tick':
        return this.stage.tick(peer);
      case 'tick-all':
        for (const other of this.stage.peers) {
          this.stage.tick(other);
        }
        return;
      case 'propose':
        return this.stage.propose(rng.chance(3, 4) ? (this.stage.leader() ?? peer) : peer, 80);
      case 'partition':
        return this.partition();
      case 'heal':
        return this.stage.heal();
      case 'change-members':
        return this.changeMembers(peer);
      case 'transfer':
        raw.transferLeader(this.stage.pick().id);
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
        return this.stage.settle(peer);
      case 'crash':
        return peer.crash();
      case 'figure-8':
        return playFigure8(this.stage);
      case 'rivals':
        return playRivals(this.stage);
      case 'silence':
        return playSilence(this.stage);
      case 'late-answer':
        return playLateAnswer(this.stage);
      case 'joint-cut':
        if (playJointCut(this.stage, this.votesCarryCommit)) this.confChanges++;
        return;
    }
  }

  private read(peer: FuzzPeer): void {
    this.reads++;
    this.stage.read(peer);
  }

  private report(peer: FuzzPeer): void {
    const other = this.stage.pick().id;
    if (this.rng.chance(1, 2)) peer.raw.reportUnreachable(other);
    else peer.raw.reportSnapshot(other, this.rng.chance(1, 2));
  }

  private changeMembers(peer: FuzzPeer): void {
    const { rng } = this;
    const target = this.stage.leader() ?? peer;
    const changes: ConfChangeSingle[] = [];
    const swap = this.profile === 'membership' && rng.chance(1, 3);
    const count = swap ? 0 : rng.chance(1, 2) ? 1 : rng.below(4);
    if (swap) changes.push(...swapAll(target, this.stage.peers));
    for (let i = 0; i < count; i++) {
      const type = rng.chance(1, 2) ? 'add-node' : rng.chance(1, 2) ? 'remove-node' : 'add-learner-node';
      changes.push({ type, nodeId: this.stage.pick().id });
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
    const leader = this.stage.leader();
    if (this.profile === 'membership' && leader !== null && this.rng.chance(1, 2)) {
      // The leader with all who join on one side, the other old voters on the other.
      const old = [...leader.raw.config.incoming, ...leader.raw.config.outgoing];
      this.stage.split(({ id }) => (id !== leader.id && old.includes(id) ? 1 : 0));
      return;
    }
    const groups = 2 + this.rng.below(2);
    this.stage.split(() => this.rng.below(groups));
  }

  /** Every fault is gone: a leader must be found, and everybody must come to the same state. */
  calm(): void {
    this.stage.heal();
    const { rng } = this;
    for (const peer of this.stage.peers) if (rng.chance(1, 3)) peer.crash();
    let proposed = false;
    for (let round = 0; round < CALM_ROUNDS_MAX; round++) {
      const members = this.stage.members();
      for (const peer of this.stage.peers) {
        // Who is no member any more answers, but does not disturb.
        if (!members.includes(peer)) peer.raw.setRandomizedElectionTimeout(Infinity);
        this.stage.tick(peer);
      }
      for (let i = 0; i < 4; i++) this.stage.exchange();
      const leader = this.stage.leader();
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

  private describeStuck(): string {
    const peers = this.stage.peers.map(
      ({ id, raw, machine }) =>
        `${id}: ${raw.role} term ${raw.term} lead ${raw.lead} log ${raw.firstIndex}-${raw.lastIndex} commit ${raw.committed} applied ${machine.applied} ${describeConfig(raw.config)}`,
    );
    return `nothing moved for ${CALM_ROUNDS_MAX} rounds: ${peers.join('; ')}`;
  }
}
