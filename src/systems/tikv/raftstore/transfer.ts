import type { StoreId } from '../../../model/ids.ts';
import { peerOnStore, staysVoter } from '../../../model/region.ts';
import type { Context } from '../../../sim/actor.ts';
import type { PreTransfer, PreTransferResponse } from '../msg.ts';
import { failOperator } from './pd-reports.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/**
 * Handing leadership over (RFC 0037, facts 3.7.1). Proposals go on until the target has said that it is ready, so that
 * the gap is one message long and not one apply queue long:
 *
 *     wish ──leader is old enough──▶ pre-transfer ──target has applied nearly all──▶ answer ──checks──▶ raft's transfer
 *       ▲                                                                              │ not possible now
 *       └──────────────────────────────── at the next tick ◀───────────────────────────┘
 */
export interface TransferWish {
  readonly toStore: StoreId;
  readonly operator: number;
  readonly untilUs: number;
  /** When the target was asked last (monotonic µs), 0 before. */
  readonly askedUs: number;
}

/** A question without an answer is asked again after this many ticks: it may have been lost. */
const ASK_AGAIN_TICKS = 5;

export function wishTransfer(s: Store, peer: Peer, operator: number, toStore: StoreId, ctx: Context): void {
  const target = peerOnStore(peer.region, toStore);
  if (target === null || !staysVoter(target)) {
    failOperator(s, operator, peer.region.id, `store ${toStore} has no voter of the Region`, ctx);
    return;
  }
  if (target.id === peer.id || peer.raft.leadTransferee === target.id) return;
  if (peer.transfer?.toStore === toStore) return;
  const lag = lagOf(peer, target.id);
  if (tooFarBehind(s, lag)) {
    failOperator(s, operator, peer.region.id, `store ${toStore} is ${lag} entries behind`, ctx);
    return;
  }
  const untilUs = ctx.monotonicUs() + s.options.config.pd.operatorTimeoutUs;
  peer.transfer = { toStore, operator, untilUs, askedUs: 0 };
  tryTransfer(s, peer, ctx);
}

function lagOf(peer: Peer, target: number): number {
  return peer.raft.lastIndex - peer.raft.matchOf(target);
}

/** Asks the target, at once or as soon as this leader is old enough; called at ticks while there is a wish. */
export function tryTransfer(s: Store, peer: Peer, ctx: Context): void {
  const wish = peer.transfer;
  if (wish === null) return;
  const target = peerOnStore(peer.region, wish.toStore);
  const nowUs = ctx.monotonicUs();
  if (!peer.isLeader || target === null || target.id === peer.id || nowUs >= wish.untilUs) {
    peer.transfer = null;
    return;
  }
  const { raft } = s.options.config;
  if (peer.raft.leadTransferee !== 0 || nowUs < peer.leaderSinceUs + raft.rejectTransferUs) return;
  if (wish.askedUs !== 0 && nowUs < wish.askedUs + ASK_AGAIN_TICKS * raft.tickUs) return;
  peer.transfer = { ...wish, askedUs: nowUs };
  const message: PreTransfer = {
    kind: 'raft.pre-transfer',
    bytes: 56,
    region: peer.region.id,
    store: s.storeId,
    peer: target.id,
    term: peer.raft.term,
    index: peer.raft.lastIndex,
  };
  ctx.send(s.processOf(target.storeId), message);
}

/** The target: says so as soon as it is close enough behind; until then it remembers who asked. */
export function onPreTransfer(s: Store, message: PreTransfer, ctx: Context): void {
  const peer = s.peers.get(message.region);
  if (peer === undefined || peer.id !== message.peer || !peer.initialized) return;
  peer.preTransfer = { store: message.store, term: message.term, index: message.index };
  answerPreTransfer(s, peer, ctx);
}

export function answerPreTransfer(s: Store, peer: Peer, ctx: Context): void {
  const asked = peer.preTransfer;
  if (asked === null) return;
  if (asked.term !== peer.raft.term) {
    if (asked.term < peer.raft.term) peer.preTransfer = null;
    return;
  }
  if (tooFarBehind(s, asked.index - peer.appliedIndex)) return;
  peer.preTransfer = null;
  const answer: PreTransferResponse = {
    kind: 'raft.pre-transfer-response',
    bytes: 48,
    region: peer.region.id,
    peer: peer.id,
    term: asked.term,
    applied: peer.appliedIndex,
  };
  ctx.send(s.processOf(asked.store), answer);
}

/** The last look before raft takes over. */
export function onPreTransferResponse(s: Store, message: PreTransferResponse, ctx: Context): void {
  const peer = s.peers.get(message.region);
  const wish = peer?.transfer ?? null;
  if (peer === undefined || wish === null || !peer.isLeader || message.term !== peer.raft.term) return;
  const target = peerOnStore(peer.region, wish.toStore);
  if (target === null || target.id !== message.peer || !staysVoter(target)) return;
  if (!readyToLead(s, peer, message.applied)) return;
  peer.transfer = null;
  peer.raft.transferLeader(target.id);
  s.touch(peer, ctx);
}

/**
 * Whether leadership may go to a target that has applied this much (TiKV `ready_to_transfer_leader`): nobody waits for a
 * snapshot, which only this leader sends; the target knows the newest change of peers; and it is close enough behind.
 */
function readyToLead(s: Store, { raft }: Peer, applied: number): boolean {
  let snapshotUnderWay = false;
  raft.forEachProgress((_id, pr) => (snapshotUnderWay ||= pr.state === 'snapshot'));
  if (snapshotUnderWay || raft.pendingConfIndex > applied) return false;
  return !tooFarBehind(s, raft.lastIndex - applied);
}

function tooFarBehind(s: Store, entries: number): boolean {
  return entries >= s.options.config.raft.leaderTransferMaxLogLag;
}
