import { isJoint } from '../../../model/region.ts';
import type { ProcessId, RegionId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { HibernateAnswer, HibernateAsk } from '../msg.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/**
 * Hibernate Regions (facts 3.7.8, 7.1): where nothing happens, nobody ticks. Elections and heartbeats of thousands of
 * idle Regions would cost more than the busy ones.
 *
 *              an election timeout without anything to do          every follower answered
 *     awake ───────────────────────────────────────────▶ asking ───────────────────────────▶ asleep (leader)
 *       ▲                                                  │ │ follower: all applied, same leader ▶ asleep, answer
 *       └──────────────────────────────────────────────────┴─┴── a raft message, a proposal, a read, a lost store,
 *                                                                a failed CheckLeader
 */

/** One tick of a peer, if it does not sleep. */
export function tickPeer(s: Store, peer: Peer, ctx: Context): void {
  if (peer.asleep) {
    if (!peer.raft.hasReady()) return;
    wake(peer);
  }
  const { hibernate, heartbeatTicks, electionTicks } = s.options.config.raft;
  // With a heartbeat at every tick there would never be a quiet one to ask in: every other one stays silent then.
  const silent =
    hibernate && heartbeatTicks === 1 && peer.quietTicks >= electionTicks && peer.quietTicks % 2 === 1;
  if (!silent) peer.raft.tick();
  if (hibernate && peer.isLeader) considerSleep(s, peer, ctx);
}

function considerSleep(s: Store, peer: Peer, ctx: Context): void {
  if (!idleLeader(s, peer)) {
    peer.quietTicks = 0;
    peer.sleepers = [];
    return;
  }
  peer.quietTicks++;
  // A heartbeat that leaves now would wake whoever agrees.
  if (peer.quietTicks < s.options.config.raft.electionTicks || peer.raft.hasReady()) return;
  peer.sleepers = [];
  for (const other of peer.region.peers) {
    if (other.id === peer.id) continue;
    const ask: HibernateAsk = {
      kind: 'raft.hibernate-ask',
      bytes: 48,
      region: peer.region.id,
      store: s.storeId,
      peer: other.id,
      term: peer.raft.term,
      commit: peer.raft.committed,
    };
    ctx.send(s.processOf(other.storeId), ask);
  }
  sleepIfAllDo(peer);
}

/** Nothing is under way here, and everybody is known to hold everything. */
function idleLeader(s: Store, peer: Peer): boolean {
  const { raft } = peer;
  if (!raft.committedInTerm() || !settled(peer) || raft.confChangePending || isJoint(peer.region))
    return false;
  if (peer.transfer !== null || raft.leadTransferee !== 0 || peer.removed.length > 0) return false;
  if (peer.snapshotsSent.size > 0 || peer.reportedPending.length > 0) return false;
  const id = peer.region.id;
  if (s.mergeWishes.has(id) || s.memberWishes.has(id)) return false;
  return peer.region.peers.every(
    (other) => other.id === peer.id || raft.matchOf(other.id) === raft.lastIndex,
  );
}

/** All that is in the log is applied, and nobody waits. */
function settled(peer: Peer): boolean {
  const { raft } = peer;
  return (
    peer.initialized &&
    peer.mergeState === null &&
    peer.waitsFor === 0 &&
    raft.lastIndex === raft.committed &&
    peer.appliedIndex === raft.committed &&
    peer.writes.length + peer.proposals.length + peer.reads.length + peer.confirmed.length === 0
  );
}

export function onHibernateAsk(s: Store, message: HibernateAsk, ctx: Context): void {
  const peer = s.peers.get(message.region);
  if (peer === undefined || peer.id !== message.peer || !s.options.config.raft.hibernate) return;
  const { raft } = peer;
  const agrees =
    raft.role === 'follower' &&
    raft.term === message.term &&
    raft.committed === message.commit &&
    peer.leaderStore === message.store &&
    settled(peer) &&
    !raft.hasReady();
  if (!agrees) return;
  peer.asleep = true;
  const answer: HibernateAnswer = {
    kind: 'raft.hibernate-answer',
    bytes: 40,
    region: message.region,
    peer: peer.id,
    term: message.term,
  };
  ctx.send(s.processOf(message.store), answer);
}

export function onHibernateAnswer(s: Store, message: HibernateAnswer): void {
  const peer = s.peers.get(message.region);
  if (peer === undefined || !peer.isLeader || peer.raft.term !== message.term) return;
  // Something has happened since it was asked.
  if (peer.quietTicks === 0 || !idleLeader(s, peer)) return;
  if (!peer.sleepers.includes(message.peer)) peer.sleepers.push(message.peer);
  sleepIfAllDo(peer);
}

function sleepIfAllDo(peer: Peer): void {
  const others = peer.region.peers.filter((other) => other.id !== peer.id);
  if (others.every((other) => peer.sleepers.includes(other.id))) peer.asleep = true;
}

export function wake(peer: Peer): void {
  peer.asleep = false;
  peer.quietTicks = 0;
  peer.sleepers = [];
}

/** Somebody found reason to doubt that these Regions are well led. */
export function wakeRegions(s: Store, regions: readonly RegionId[]): void {
  for (const region of regions) {
    const peer = s.peers.get(region);
    if (peer !== undefined) wake(peer);
  }
}

/** A client came to a sleeping follower: perhaps there is no leader any more. A lease read wakes no leader. */
export function wakeFollower(s: Store, region: RegionId): void {
  const peer = s.peers.get(region);
  if (peer !== undefined && !peer.isLeader) wake(peer);
}

/** A store cannot be reached: whoever shares a Region with it looks after it again. */
export function wakeNeighbours(s: Store, process: ProcessId): void {
  for (const peer of s.peers.values()) {
    if (peer.asleep && peer.region.peers.some((other) => s.processOf(other.storeId) === process)) wake(peer);
  }
}
