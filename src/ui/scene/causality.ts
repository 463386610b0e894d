import type { SpaceTime, SpaceTimeItem } from '../../model/spacetime.ts';

/**
 * What a diagram's items have to do with one of them. Two relations, from strong to weak:
 *
 *     chain      root ──caused──▶ … ──caused──▶ chosen ──caused──▶ effects    the item itself was made because of it
 *     cones      past ──could have influenced──▶ chosen ──could influence──▶ future     Lamport's happened-before
 *
 * Everything else is concurrent with the chosen item.
 */
export interface Causality {
  /** Root first, the chosen one last; only what the diagram holds. */
  readonly causes: readonly number[];
  readonly effects: ReadonlySet<number>;
  readonly past: ReadonlySet<number>;
  readonly future: ReadonlySet<number>;
}

/** Sequence numbers of items (a message's is that of its delivery). Null when the diagram does not hold `chosen`. */
export function causalityOf(diagram: SpaceTime, chosen: number): Causality | null {
  const { items } = diagram;
  const place = new Map<number, number>();
  items.forEach((item, index) => place.set(item.seq, index));
  const at = place.get(chosen);
  if (at === undefined) return pendingCausality(diagram, chosen, place);
  return {
    causes: chainTo(items, place, at),
    effects: effectsOf(items, chosen, at),
    past: pastOf(items, place, at),
    future: futureOf(items, place, at),
  };
}

/** A message still in flight has causes and a past, and has had no effect yet. */
function pendingCausality(
  { items, pending }: SpaceTime,
  chosen: number,
  place: ReadonlyMap<number, number>,
): Causality | null {
  const message = pending.find(({ seq }) => seq === chosen);
  if (message === undefined) return null;
  const sender = place.get(message.cause);
  return {
    causes: [...(sender === undefined ? [] : chainTo(items, place, sender)), chosen],
    effects: new Set(),
    past: sender === undefined ? new Set() : pastOf(items, place, sender).add(message.cause),
    future: new Set(),
  };
}

function chainTo(items: readonly SpaceTimeItem[], place: ReadonlyMap<number, number>, at: number): number[] {
  const chain: number[] = [];
  for (let item = items[at]; item !== undefined; item = items[place.get(item.cause) ?? -1])
    chain.push(item.seq);
  return chain.reverse();
}

function effectsOf(items: readonly SpaceTimeItem[], chosen: number, at: number): Set<number> {
  const made = new Set([chosen]);
  for (const item of items.slice(at + 1)) if (made.has(item.cause)) made.add(item.seq);
  made.delete(chosen);
  return made;
}

/** Backwards: what a process did before a point in the past is past, and so is what its messages' senders did. */
function pastOf(
  items: readonly SpaceTimeItem[],
  place: ReadonlyMap<number, number>,
  at: number,
): Set<number> {
  const past = new Set<number>();
  const until = new Map<string, number>();
  const reach = (process: string, index: number) =>
    until.set(process, Math.max(until.get(process) ?? -1, index));
  reach(items[at]?.process ?? '', at);
  for (let i = at; i >= 0; i--) {
    const item = items[i] as SpaceTimeItem;
    if (i > (until.get(item.process) ?? -1)) continue;
    if (i !== at) past.add(item.seq);
    const sender = item.message === null || item.message.dropped ? undefined : place.get(item.cause);
    if (item.message !== null && sender !== undefined) reach(item.message.from, sender);
  }
  return past;
}

function futureOf(
  items: readonly SpaceTimeItem[],
  place: ReadonlyMap<number, number>,
  at: number,
): Set<number> {
  const future = new Set<number>();
  const since = new Map<string, number>([[items[at]?.process ?? '', at]]);
  for (let i = at + 1; i < items.length; i++) {
    const item = items[i] as SpaceTimeItem;
    const sent = item.message === null || item.message.dropped ? undefined : place.get(item.cause);
    const fromFuture =
      item.message !== null && sent !== undefined && sent >= (since.get(item.message.from) ?? Infinity);
    if (fromFuture && !since.has(item.process)) since.set(item.process, i);
    if (fromFuture || i >= (since.get(item.process) ?? Infinity)) future.add(item.seq);
  }
  return future;
}
