import { describe, expect, it } from 'vitest';
import { TS_ZERO } from '../../model/ts.ts';
import { layoutTide, lowestColumn, pdNowMs, rangeFor, scatter } from './layout-tide.ts';
import { testFrame } from './testing.ts';

describe('layoutTide', () => {
  it('stands each column at the age of its resolved ts, with fixed numbers', () => {
    const frame = testFrame();
    const layout = layoutTide(frame, frame.at, 520, 240);
    expect(layout.ground.rangeMs).toBe(1_000);
    expect(
      layout.columns.map((column) => [
        Math.round(column.box.x),
        Math.round(column.box.w),
        Math.round(column.resolvedAgeMs ?? -1),
        Math.round(column.resolvedY ?? -1),
      ]),
    ).toEqual([
      [54, 91, 200, 50],
      [147, 91, 400, 87],
      [240, 91, 600, 125],
      [333, 91, 800, 162],
    ]);
    expect(lowestColumn(layout)).toBe(4);
  });

  it('sinks with time until the next resolved ts', () => {
    const frame = testFrame();
    const now = layoutTide(frame, frame.at, 520, 240).columns[0]?.resolvedAgeMs ?? 0;
    const later = layoutTide(frame, frame.at + 50_000, 520, 240).columns[0]?.resolvedAgeMs ?? 0;
    expect(later - now).toBeCloseTo(50);
  });

  it('says nothing about a Region that nobody captures', () => {
    const frame = testFrame();
    const dry = { ...frame, regions: frame.regions.map((region) => ({ ...region, resolvedTs: TS_ZERO })) };
    const layout = layoutTide(dry, dry.at, 520, 240);
    expect(layout.columns.map((column) => column.resolvedY)).toEqual([null, null, null, null]);
    expect(lowestColumn(layout)).toBeNull();
  });

  it('divides a column in place when its Region splits', () => {
    const before = testFrame(3, ['m']);
    const [left, right] = before.regions;
    if (left === undefined || right === undefined) throw new Error('two Regions expected');
    const split = {
      ...before,
      regions: [
        left,
        { ...right, keys: 5, endKey: 'x', endWords: 't' },
        { ...right, id: 3, keys: 5, startKey: 'x' },
      ],
    };
    const x = (frame: typeof before, id: number) =>
      layoutTide(frame, frame.at, 700, 240).columns.find((column) => column.region.id === id)?.box.x ?? 0;
    expect(Math.abs(x(split, 2) - x(before, 2))).toBeLessThan(80);
  });

  it('never gives a column less than its minimum, and all of them the whole width', () => {
    const frame = testFrame(3, ['c', 'e', 'g']);
    const uneven = {
      ...frame,
      regions: frame.regions.map((region, index) => ({ ...region, keys: index === 0 ? 1_000_000 : 0 })),
    };
    const layout = layoutTide(uneven, uneven.at, 520, 240);
    const last = layout.columns.at(-1);
    expect(Math.min(...layout.columns.map((column) => column.box.w))).toBeGreaterThan(12);
    expect((last?.box.x ?? 0) + (last?.box.w ?? 0)).toBeCloseTo(layout.ground.plot.x + layout.ground.plot.w);
  });
});

describe('layoutTide of many Regions', () => {
  const keys = Array.from({ length: 999 }, (_, index) => `k${String(index).padStart(3, '0')}`);

  it('lets neighbours share a column, which stands as low as the lowest of them', () => {
    const frame = testFrame(3, keys);
    const layout = layoutTide(frame, frame.at, 520, 240);
    expect(layout.columns.length).toBeLessThan(120);
    expect(layout.columns.flatMap((column) => column.regions)).toEqual(frame.regions);
    for (const { region, regions } of layout.columns)
      expect(region.resolvedTs).toBe(Math.min(...regions.map((row) => row.resolvedTs)));
  });

  it('keeps the same ground while only time goes by', () => {
    const frame = testFrame(3, keys);
    const before = layoutTide(frame, frame.at, 520, 240);
    expect(layoutTide(frame, frame.at + 1_000, 520, 240, before).ground).toBe(before.ground);
    expect(layoutTide(testFrame(3, ['m']), frame.at, 520, 240, before).ground).not.toBe(before.ground);
  });
});

describe('rangeFor', () => {
  it('takes the smallest range with room below', () => {
    expect([rangeFor(100), rangeFor(900), rangeFor(4_200), rangeFor(9e9)]).toEqual([
      500, 2_000, 5_000, 3_600_000,
    ]);
  });
});

describe('pdNowMs', () => {
  it('follows the clock of PD, and a TSO that runs ahead of it', () => {
    const frame = testFrame();
    expect(pdNowMs(frame, 12_000_000)).toBe(12_000);
    expect(pdNowMs(frame, 9_000_000)).toBe(10_000);
  });
});

describe('scatter', () => {
  it('gives a key one place in [0, 1)', () => {
    expect(scatter('abc')).toBe(scatter('abc'));
    for (const key of ['', 'a', 'zz', 'shop-0001']) expect(scatter(key) >= 0 && scatter(key) < 1).toBe(true);
  });
});
