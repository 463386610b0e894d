import { assert } from '../../../base/assert.ts';
import type { PeerId } from '../../../model/ids.ts';
import type { Peer as RegionPeer, PeerRole, Region, RegionEpoch } from '../../../model/region.ts';
import { isJoint, peerOnStore, staysVoter } from '../../../model/region.ts';
import type { AnyConfChange, ConfChangeType, ConfState } from '../../../raft/index.ts';
import { toConfState } from '../../../raft/index.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Step } from '../../pd/msg.ts';
import { changePeersCommand } from './command.ts';
import type { ChangePeersCommand, PeerChange } from './command.ts';
import { destroyPeer } from './destroy.ts';
import { announceRegion } from './metadata.ts';
import { failOperator, heartbeatPd, lagging } from './pd-reports.ts';
import type { Peer } from './peer.ts';
import { markLease } from './propose.ts';
import type { Store } from './state.ts';

/**
 * Who belongs to a Region. One change at a time; more than one voter only through a joint state, in which a majority
 * of the old and of the new voters must agree to everything (facts/raft.md §8):
 *
 *     add:     (none) ──add-learner──▶ learner ──promote, once it has caught up──▶ voter
 *     replace: voter A, learner B ──enter-joint──▶ A demoting, B incoming ──leave-joint──▶ A learner, B voter
 *     remove:  learner ──remove──▶ gone, its peer is destroyed and its id is never used again
 */

export type MemberStep = Extract<Step, { type: 'change-peer' | 'enter-joint' | 'leave-joint' }>;

/** A step of PD's that waits for its moment: tried at every tick. */
export interface MemberWish {
  readonly step: MemberStep;
  readonly epoch: RegionEpoch;
  readonly operator: number;
  readonly untilUs: number;
}

/* ---- before the log ------------------------------------------------------------------------------------------------ */

export function tryMemberWishes(s: Store, ctx: Context): void {
  for (const [region, wish] of s.memberWishes) {
    const peer = s.peers.get(region);
    if (peer === undefined || !peer.isLeader || peer.region.epoch.confVer !== wish.epoch.confVer) {
      s.memberWishes.delete(region);
      continue;
    }
    const command = commandOfStep(peer.region, wish.step);
    const refused = refusal(peer, command);
    const obstacle = refused ?? obstacleNow(s, peer, command);
    if (obstacle === null && propose(s, peer, command, ctx)) {
      s.memberWishes.delete(region);
    } else if (refused !== null || ctx.monotonicUs() >= wish.untilUs) {
      s.memberWishes.delete(region);
      failOperator(s, wish.operator, region, obstacle ?? 'proposal dropped', ctx);
    }
  }
}

function commandOfStep(region: Region, step: MemberStep): ChangePeersCommand {
  switch (step.type) {
    case 'change-peer': {
      const { change, store } = step;
      const peer = step.peer !== 0 ? step.peer : (peerOnStore(region, store)?.id ?? 0);
      return changePeersCommand(region.epoch, 'simple', [{ change, peer, store }]);
    }
    case 'enter-joint':
      return changePeersCommand(region.epoch, 'enter-joint', [
        ...step.promote.map((p): PeerChange => ({ change: 'promote', ...p })),
        ...step.demote.map((p): PeerChange => ({ change: 'demote', ...p })),
      ]);
    case 'leave-joint':
      return changePeersCommand(region.epoch, 'leave-joint', []);
  }
}

/** Why the change cannot be made to the Region as it is, or null. */
function refusal(peer: Peer, command: ChangePeersCommand): string | null {
  const { region } = peer;
  if (peer.mergeState !== null) return 'the Region is merging';
  if (isJoint(region) !== (command.mode === 'leave-joint'))
    return isJoint(region) ? 'the Region is in a joint state' : 'the Region is in no joint state';
  if (command.mode === 'leave-joint')
    return peer.peerById(peer.id)?.role === 'demoting'
      ? 'the leader is being demoted: transfer it first'
      : null;
  for (const { change, peer: id, store } of command.changes) {
    const member = peer.peerById(id);
    if (change === 'add-learner') {
      if (peerOnStore(region, store) !== null) return `store ${store} has a peer of the Region already`;
      continue;
    }
    if (member === null) return `the Region has no peer ${id}`;
    if (change === 'remove' && id === peer.id) return 'the leader cannot remove itself: transfer it first';
    if (change === 'promote' && member.role !== 'learner') return `peer ${id} is a voter already`;
    if (change === 'demote' && member.role !== 'voter') return `peer ${id} is no voter`;
  }
  const after = changedRegion(region, command);
  return after.peers.some(staysVoter) ? null : 'no voter would be left';
}

/** Why it has to wait, or null. */
function obstacleNow(s: Store, peer: Peer, command: ChangePeersCommand): string | null {
  if (peer.raft.leadTransferee !== 0) return 'the leader is transferring';
  if (peer.raft.confChangePending) return 'an earlier change of peers is not applied';
  if (s.mergeWishes.has(peer.region.id)) return 'the Region is about to merge';
  const late = command.changes.find((c) => c.change === 'promote' && lagging(s, peer, c.peer));
  return late === undefined ? null : `peer ${late.peer} has not caught up`;
}

function propose(s: Store, peer: Peer, command: ChangePeersCommand, ctx: Context): boolean {
  if (peer.raft.proposeConfChange(confChangeOf(command)) !== 'ok') return false;
  markLease(peer, peer.raft.lastIndex, ctx);
  s.touch(peer, ctx);
  return true;
}

const RAFT_CHANGE: Readonly<Record<PeerChange['change'], ConfChangeType>> = {
  'add-learner': 'add-learner-node',
  promote: 'add-node',
  demote: 'add-learner-node',
  remove: 'remove-node',
};

/** The joint state is never left by itself: PD asks for it, as in TiKV. */
function confChangeOf(command: ChangePeersCommand): AnyConfChange {
  return {
    v: 2,
    transition: command.mode === 'enter-joint' ? 'joint-explicit' : 'auto',
    changes: command.changes.map(({ change, peer }) => ({ type: RAFT_CHANGE[change], nodeId: peer })),
    context: command,
  };
}

/* ---- at apply ---------------------------------------------------------------------------------------------------------- */

/** The Region after the change: confVer rises by the number of peers that changed (facts 0.5). */
export function changedRegion(region: Region, command: ChangePeersCommand): Region {
  const { confVer, version } = region.epoch;
  let peers = region.peers;
  let changed = command.changes.length;
  const setRole = (id: PeerId, role: PeerRole): RegionPeer[] =>
    peers.map((peer) => (peer.id === id ? { ...peer, role } : peer));
  if (command.mode === 'leave-joint') {
    changed = peers.filter((peer) => peer.role === 'incoming' || peer.role === 'demoting').length;
    peers = peers.map((peer) =>
      peer.role === 'incoming'
        ? { ...peer, role: 'voter' }
        : peer.role === 'demoting'
          ? { ...peer, role: 'learner' }
          : peer,
    );
  }
  const joint = command.mode === 'enter-joint';
  for (const { change, peer: id, store } of command.changes) {
    if (change === 'add-learner') peers = [...peers, { id, storeId: store, role: 'learner' }];
    else if (change === 'remove') peers = peers.filter((peer) => peer.id !== id);
    else if (change === 'promote') peers = setRole(id, joint ? 'incoming' : 'voter');
    else peers = setRole(id, joint ? 'demoting' : 'learner');
  }
  return { ...region, peers, epoch: { confVer: confVer + changed, version } };
}

/** The raft membership that a Region's metadata stands for. */
export function confStateOf(region: Region): ConfState {
  const ids = (...roles: PeerRole[]): PeerId[] =>
    region.peers
      .filter((peer) => roles.includes(peer.role))
      .map((peer) => peer.id)
      .sort((a, b) => a - b);
  return {
    voters: ids('voter', 'incoming'),
    learners: ids('learner'),
    votersOutgoing: isJoint(region) ? ids('voter', 'demoting') : [],
    learnersNext: ids('demoting'),
    autoLeave: false,
  };
}

export function applyChangePeers(
  s: Store,
  peer: Peer,
  command: ChangePeersCommand,
  index: number,
  ctx: Context,
): void {
  const before = peer.region;
  peer.region = changedRegion(before, command);
  const state = confStateOf(peer.region);
  // Raft has taken over the membership of a newer snapshot already when one is on its way to the disk.
  if (peer.raft.restoringTo <= index) {
    peer.raft.applyConfChange(confChangeOf(command));
    const inForce = toConfState(peer.raft.config);
    assert(JSON.stringify(inForce) === JSON.stringify(state), 'metadata and raft disagree on the members');
  }
  peer.storage.setConfState(state);
  const gone = before.peers.filter((old) => peer.peerById(old.id) === null);
  for (const { id, storeId } of gone) peer.removed.push({ id, store: storeId });
  announceRegion(s, peer, 'conf-change', index, ctx);
  if (peer.peerById(peer.id) === null) {
    destroyPeer(s, peer, 'it is no longer a member', ctx, 'removed');
    return;
  }
  heartbeatPd(s, peer, ctx);
}
