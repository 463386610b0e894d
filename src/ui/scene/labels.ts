/** A label that wants to stand at `x` in one of several rows. */
export interface LabelWish {
  readonly x: number;
  readonly width: number;
  /** Higher is placed first. */
  readonly priority: number;
}

export interface LabelPlace {
  /** Left edge. */
  readonly left: number;
  /** 0 is the row nearest to the axis. */
  readonly row: number;
}

export interface LabelBounds {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  readonly gap: number;
  /** Places that no label may cover: the poles of other flags. */
  readonly poles?: readonly number[];
}

/**
 * Places labels without overlap: by priority, each in the lowest row where it fits, kept inside `[low, high]`.
 * Null: no room. Results stand in the order of the wishes. `align` says where in the label `x` is.
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  bounds: LabelBounds,
  align: 'start' | 'middle' = 'start',
): readonly (LabelPlace | null)[] {
  const places: (LabelPlace | null)[] = wishes.map(() => null);
  const taken: { left: number; right: number }[][] = Array.from({ length: bounds.rows }, () => []);
  const order = wishes.map((_, index) => index);
  order.sort((a, b) => (wishes[b]?.priority ?? 0) - (wishes[a]?.priority ?? 0) || a - b);
  for (const index of order) {
    const wish = wishes[index];
    if (wish === undefined || wish.width > bounds.high - bounds.low) continue;
    const wanted = align === 'start' ? wish.x : wish.x - wish.width / 2;
    const left = Math.min(Math.max(wanted, bounds.low), bounds.high - wish.width);
    const right = left + wish.width;
    if (bounds.poles?.some((pole) => pole > left - 2 && pole < right + 2) === true) continue;
    for (let row = 0; row < bounds.rows; row++) {
      const spans = taken[row] ?? [];
      if (spans.some((span) => left < span.right + bounds.gap && span.left < right + bounds.gap)) continue;
      spans.push({ left, right });
      places[index] = { left, row };
      break;
    }
  }
  return places;
}

/**
 * Moves values apart so that neighbours are at least `gap` apart, each as near to its wish as the others allow and
 * inside `[low, high]` while there is room. Results stand in the order of the wishes.
 */
export function spread(wishes: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = wishes.map((_, index) => index).sort((a, b) => (wishes[a] ?? 0) - (wishes[b] ?? 0) || a - b);
  const placed: number[] = wishes.map(() => 0);
  let floor = low;
  for (const index of order) {
    const y = Math.max(floor, Math.min(wishes[index] ?? 0, high));
    placed[index] = y;
    floor = y + gap;
  }
  let ceiling = high;
  for (const index of order.toReversed()) {
    const y = Math.min(placed[index] ?? 0, ceiling);
    placed[index] = y;
    ceiling = y - gap;
  }
  return placed;
}
