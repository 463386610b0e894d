import type { Context } from '../../../sim/actor.ts';
import type { TsReady } from '../timestamps.ts';
import type { Peer } from './peer.ts';
import { markLease } from './propose.ts';
import { leadClock } from './region-max-ts.ts';
import type { Store } from './state.ts';

/**
 * The sync gate (facts 1.6.1): a leader may not stamp writes before everything its store cached earlier is discarded.
 *
 *     become leader, CommitMerge as leader          flush ended, status unchanged
 *     ─────────────────────────────────▶ not synced ─────────────────────────────▶ synced
 *                                          ▲      │ flush failed: again
 *                                          └──────┘
 */

/** Real code loops without a pause; each round of ours waits this long, so that an outage costs no event storm. */
const FLUSH_RETRY_US = 20_000;

export function onBecomeLeader(s: Store, peer: Peer, ctx: Context): void {
  // The empty entry of the new term: its commit starts the lease.
  markLease(peer, peer.raft.lastIndex, ctx);
  peer.rollbackWishes = [];
  peer.leaderSinceUs = ctx.monotonicUs();
  // What it applied as a follower is no flow of its own.
  peer.reportedWrites = peer.writesApplied;
  peer.reportedReads = peer.readsServed;
  peer.load = null;
  peer.reportedUs = peer.leaderSinceUs;
  leadClock(s, peer, s.rules.rmtLeader, ctx);
  // A flush made while it campaigned counts for the whole term: too early (facts B-02).
  const early = s.options.config.causalTs.flushOn === 'candidate';
  requireFlush(s, peer, s.rules.flushLeader && !early, ctx);
}

/** Asks for votes: what the second attempt of the real system took for the right moment to flush (facts 1.6). */
export function onCampaign(s: Store, peer: Peer, ctx: Context): void {
  if (s.options.config.causalTs.flushOn !== 'candidate' || !s.rules.flushLeader) return;
  if (s.timestamps.clock !== null) return;
  s.timestamps.requestFlush(peer.region.id, peer.raft.term, peer.region.epoch.version, ctx);
}

/** A leader applied CommitMerge: part of its data was stamped by another store. */
export function onAbsorbed(s: Store, peer: Peer, ctx: Context): void {
  leadClock(s, peer, s.rules.rmtMerge, ctx);
  requireFlush(s, peer, s.rules.flushMerge, ctx);
}

/**
 * Starts a flush for the peer's present term and version. The peer counts as synced at once without the rule, where
 * nobody waits for the flush (facts B-01), and in generation `hlc`, which lifts its clock instead.
 */
function requireFlush(s: Store, peer: Peer, rule: boolean, ctx: Context): void {
  const { term } = peer.raft;
  const { version } = peer.region.epoch;
  const flush = rule && s.timestamps.clock === null;
  const gated = flush && s.options.config.causalTs.flushOn === 'leader-gated';
  peer.sync = { term, version, synced: !gated };
  if (flush) s.timestamps.requestFlush(peer.region.id, term, version, ctx);
}

/** A flush asked for by this store ended. */
export function onFlushed(s: Store, ready: TsReady, ctx: Context): void {
  if (ready.waiter.type !== 'flush') return;
  const { region, term, version } = ready.waiter;
  const peer = s.peers.get(region);
  // Compare-and-set: a newer term or version started its own flush.
  if (peer === undefined || peer.sync.term !== term || peer.sync.version !== version || peer.sync.synced)
    return;
  if (ready.ts === null) {
    const timer: RetryFlush = { kind: 'ts.retry-flush', region, term, version };
    ctx.setTimer(FLUSH_RETRY_US, timer);
    return;
  }
  s.locks.updateMaxTs(ready.ts);
  peer.sync = { term, version, synced: true };
  ctx.trace({ kind: 'ts.synced', store: s.storeId, region, term, version });
}

export interface RetryFlush {
  readonly kind: 'ts.retry-flush';
  readonly region: number;
  readonly term: number;
  readonly version: number;
}

export function onRetryFlush(s: Store, timer: RetryFlush, ctx: Context): void {
  const peer = s.peers.get(timer.region);
  if (
    peer === undefined ||
    peer.sync.synced ||
    peer.sync.term !== timer.term ||
    peer.sync.version !== timer.version
  )
    return;
  s.timestamps.requestFlush(timer.region, timer.term, timer.version, ctx);
}
