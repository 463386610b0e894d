import { must } from '../../../base/assert.ts';
import type { Region } from '../../../model/region.ts';
import { hasQuorum, isJoint, rangesTouch, sameEpoch } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Entry } from '../../../raft/index.ts';
import type { WantRollback } from '../msg.ts';
import { observeAdmin } from './observe.ts';
import { commitMergeCommand, prepareMergeCommand, rollbackMergeCommand } from './command.ts';
import type { CommitMergeCommand, PrepareMergeCommand, RollbackMergeCommand } from './command.ts';
import { destroyPeer } from './destroy.ts';
import { ANY_PEER, sendGc } from './gc-peers.ts';
import { announceRegion } from './metadata.ts';
import { failOperator, heartbeatPd } from './pd-reports.ts';
import type { Peer } from './peer.ts';
import { proposeAdmin } from './propose.ts';
import type { Store } from './state.ts';
import { maxTsAfterMerge } from './region-max-ts.ts';
import { onAbsorbed } from './sync.ts';

/**
 * Merging source S into its neighbour target T (facts 3.7.6). On every store that has both:
 *
 *     S:  normal ──PrepareMerge applied──▶ merging ──CommitMerge applied by T──▶ gone (tombstone)
 *                                            │
 *                                            └── T's epoch moved on, a majority agrees: RollbackMerge ──▶ normal
 *     T:  CommitMerge waits at apply until the local S has applied its PrepareMerge; then T's range grows.
 */

/* ---- S's leader proposes PrepareMerge ------------------------------------------------------------------------- */

/** Tries to start the merges PD asked for; called at every tick until they can start or time is up. */
export function tryMergeWishes(s: Store, ctx: Context): void {
  for (const [region, wish] of s.mergeWishes) {
    const peer = s.peers.get(region);
    if (peer === undefined || !peer.isLeader || peer.mergeState !== null) {
      s.mergeWishes.delete(region);
      continue;
    }
    const obstacle = prepareObstacle(s, peer, wish.target);
    if (obstacle === null && proposePrepare(s, peer, wish.target, ctx)) {
      s.mergeWishes.delete(region);
    } else if (ctx.monotonicUs() >= wish.untilUs) {
      s.mergeWishes.delete(region);
      failOperator(s, wish.operator, region, obstacle ?? 'proposal dropped', ctx);
    }
  }
}

/** Why PrepareMerge may not be proposed now, or null. */
export function prepareObstacle(s: Store, peer: Peer, target: Region): string | null {
  if (!rangesTouch(peer.region, target) && !rangesTouch(target, peer.region))
    return 'the Regions are not adjacent';
  if (!sameStores(peer.region, target)) return 'the Regions are on different stores';
  const local = s.peers.get(target.id);
  if (local === undefined || !sameEpoch(local.region.epoch, target.epoch)) return 'the target has changed';
  if (local.mergeState !== null) return 'the target is merging itself';
  if (peer.raft.leadTransferee !== 0) return 'the leader is transferring';
  if (isJoint(peer.region) || isJoint(local.region)) return 'the peers are changing';
  if (peer.raft.confChangePending) return 'a change of peers may be under way';
  const matched = minMatched(peer);
  if (matched < peer.raft.firstIndex - 1) return 'a follower has not been heard from';
  const gap = peer.raft.lastIndex - matched;
  if (gap > s.options.config.store.mergeMaxLogGap) return `a follower is ${gap} entries behind`;
  return null;
}

function sameStores(a: Region, b: Region): boolean {
  const places = (region: Region): string =>
    region.peers
      .map((p) => `${p.storeId}:${p.role}`)
      .sort()
      .join(' ');
  return places(a) === places(b);
}

/** What every other peer is known to hold. */
function minMatched(peer: Peer): number {
  let min = peer.raft.lastIndex;
  for (const other of peer.region.peers) {
    if (other.id === peer.id) continue;
    const match = peer.raft.matchOf(other.id);
    if (match < min) min = match;
  }
  return min;
}

function proposePrepare(s: Store, peer: Peer, target: Region, ctx: Context): boolean {
  return proposeAdmin(s, peer, prepareMergeCommand(peer.region.epoch, target, minMatched(peer)), ctx);
}

/* ---- S applies PrepareMerge --------------------------------------------------------------------------------------- */

export function applyPrepareMerge(
  s: Store,
  peer: Peer,
  command: PrepareMergeCommand,
  index: number,
  ctx: Context,
): void {
  const { epoch } = peer.region;
  observeAdmin(s, peer, 'prepare-merge', index, [], ctx);
  peer.region = { ...peer.region, epoch: { confVer: epoch.confVer + 1, version: epoch.version + 1 } };
  peer.mergeState = { target: command.target, minIndex: command.minIndex, commit: index };
  peer.rollbackWishes = [];
  // From now on somebody else may serve this range at any moment.
  peer.leaseUntilUs = 0;
  peer.leaseMarks = [];
  ctx.trace({
    kind: 'region.merge-prepared',
    region: peer.region.id,
    store: s.storeId,
    target: command.target.id,
    index,
  });
  announceRegion(s, peer, 'prepare-merge', index, ctx);
  checkMerge(s, peer, ctx);
}

/** Every source peer looks at the target beside it, when prepared and at every merge tick. */
export function checkMerge(s: Store, peer: Peer, ctx: Context): void {
  const merge = peer.mergeState;
  if (merge === null) return;
  const target = s.peers.get(merge.target.id);
  if (target === undefined || !target.initialized) {
    if (s.tombstones.has(merge.target.id)) wantRollback(s, peer, target === undefined, ctx);
    return;
  }
  const { version, confVer } = target.region.epoch;
  const expected = merge.target.epoch;
  if (version > expected.version || confVer > expected.confVer) wantRollback(s, peer, false, ctx);
  else if (sameEpoch(target.region.epoch, expected) && target.isLeader) proposeCommit(s, peer, target, ctx);
}

/** Only the target's leader can; the entries let slower source peers catch up without their own leader. */
function proposeCommit(s: Store, source: Peer, target: Peer, ctx: Context): void {
  const merge = must(source.mergeState, 'merge state');
  if (target.mergeState !== null || source.raft.firstIndex > merge.minIndex + 1) return;
  const entries: Entry[] = [];
  for (let index = merge.minIndex + 1; index <= merge.commit; index++) {
    entries.push(must(source.storage.entryAt(index), `entry ${index} of region ${source.region.id}`));
  }
  const command = commitMergeCommand(target.region.epoch, source.region, merge.commit, entries);
  proposeAdmin(s, target, command, ctx);
}

/* ---- T applies CommitMerge ------------------------------------------------------------------------------------------ */

/**
 * This store's source peer has applied the PrepareMerge of this very merge (I-K4). Off, any PrepareMerge will do
 * (R-MERGE-CATCHUP-BY-INDEX), or a source that is gone counts as absorbed (R-MERGE-ATOMIC-DESTROY).
 */
export function sourceReady(s: Store, command: CommitMergeCommand): boolean {
  const source = s.peers.get(command.source.id);
  if (source === undefined) return !s.rules.mergeAtomicDestroy && s.tombstones.has(command.source.id);
  if (source.mergeState === null) return false;
  return !s.rules.mergeCatchupByIndex || source.mergeState.commit === command.commit;
}

/** Hands the source peer what it lacks and parks the target's apply until it is done. */
export function startCatchUp(s: Store, target: Peer, command: CommitMergeCommand, ctx: Context): void {
  target.waitsFor = command.source.id;
  const source = s.peers.get(command.source.id);
  if (source === undefined) return;
  source.awaitedBy = target.region.id;
  if (source.raft.role === 'leader') return;
  const first = command.entries[0];
  const prev = first === undefined ? command.commit : first.index - 1;
  const prevTerm = source.raft.termAt(prev);
  if (prevTerm < 0) return;
  source.raft.appendCommitted(prev, prevTerm, command.entries, command.commit);
  s.touch(source, ctx);
}

export function applyCommitMerge(
  s: Store,
  peer: Peer,
  command: CommitMergeCommand,
  index: number,
  ctx: Context,
): void {
  const { source } = command;
  observeAdmin(s, peer, 'commit-merge', index, [], ctx);
  const local = s.peers.get(source.id);
  if (local !== undefined) {
    peer.keys += local.keys;
    peer.bytes += local.bytes;
    maxTsAfterMerge(s, peer, local);
  }
  const version = Math.max(source.epoch.version, peer.region.epoch.version) + 1;
  const before = peer.region;
  const range = rangesTouch(source, before)
    ? { startKey: source.startKey, endKey: before.endKey }
    : { startKey: before.startKey, endKey: source.endKey };
  peer.region = { ...before, ...range, epoch: { confVer: before.epoch.confVer, version } };
  ctx.trace({
    kind: 'region.merge-committed',
    region: peer.region.id,
    store: s.storeId,
    source: source.id,
    index,
    sourceIndex: command.commit,
  });
  announceRegion(s, peer, 'commit-merge', index, ctx);
  if (local !== undefined) destroyPeer(s, local, `merged into region ${peer.region.id}`, ctx, 'merged');
  if (!peer.isLeader) return;
  onAbsorbed(s, peer, ctx);
  heartbeatPd(s, peer, ctx);
}

/* ---- rollback ---------------------------------------------------------------------------------------------------------- */

function wantRollback(s: Store, peer: Peer, targetGone: boolean, ctx: Context): void {
  const merge = must(peer.mergeState, 'merge state');
  const leader = peer.leaderStore;
  if (peer.isLeader)
    onWantRollback(s, { region: peer.region.id, store: s.storeId, commit: merge.commit }, ctx);
  else if (leader !== 0) {
    const wish: WantRollback = {
      kind: 'raft.want-rollback',
      bytes: 32,
      region: peer.region.id,
      store: s.storeId,
      commit: merge.commit,
      targetGone,
    };
    ctx.send(s.processOf(leader), wish);
  }
}

/** R-ROLLBACK-MAJORITY: a minority that only sees part of the world must not undo what may be committed. */
export function onWantRollback(
  s: Store,
  wish: Pick<WantRollback, 'region' | 'store' | 'commit' | 'targetGone'>,
  ctx: Context,
): void {
  const peer = s.peers.get(wish.region);
  if (peer === undefined && wish.targetGone === true && s.tombstones.get(wish.region)?.merged === true) {
    sendGc(s, wish.region, ANY_PEER, wish.store, ctx);
    return;
  }
  const merge = peer?.mergeState ?? null;
  if (peer === undefined || merge === null || !peer.isLeader || merge.commit !== wish.commit) return;
  if (!peer.rollbackWishes.includes(wish.store)) peer.rollbackWishes.push(wish.store);
  const agreed = hasQuorum(peer.region, (p) => peer.rollbackWishes.includes(p.storeId));
  if (!agreed && s.rules.rollbackMajority) return;
  peer.rollbackWishes = [];
  proposeAdmin(s, peer, rollbackMergeCommand(peer.region.epoch, merge.target.id, merge.commit), ctx);
}

export function applyRollbackMerge(
  s: Store,
  peer: Peer,
  command: RollbackMergeCommand,
  index: number,
  ctx: Context,
): void {
  if (peer.mergeState?.commit !== command.commit) return;
  const { epoch } = peer.region;
  observeAdmin(s, peer, 'rollback-merge', index, [], ctx);
  peer.mergeState = null;
  peer.region = { ...peer.region, epoch: { confVer: epoch.confVer, version: epoch.version + 1 } };
  ctx.trace({
    kind: 'region.merge-rolled-back',
    region: peer.region.id,
    store: s.storeId,
    target: command.target,
    index,
  });
  announceRegion(s, peer, 'rollback-merge', index, ctx);
  if (peer.isLeader) heartbeatPd(s, peer, ctx);
}
