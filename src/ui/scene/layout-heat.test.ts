import { describe, expect, it } from 'vitest';
import type { HeatWindow } from '../../model/heat.ts';
import { cellAt, layoutHeat, moved, placeAt } from './layout-heat.ts';

/** Two columns of four bands: one Region of all, then Region 1 of three bands and Region 2 of the last. */
const HEAT: HeatWindow = {
  from: 0,
  columnUs: 5_000_000,
  columns: 2,
  bands: 4,
  startKeys: ['', 'e', 'm', 't'],
  startWords: ['−∞', 'e', 'm', 't'],
  regions: Int32Array.from([1, 1, 1, 1, 1, 1, 1, 2]),
  leaders: Int16Array.from([3, 3, 3, 3, 3, 3, 3, 1]),
  writes: Float32Array.from([2, 2, 2, 2, 4, 4, 4, 9]),
  lags: Float32Array.from([-1, -1, -1, -1, 10, 10, 10, 20]),
};
const layout = layoutHeat(HEAT, 'writes', 892, 444);

describe('layoutHeat', () => {
  it('finds the cell under a point and none outside of what is known', () => {
    expect(placeAt(HEAT, layout, { x: layout.x(6_000_000), y: layout.plot.y + 1 })).toEqual({
      column: 1,
      band: 0,
    });
    expect(placeAt(HEAT, layout, { x: layout.plot.x - 3, y: layout.plot.y + 1 })).toBeNull();
    expect(
      placeAt(HEAT, layout, { x: layout.x(6_000_000), y: layout.plot.y + layout.plot.h + 1 }),
    ).toBeNull();
  });

  it('tells of the whole Region that a cell belongs to', () => {
    expect(cellAt(HEAT, { column: 1, band: 1 })).toMatchObject({
      region: 1,
      leader: 3,
      regionWrites: 12,
      lagMs: 10,
      startWords: '−∞',
      endWords: 't',
      from: 5_000_000,
    });
    expect(cellAt(HEAT, { column: 1, band: 3 })).toMatchObject({
      region: 2,
      startWords: 't',
      endWords: '+∞',
    });
  });

  it('moves from cell to cell and stays inside', () => {
    expect(moved(HEAT, null, 1, 0)).toEqual({ column: 1, band: 2 });
    expect(moved(HEAT, { column: 0, band: 3 }, -1, 1)).toEqual({ column: 0, band: 3 });
    expect(moved({ ...HEAT, columns: 0 }, null, 1, 0)).toBeNull();
  });

  it('gives time and place in both directions', () => {
    expect(layout.timeAt(layout.x(7_500_000))).toBeCloseTo(7_500_000, 3);
  });

  it('takes nearly the largest value as the darkest', () => {
    expect(layout.top).toBe(4);
    expect(layoutHeat(HEAT, 'leader', 892, 444).top).toBe(0);
  });
});
