import type { CaptureId } from '../../model/ids.ts';
import type { ReplicationSet } from './replication-set.ts';

/** Spans moved at a time (facts 4.6.6 max-task-concurrency) and added per tick (add-table-batch-size). */
export const MOVES_AT_ONCE = 10;
export const ADDS_AT_ONCE = 50;

export interface Placement {
  readonly set: ReplicationSet;
  readonly to: CaptureId;
}

/** Absent spans, dealt round to the captures (facts 4.6.1). */
export function placeAbsent(
  sets: Iterable<ReplicationSet>,
  captures: readonly CaptureId[],
): readonly Placement[] {
  const placements: Placement[] = [];
  for (const set of sets) {
    if (set.state !== 'Absent' || placements.length === ADDS_AT_ONCE) continue;
    const to = captures[placements.length % captures.length];
    if (to !== undefined) placements.push({ set, to });
  }
  return placements;
}

/** Spans that leave the captures that are drained, dealt round to the others (facts 4.6.2). */
export function drainMoves(
  sets: Iterable<ReplicationSet>,
  draining: ReadonlySet<CaptureId>,
  captures: readonly CaptureId[],
): readonly Placement[] {
  const moves: Placement[] = [];
  if (draining.size === 0) return moves;
  for (const set of sets) {
    if (set.state !== 'Replicating' || set.primary === null || !draining.has(set.primary)) continue;
    const to = captures[moves.length % captures.length];
    if (to !== undefined && !draining.has(to) && moves.length < MOVES_AT_ONCE) moves.push({ set, to });
  }
  return moves;
}

/**
 * Moves that leave no capture with more than its share, ⌈spans / captures⌉ (facts 4.4.7, 4.6.3). None unless every
 * span is Replicating.
 */
export function balance(
  sets: readonly ReplicationSet[],
  captures: readonly CaptureId[],
): readonly Placement[] {
  if (captures.length < 2 || sets.some((set) => set.state !== 'Replicating')) return [];
  const load = new Map<CaptureId, number>();
  for (const capture of captures) load.set(capture, 0);
  for (const { primary } of sets) if (primary !== null) load.set(primary, (load.get(primary) ?? 0) + 1);
  const share = Math.ceil(sets.length / captures.length);
  const placements: Placement[] = [];
  // From the end, so that the spans that stay are the first ones in key order.
  for (const set of [...sets].reverse()) {
    const { primary } = set;
    if (primary === null || placements.length === MOVES_AT_ONCE) continue;
    const mine = load.get(primary) ?? 0;
    if (mine <= share) continue;
    let to: CaptureId | null = null;
    for (const capture of captures) {
      if (to === null || (load.get(capture) ?? 0) < (load.get(to) ?? 0)) to = capture;
    }
    if (to === null || to === primary) continue;
    load.set(primary, mine - 1);
    load.set(to, (load.get(to) ?? 0) + 1);
    placements.push({ set, to });
  }
  return placements;
}
