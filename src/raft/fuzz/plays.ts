import type { ConfChangeSingle } from '../types.ts';
import { strands, wouldEmpty } from './membership.ts';
import type { Stage } from './stage.ts';
import type { FuzzPeer } from './world.ts';

/**
 * Short plays that lead a history to where plain chance seldom gets: rival leaders that each hold entries the other
 * lacks (paper figure 8), and joint configurations of which one half is cut off. Each step can fail or go another way;
 * what a play leaves behind is where the chaos goes on.
 */

/** Rounds of messages that an election without faults takes, at most. */
const ELECTION_ROUNDS = 12;
const CAMPAIGNS = 4;

/** Makes `candidate` lead with the help of `voters`; everybody else is cut off. False when they would not have it. */
function elect(stage: Stage, candidate: FuzzPeer, voters: readonly FuzzPeer[]): boolean {
  stage.silence();
  stage.split((peer) => (peer === candidate || voters.includes(peer) ? 0 : peer.id));
  for (let attempt = 0; attempt < CAMPAIGNS; attempt++) {
    // Who leads an older term would not notice before it is told.
    if (candidate.raw.role === 'leader' && attempt > 0) candidate.crash();
    // Whoever still trusts a leader would not help to replace it.
    for (const voter of [candidate, ...voters]) voter.raw.forgetLeader();
    if (candidate.raw.role !== 'leader') stage.campaign(candidate);
    for (let round = 0; round < ELECTION_ROUNDS; round++) {
      const highest = Math.max(...voters.map((voter) => voter.raw.term));
      if (candidate.raw.role === 'leader' && candidate.raw.term >= highest) return true;
      stepElection(stage);
    }
  }
  return false;
}

/** One exchange, but stopped at once where somebody wins: nothing of the new leader has left it yet. */
function stepElection(stage: Stage): void {
  for (let i = 0; i < 3 * stage.peers.length; i++) {
    const peer = stage.peers[i % stage.peers.length] as FuzzPeer;
    if (peer.raw.role !== 'leader') stage.settle(peer);
  }
  for (let i = 0; i < 8; i++) stage.deliverOne();
}

/** Two voters and the others of the present membership; null when there are too few. */
function cast(stage: Stage): readonly [FuzzPeer, FuzzPeer, readonly FuzzPeer[]] | null {
  const { rng } = stage;
  const members = stage.members().filter((peer) => peer.raw.config.incoming.includes(peer.id));
  if (members.length < 3) return null;
  const [first] = members.splice(rng.below(members.length), 1);
  const [second] = members.splice(rng.below(members.length), 1);
  return [first as FuzzPeer, second as FuzzPeer, members];
}

/** Cut off, it takes in proposals that nobody else hears of. */
function hoard(stage: Stage, peer: FuzzPeer, count: number): void {
  stage.split((other) => (other === peer ? 1 : 0));
  for (let i = 0; i < count; i++) {
    stage.propose(peer, 4);
    if (stage.rng.chance(1, 2)) stage.settle(peer);
  }
  stage.settle(peer);
  stage.silence();
}

/**
 * Figure 8 of the paper: A leads and keeps entries to itself; B is elected without A and does the same; A is elected
 * without B and begins to spread its old entries; and before it is done, B comes back.
 */
export function playFigure8(stage: Stage): void {
  const { rng } = stage;
  const roles = cast(stage);
  if (roles === null) return;
  const [a, b, others] = roles;
  if (!elect(stage, a, [...others, b])) return;
  for (let i = rng.below(4); i > 0; i--) stage.exchange();
  hoard(stage, a, 1 + rng.below(3));
  if (!elect(stage, b, others)) return;
  hoard(stage, b, rng.below(3));
  if (rng.chance(1, 2)) a.crash();
  if (!elect(stage, a, others)) return;
  stage.muddle(10 + rng.below(60));
  if (rng.chance(1, 2)) b.crash();
  if (rng.chance(1, 4)) a.crash();
  elect(stage, b, others);
  stage.heal();
}

/**
 * Two rivals with long tails of their own; one of them wins and everything is healed: the winner has to find where the
 * other's log agrees with its own, in as many probes as there are terms and not as there are entries (facts raft 4.4).
 */
export function playRivals(stage: Stage): void {
  const { rng } = stage;
  const roles = cast(stage);
  if (roles === null) return;
  const [a, b, others] = roles;
  if (!elect(stage, a, [...others, b])) return;
  for (let i = 0; i < 3; i++) stage.exchange();
  hoard(stage, a, 24 + rng.below(24));
  if (!elect(stage, b, others)) return;
  hoard(stage, b, 24 + rng.below(24));
  const [winner, loser] = rng.chance(1, 2) ? [a, b] : [b, a];
  if (!elect(stage, winner, others)) return;
  stage.silence();
  stage.heal();
  stage.oracle.countProbes(winner.raw, loser.raw);
  for (let round = 0; round < 100; round++) {
    stage.exchange();
    if (round % 4 === 3) stage.tick(winner);
    if (winner.raw.role !== 'leader' || winner.raw.matchOf(loser.id) === winner.raw.lastIndex) break;
  }
  stage.oracle.endProbes();
}

/**
 * A follower falls silent, is found unreachable, and the log it needs is compacted away: what it needs is a snapshot, which
 * it cannot get before it answers again (facts raft 4.2).
 */
export function playSilence(stage: Stage): void {
  const { rng } = stage;
  const roles = cast(stage);
  if (roles === null) return;
  const [leader, silent, others] = roles;
  stage.heal();
  if (!elect(stage, leader, [...others, silent])) return;
  for (let i = 0; i < 4; i++) stage.exchange();
  stage.split((peer) => (peer === silent ? 1 : 0));
  for (let round = 6 + rng.below(12); round > 0; round--) {
    stage.propose(leader, 8);
    stage.exchange();
    stage.tick(leader);
    stage.exchange();
  }
  leader.compact(rng.below(2));
  leader.raw.reportUnreachable(silent.id);
  stage.propose(leader, 8);
  stage.exchange();
  stage.heal();
}

/**
 * A leader's heartbeats are answered for a read, and the answers come a second time much later: somebody else leads by then
 * and has committed more, and the old leader, which has heard of nothing, has been asked to read again (facts cdc B-39).
 */
export function playLateAnswer(stage: Stage): void {
  const { rng } = stage;
  const roles = cast(stage);
  if (roles === null) return;
  const [old, next, others] = roles;
  if (!elect(stage, old, [...others, next])) return;
  for (let i = 0; i < 4; i++) stage.exchange();
  stage.read(old);
  stage.exchange();
  const answers = stage.intercept((m) => m.type === 'MsgHeartbeatResp' && m.to === old.id);
  stage.handAll(answers);
  stage.settle(old);
  if (!elect(stage, next, others)) return;
  for (let i = 1 + rng.below(3); i > 0; i--) stage.propose(next, 8);
  for (let i = 0; i < 4; i++) stage.exchange();
  stage.heal();
  stage.read(old);
  stage.settle(old);
  stage.handAll(answers);
  stage.settle(old);
}

/**
 * Into a joint configuration; as soon as the leader has it in force, one half is cut in two so that the leader keeps a
 * majority of the other half only, and both sides go on: nothing may be committed without both halves (paper 6).
 */
export function playJointCut(stage: Stage, votesCarryCommit: boolean): boolean {
  const { rng } = stage;
  stage.heal();
  const members = stage.members().filter((peer) => peer.raw.config.incoming.includes(peer.id));
  const leader = members[rng.below(Math.max(1, members.length))];
  if (leader === undefined || !elect(stage, leader, stage.peers)) return false;
  for (let i = 0; i < 4; i++) stage.exchange();
  if (leader.raw.role !== 'leader' || leader.raw.config.outgoing.length > 0) return false;
  const old = [...leader.raw.config.incoming];
  const changes = jointChanges(stage, leader, votesCarryCommit);
  if (changes.length < 2 || wouldEmpty(leader, changes)) return false;
  leader.raw.proposeConfChange({
    v: 2,
    transition: rng.chance(3, 4) ? 'joint-explicit' : 'joint-implicit',
    changes,
    context: null,
  });
  stage.observe(leader);
  for (let i = 0; i < 400 && leader.raw.config.outgoing.length === 0; i++) stage.muddle(1);
  if (leader.raw.role !== 'leader') return true;
  // Who stays with the leader: everybody new and, at times, one of the old.
  const kept = rng.chance(1, 4) ? old[rng.below(old.length)] : leader.id;
  const side = (id: number) => (id !== leader.id && id !== kept && old.includes(id) ? 1 : 0);
  stage.split((peer) => side(peer.id));
  for (let round = 0; round < 8; round++) {
    if (leader.raw.role !== 'leader') break;
    if (rng.chance(3, 4)) stage.propose(leader, 4);
    else leader.raw.proposeConfChange({ v: 2, transition: 'auto', changes: [], context: null });
    if (rng.chance(1, 2)) stage.exchange();
    else stage.muddle(20);
    if (round % 3 === 2) stage.tick(leader);
  }
  const away = stage.peers.filter((peer) => side(peer.id) === 1);
  const rival = away[rng.below(Math.max(1, away.length))];
  if (rival === undefined) return true;
  for (let attempt = 0; attempt < 2 && rival.raw.role !== 'leader'; attempt++) {
    for (const voter of away) voter.raw.forgetLeader();
    stage.campaign(rival);
    for (let i = 0; i < 6; i++) stage.exchange();
  }
  stage.heal();
  return true;
}

/** Newcomers become voters; some of the old, or all of them where the others can find out, do not stay. */
function jointChanges(stage: Stage, leader: FuzzPeer, votesCarryCommit: boolean): ConfChangeSingle[] {
  const { rng, peers } = stage;
  const { incoming } = leader.raw.config;
  const changes: ConfChangeSingle[] = peers
    .filter(({ id }) => !incoming.includes(id))
    .map(({ id }) => ({ type: 'add-node', nodeId: id }));
  for (const nodeId of incoming) {
    if (nodeId === leader.id || !rng.chance(1, 2)) continue;
    const change: ConfChangeSingle = { type: 'remove-node', nodeId };
    if (votesCarryCommit || !strands(leader, [...changes, change])) changes.push(change);
  }
  return changes;
}
