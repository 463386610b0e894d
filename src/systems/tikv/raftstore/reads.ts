import type { Context } from '../../../sim/actor.ts';
import type { ReadState } from '../../../raft/index.ts';
import { notLeader } from '../errors.ts';
import type { Peer, ReadContinuation } from './peer.ts';
import type { Store } from './state.ts';

/** True when this leader may answer alone: it has applied its own term and its lease holds (facts 3.7.3, 3.7.4). */
export function leaseHolds(peer: Peer, ctx: Context): boolean {
  if (!peer.isLeader || peer.appliedTerm !== peer.raft.term || peer.mergeState !== null) return false;
  if (peer.suspects.length > 0 && suspect(peer)) return false;
  return ctx.monotonicUs() < peer.leaseUntilUs;
}

/**
 * A split or PrepareMerge of this leader is committed and not applied here. Followers may have learnt it from us and the
 * new owner may serve writes: the lease is over before the commit index is told to anybody (facts 3.7.3, B-35).
 */
function suspect(peer: Peer): boolean {
  peer.suspects = peer.suspects.filter(({ index }) => index > peer.appliedIndex);
  return peer.suspects.some(({ index }) => index <= peer.committed);
}

/** A read that the lease lets this leader answer at once: traced before anybody can see the answer. */
export function traceLeaseRead(s: Store, peer: Peer, ctx: Context): void {
  ctx.trace({ kind: 'raft.lease-read', region: peer.region.id, store: s.storeId, term: peer.raft.term });
}

/** Asks the quorum for a read index; `then` runs once this peer has applied it. */
export function readIndex(s: Store, peer: Peer, then: ReadContinuation, ctx: Context): void {
  const context = `${s.nextId++}`;
  peer.reads.push({ context, startedUs: ctx.monotonicUs(), then });
  peer.raft.readIndex(context);
  s.touch(peer, ctx);
}

/** The quorum answered: the reads are served when their index is applied here. */
export function onReadStates(s: Store, peer: Peer, states: readonly ReadState[], ctx: Context): void {
  for (const state of states) {
    const at = peer.reads.findIndex((read) => read.context === state.context);
    const read = peer.reads[at];
    if (read === undefined) continue;
    peer.reads.splice(at, 1);
    const until = read.startedUs + s.options.config.raft.leaderLeaseUs;
    if (peer.isLeader && until > peer.leaseUntilUs) peer.leaseUntilUs = until;
    peer.confirmed.push({ index: state.index, read });
  }
  serveReads(s, peer, ctx);
}

/** Serves what the applied index has reached. */
export function serveReads(s: Store, peer: Peer, ctx: Context): void {
  if (peer.confirmed.length === 0) return;
  const ready = peer.confirmed.filter((c) => c.index <= peer.appliedIndex);
  if (ready.length === 0) return;
  peer.confirmed = peer.confirmed.filter((c) => c.index > peer.appliedIndex);
  for (const { read } of ready) s.readServer?.onReadReady(peer, read.then, ctx);
}

/** Leadership is lost: nobody will answer what still waits. */
export function failReads(s: Store, peer: Peer, ctx: Context): void {
  const waiting = [...peer.reads, ...peer.confirmed.map((c) => c.read)];
  peer.reads = [];
  peer.confirmed = [];
  for (const read of waiting) s.readServer?.onReadFailed(read.then, notLeader(peer), ctx);
}
