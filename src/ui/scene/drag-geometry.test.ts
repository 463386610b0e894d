import { expect, it } from 'vitest';
import { linksCrossed, storeAt, strikes } from './drag-geometry.ts';
import { centre } from './geometry.ts';
import { layoutMap } from './layout-map.ts';
import { testFrame } from './testing.ts';

const layout = layoutMap(testFrame(), 880, 700);

it('finds the store under a point, and none between cards', () => {
  for (const { row, box } of layout.stores) expect(storeAt(layout, centre(box))).toBe(row.id);
  expect(storeAt(layout, { x: 1, y: 1 })).toBeNull();
});

it('a stroke cuts the links it goes across, and not one that it passes beside', () => {
  const link = layout.links[0];
  if (link === undefined) throw new Error('no link');
  const { x, y } = centre(link.box);
  const across = linksCrossed(layout, { x, y: y - 20 }, { x, y: y + 3 });
  expect(across).toEqual([link]);
  expect(linksCrossed(layout, { x, y: y - 40 }, { x, y: y - 20 })).toEqual([]);
  const left = link.box.x - 5;
  expect(linksCrossed(layout, { x: left, y: y - 20 }, { x: left, y: y + 20 })).not.toContain(link);
});

it('knows when a segment has a point in a box', () => {
  const box = { x: 10, y: 10, w: 20, h: 10 };
  const from = { x: 0, y: 15 };
  expect(strikes(from, { x: 40, y: 15 }, box)).toBe(true);
  expect(strikes(from, { x: 9, y: 15 }, box)).toBe(false);
  expect(strikes({ x: 12, y: 12 }, { x: 13, y: 13 }, box)).toBe(true);
  expect(strikes({ x: 0, y: 0 }, { x: 9, y: 40 }, box)).toBe(false);
  expect(strikes({ x: 20, y: 0 }, { x: 20, y: 40 }, box)).toBe(true);
});
