import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Entry } from '../../../raft/index.ts';
import { commandOf } from './command.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/**
 * Region-Max-TS, what orders raw writes in the design that was proposed first (facts 1.3): every replica knows the
 * largest timestamp of its Region, and whoever comes to lead lifts the clock of its store above it.
 *
 *     entries appended ──R-RMT-APPENDED──┐
 *     entries applied ───────────────────┤
 *     snapshot ──R-RMT-SNAP──────────────┼──▶ peer.maxTs ──elected: R-RMT-LEADER──────▶ clock := max(clock, maxTs + 1)
 *     split: the parent's ──R-RMT-SPLIT──┤               ──CommitMerge: R-RMT-MERGE───▶
 *     merge: the larger ──R-RMT-MERGE────┘
 *
 * The generation that shipped keeps the number too, for the page, and needs none of this.
 */

export function raiseMaxTs(peer: Peer, ts: Ts): void {
  if (ts > peer.maxTs) peer.maxTs = ts;
}

/**
 * Entries entered this peer's log. A new leader may hold entries that are committed and not yet applied here, so
 * counting only what was applied is a race (facts 1.3.6).
 */
export function maxTsFromLog(s: Store, peer: Peer, entries: readonly Entry[]): void {
  if (s.timestamps.clock === null || !s.rules.rmtAppended) return;
  for (const entry of entries) {
    const command = commandOf(entry);
    if (command?.type === 'write') raiseMaxTs(peer, command.ts);
  }
}

/** Without the rule, the store's own clock stands in for what it has not seen (the prototype's short cut, facts 1.3.5). */
export function maxTsFromSnapshot(s: Store, peer: Peer, sent: Ts): void {
  const { clock } = s.timestamps;
  raiseMaxTs(peer, clock === null || s.rules.rmtSnap ? sent : clock.now);
}

export function maxTsAfterSplit(s: Store, parent: Peer, child: Peer): void {
  if (s.timestamps.clock === null || s.rules.rmtSplit) raiseMaxTs(child, parent.maxTs);
}

export function maxTsAfterMerge(s: Store, target: Peer, source: Peer): void {
  if (s.timestamps.clock === null || s.rules.rmtMerge) raiseMaxTs(target, source.maxTs);
}

/** The peer was elected, or absorbed a Region as leader: from now on it stamps above everything its Region holds. */
export function leadClock(s: Store, peer: Peer, rule: boolean, ctx: Context): void {
  const { clock } = s.timestamps;
  if (clock === null) return;
  if (rule) clock.advance((peer.maxTs + 1) as Ts);
  ctx.trace({
    kind: 'ts.led',
    store: s.storeId,
    region: peer.region.id,
    term: peer.raft.term,
    maxTs: peer.maxTs,
    clock: clock.now,
  });
}
