import { must } from '../../../base/assert.ts';
import type { RegionId } from '../../../model/ids.ts';
import { encodeTsSuffix } from '../../../model/key.ts';
import type { Ts } from '../../../model/ts.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import { answerWrite, epochNotMatch, notLeader } from '../errors.ts';
import type { RegionError } from '../msg.ts';
import { writeCommand } from './command.ts';
import type { Command, PendingWrite, StorageWork } from './command.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';
import { traceTxn } from './trace-txn.ts';

/** The storage layer's worker is done with a stamped write: it waits for the raftstore's turn. */
export function onStorageWork(s: Store, work: StorageWork, ctx: Context): void {
  const peer = s.peers.get(work.region);
  if (peer === undefined || peer.id !== work.peer) {
    failWrite(s, work.region, work.write, { type: 'RegionNotFound', region: work.region }, ctx);
    return;
  }
  peer.writes.push(work.write);
  s.touch(peer, ctx);
}

/** Stamped writes enter the log (S5), or are refused if the world moved on since they were stamped. */
export function proposeWrites(s: Store, peer: Peer, ctx: Context): void {
  const { writes } = peer;
  peer.writes = [];
  const accepted: PendingWrite[] = [];
  for (const write of writes) {
    const error = refusal(s, peer, write);
    if (error === null)
      accepted.push(s.timestamps.clock === null ? write : stampAtPropose(s, peer, write, ctx));
    else failWrite(s, peer.region.id, write, error, ctx);
  }
  if (accepted.length === 0) return;
  const first = peer.raft.lastIndex + 1;
  const result = peer.raft.proposeBatch(accepted.map((write) => write.command));
  if (result !== 'ok') {
    const error: RegionError =
      result === 'dropped-transferring'
        ? { type: 'ServerIsBusy', reason: 'leader is transferring' }
        : notLeader(peer);
    for (const write of accepted) failWrite(s, peer.region.id, write, error, ctx);
    return;
  }
  const { term } = peer.raft;
  accepted.forEach((write, i) => {
    peer.proposals.push({ index: first + i, term, write });
    traceProposed(s, peer, write, first + i, term, ctx);
    if (write.command.type !== 'txn') {
      s.proposedWrites++;
      s.preProposeUs += ctx.monotonicUs() - write.receivedUs;
    }
  });
  markLease(peer, first + accepted.length - 1, ctx);
}

/**
 * Generation `hlc` stamps here, in the raftstore, and tracks the write from here on: no resolved ts of this store
 * reaches it before it is applied (facts 1.6, 3.6.12).
 */
function stampAtPropose(s: Store, peer: Peer, write: PendingWrite, ctx: Context): PendingWrite {
  // A transaction has its timestamps from PD.
  if (write.command.type === 'txn') return write;
  const ts = must(s.timestamps.getTs(), 'a clock that is ready');
  const { version, request, pairs } = write.command;
  const below = (ts - 1) as Ts;
  const region = peer.region.id;
  s.locks.lock(ts, { region, key: pairs[0]?.key ?? '', ts: below, sinceUs: ctx.monotonicUs() });
  ctx.trace({ kind: 'raw.locked', store: s.storeId, region, request, ts: below });
  ctx.trace({ kind: 'raw.stamped', store: s.storeId, region, request, ts });
  const stamped = pairs.map((pair) => ({ ...pair, storageKey: pair.storageKey + encodeTsSuffix(ts) }));
  return { ...write, command: writeCommand(version, request, ts, stamped) };
}

/** Why a stamped write may no longer be proposed (facts 1.6.2, 1.6.3). */
function refusal(s: Store, peer: Peer, write: PendingWrite): RegionError | null {
  if (peer.raft.role !== 'leader') return notLeader(peer);
  if (s.rules.termCheck && peer.raft.term > write.term + 1) return { type: 'StaleCommand' };
  if (peer.region.epoch.version !== write.version) return epochNotMatch(peer);
  if (peer.mergeState !== null) return { type: 'ProposalInMergingMode', region: peer.region.id };
  return null;
}

export function failWrite(
  s: Store,
  region: RegionId,
  write: PendingWrite,
  error: RegionError,
  ctx: Context,
): void {
  if (write.task !== undefined) {
    s.txnServer?.onTaskDone(write.task, error, ctx);
    return;
  }
  ctx.trace({
    kind: 'raw.refused',
    store: s.storeId,
    region,
    request: write.request,
    error: error.type,
  });
  dropGuard(s, region, write, ctx);
  if (write.atomic === 0) answerWrite(write, TS_ZERO, error, ctx);
  else s.atomicServer?.onWriteDone(write.atomic, TS_ZERO, error, ctx);
}

/** Nothing more will come of this write: resolved ts may pass it. */
export function dropGuard(s: Store, region: RegionId, write: PendingWrite, ctx: Context): void {
  if (!s.locks.unlock(write.command.ts)) return;
  ctx.trace({ kind: 'raw.unlocked', store: s.storeId, region, request: write.request, ts: write.command.ts });
}

function traceProposed(
  s: Store,
  peer: Peer,
  write: PendingWrite,
  index: number,
  term: number,
  ctx: Context,
): void {
  const { command } = write;
  if (command.type === 'txn') {
    traceTxn(s, peer, command, index, term, ctx);
    return;
  }
  command.pairs.forEach((pair, i) => {
    ctx.trace({
      kind: 'raw.proposed',
      store: s.storeId,
      cluster: s.options.cluster,
      region: peer.region.id,
      index,
      term,
      version: command.version,
      key: pair.key,
      value: pair.value,
      ts: command.ts,
      request: command.request,
      sourceTs: write.sourceTs[i] ?? TS_ZERO,
      ...(pair.expireS === undefined ? {} : { expireS: pair.expireS }),
      waitedUs: ctx.monotonicUs() - write.receivedUs,
    });
  });
}

/** When this index commits, a quorum was with us at this moment. */
export function markLease(peer: Peer, index: number, ctx: Context): void {
  peer.leaseMarks.push({ index, atUs: ctx.monotonicUs() });
}

/** Proposes an admin command on the leader; false when raft refuses it now. */
export function proposeAdmin(s: Store, peer: Peer, command: Command, ctx: Context): boolean {
  if (peer.raft.propose(command) !== 'ok') return false;
  const index = peer.raft.lastIndex;
  markLease(peer, index, ctx);
  if (command.type === 'split') peer.suspects = [...peer.suspects, { index, why: 'split' }];
  // Off, the lease goes on until the merge is applied here (facts B-35).
  if (command.type === 'prepare-merge' && s.rules.leaseSuspectEarly)
    peer.suspects = [...peer.suspects, { index, why: 'merge' }];
  s.touch(peer, ctx);
  return true;
}
