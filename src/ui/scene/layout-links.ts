import type { LinkRow } from '../../model/frame.ts';
import type { Rect } from './geometry.ts';
import { centre, MAP_PAD, rect } from './geometry.ts';
import type { AzBox } from './layout-map.ts';

/** The link between two zones, both directions together. */
export interface LinkBox {
  readonly a: string;
  readonly b: string;
  readonly aName: string;
  readonly bName: string;
  readonly box: Rect;
  readonly bytesPerS: number;
  readonly messagesPerS: number;
  readonly cut: boolean;
}

export const LINK_ROW = 17;

type Traffic = Pick<LinkBox, 'bytesPerS' | 'messagesPerS' | 'cut'>;

/** What both directions between two zones carry. */
export function trafficOf(rows: readonly LinkRow[], a: string, b: string): Traffic {
  const here = rows.filter((row) => (row.from === a && row.to === b) || (row.from === b && row.to === a));
  return {
    bytesPerS: here.reduce((sum, link) => sum + link.bytesPerS, 0),
    messagesPerS: here.reduce((sum, link) => sum + link.messagesPerS, 0),
    cut: here.some((link) => link.cut),
  };
}

/** Every two zones, neighbours first. */
export function zonePairs(ids: readonly string[]): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let span = 1; span < ids.length; span++) {
    for (let i = 0; i + span < ids.length; i++) pairs.push([i, i + span]);
  }
  return pairs;
}

/** Pairs that do not overlap share a row: row k holds the pairs of distance k, staggered. */
export function linkRowCount(zones: number): number {
  let rows = 0;
  for (let span = 1; span < zones; span++) rows += Math.min(span, zones - span);
  return rows;
}

export function placeLinks(
  rows: readonly LinkRow[],
  azs: readonly AzBox[],
  pairs: readonly (readonly [number, number])[],
  top: number,
  narrow: boolean,
  width: number,
): readonly LinkBox[] {
  const links: LinkBox[] = [];
  let rowBase = 0;
  pairs.forEach(([i, j], index) => {
    const a = azs[i];
    const b = azs[j];
    if (a === undefined || b === undefined) return;
    const span = j - i;
    const row = narrow ? index : rowBase + (i % span);
    const box = narrow
      ? rect(MAP_PAD, top + row * LINK_ROW, width - 2 * MAP_PAD, LINK_ROW)
      : rect(
          a.box.x + a.box.w / 2 + 4,
          top + row * LINK_ROW,
          centre(b.box).x - centre(a.box).x - 8,
          LINK_ROW,
        );
    links.push({
      a: a.id,
      b: b.id,
      aName: a.name,
      bName: b.name,
      box,
      ...trafficOf(rows, a.id, b.id),
    });
    const next = pairs[index + 1];
    if (next !== undefined && next[1] - next[0] !== span) rowBase += Math.min(span, azs.length - span);
  });
  return links;
}
