import type { FlightRow } from '../../model/frame.ts';

/** How long a message must be on its way for an eye to follow it, in ms of the viewer. */
export const VISIBLE_MS = 460;
/** With nothing moving, a mark must stand long enough to be read. */
export const STANDING_MS = 1_100;
/** More at once is noise. */
const IMAGES_MAX = 36;
/** Two messages of one kind between the same two follow each other at least this far apart. */
const SPACING_MS = 130;

interface Image {
  readonly row: FlightRow;
  readonly born: number;
}

/**
 * At most speeds a message arrives between two pictures. Those that a picture catches in flight are drawn slower than
 * life, each along its own way: a sample of what really flies, never an invention. Time is the viewer's, in ms; a
 * paused page shows the exact moment instead.
 */
export class Afterimages {
  private images = new Map<number, Image>();
  private lastOf = new Map<string, number>();

  /** Takes what is in flight now and gives what to draw, with times in µs of the viewer's clock. */
  update(flights: readonly FlightRow[], now: number, rate: number, lifeMs: number): readonly FlightRow[] {
    for (const [id, image] of this.images) if (now - image.born >= lifeMs) this.images.delete(id);
    for (const row of flights) {
      if (this.images.has(row.id) || this.images.size >= IMAGES_MAX) continue;
      const way = `${row.from}>${row.to}>${row.family}>${row.shape}`;
      if (now - (this.lastOf.get(way) ?? -Infinity) < SPACING_MS) continue;
      this.lastOf.set(way, now);
      // Already under way for a while at this speed: it starts where it is.
      const lived = Math.min(lifeMs / 2, wallMs(row, rate) * 0.25);
      this.images.set(row.id, { row, born: now - lived });
    }
    return [...this.images.values()].map(({ row, born }) => ({
      ...row,
      sentAt: born * 1_000,
      dueAt: (born + lifeMs) * 1_000,
    }));
  }

  clear(): void {
    if (this.images.size === 0) return;
    this.images = new Map();
    this.lastOf = new Map();
  }
}

/** Time that a message takes for the viewer, ms. */
export function wallMs(row: FlightRow, rate: number): number {
  return (row.dueAt - row.sentAt) / 1_000 / rate;
}

/** Splits flights into those an eye can follow at this speed and those too quick for it. */
export function byPace(
  flights: readonly FlightRow[],
  rate: number,
): { readonly slow: readonly FlightRow[]; readonly quick: readonly FlightRow[] } {
  const slow: FlightRow[] = [];
  const quick: FlightRow[] = [];
  for (const row of flights) (wallMs(row, rate) >= VISIBLE_MS ? slow : quick).push(row);
  return { slow, quick };
}
