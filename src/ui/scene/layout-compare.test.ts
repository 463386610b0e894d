import { expect, it } from 'vitest';
import type { MarkRow, SeriesId, SeriesWindow } from '../../model/frame.ts';
import { layoutCompare, markBefore } from './layout-compare.ts';

const IDS: readonly SeriesId[] = [
  'write-p50',
  'write-p99',
  'pre-propose-p99',
  'cdc-p50',
  'cdc-p99',
  'resolved-ts-lag',
  'checkpoint-lag',
  'write-qps',
  'read-qps',
];

/** Four buckets of a second, in which the named series has these values. */
function series(
  of: Partial<Record<SeriesId, readonly number[]>>,
  marks: readonly MarkRow[] = [],
): SeriesWindow {
  const values = Object.fromEntries(
    IDS.map((id) => [id, Float64Array.from(of[id] ?? [NaN, NaN, NaN, NaN])]),
  ) as Record<SeriesId, Float64Array>;
  return { bucketUs: 1e6, t: Float64Array.from([0, 1e6, 2e6, 3e6]), values, marks };
}

const mark = (at: number, kind: MarkRow['kind']): MarkRow => ({
  at,
  kind,
  words: `${kind} ${at}`,
  command: null,
});

it('draws a row for what either run has, on one axis that fits both', () => {
  const layout = layoutCompare(
    series({ 'write-p99': [1, 2, 3, 4] }),
    series({ 'write-p99': [10, 20, 30, 20_000], 'cdc-p99': [1, 1, 1, 1] }),
    4e6,
    600,
  );
  expect(layout.rows.map((row) => row.id)).toEqual(['write-p99', 'cdc-p99']);
  const [writes, cdc] = layout.rows;
  expect([writes?.low, writes?.high]).toEqual([1, 100_000]);
  expect(writes?.a).toHaveLength(4);
  expect(cdc?.a.every((point) => point === null)).toBe(true);
  // The same moment stands at the same place in both, and a larger value higher.
  expect(writes?.a.map((point) => point?.[0])).toEqual(writes?.b.map((point) => point?.[0]));
  expect(writes?.b[3]?.[1]).toBeLessThan(writes?.a[3]?.[1] ?? 0);
  for (const row of layout.rows)
    for (const point of [...row.a, ...row.b])
      if (point !== null) {
        expect(point[1]).toBeGreaterThanOrEqual(row.top);
        expect(point[1]).toBeLessThanOrEqual(row.top + row.height);
      }
});

it('has a timeline for each run, without what lies beyond the end, and knows what was done last', () => {
  const a = series({}, [mark(1e6, 'command'), mark(2e6, 'caption'), mark(9e6, 'fault')]);
  const { timelines, x } = layoutCompare(a, series({}, [mark(3e6, 'violation')]), 4e6, 600);
  expect(timelines.a.marks.map((each) => [each.mark.at, each.x])).toEqual([[1e6, x(1e6)]]);
  expect(timelines.b.marks.map((each) => each.mark.kind)).toEqual(['violation']);
  expect(markBefore(timelines.a.marks, 5e5)).toBeNull();
  expect(markBefore(timelines.a.marks, 1e6)?.at).toBe(1e6);
});
