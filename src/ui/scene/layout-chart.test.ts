import { describe, expect, it } from 'vitest';
import type { MarkRow, SeriesId, SeriesWindow } from '../../model/frame.ts';
import type { ScenarioCommand } from '../../scenario/document.ts';
import { axisDomain, bridged, bucketAt, layoutChart, rateAt, valueAt } from './layout-chart.ts';
import { horizonOf, layoutTimeline, momentAt, placeOf, TRACK_HEIGHT } from './layout-timeline.ts';
import { flagsOf } from './timeline-flags.ts';

const N = Number.NaN;
const none = () => Float64Array.from([N, N, N, N]);
const values: Record<SeriesId, Float64Array> = {
  'write-p50': Float64Array.from([2, N, 4, 8]),
  'write-p99': none(),
  'pre-propose-p99': none(),
  'cdc-p50': none(),
  'cdc-p99': none(),
  'resolved-ts-lag': none(),
  'checkpoint-lag': none(),
  'write-qps': none(),
  'read-qps': none(),
};
const series: SeriesWindow = {
  bucketUs: 1_000_000,
  t: Float64Array.from([0, 1e6, 2e6, 3e6]),
  values,
  marks: [
    { at: 1_000_000, kind: 'command', words: 'split Region 1', command: null },
    { at: 1_100_000, kind: 'fault', words: 'kill store-1', command: null },
    { at: 2_000_000, kind: 'caption', words: 'a caption', command: null },
  ],
};
const input = {
  series,
  from: 0,
  to: 10_000_000,
  off: [],
  width: 500,
  height: 240,
  measure: (words: string) => words.length * 6,
};

describe('layoutChart', () => {
  it('puts every command and fault on the axis and its label where no other is', () => {
    const { marks } = layoutChart(input);
    expect(marks.map(({ mark, label }) => [mark.words, label?.row])).toEqual([
      ['split Region 1', 1],
      ['kill store-1', 0],
    ]);
  });

  it('leaves a label out rather than letting it overlap, and keeps the line', () => {
    const crowded = {
      ...series,
      marks: Array.from({ length: 12 }, (_, i) => ({
        at: 1e6 + i,
        kind: 'command' as const,
        command: null,
        words: 'merge Region 12 into 13',
      })),
    };
    const { marks } = layoutChart({ ...input, series: crowded });
    expect(marks).toHaveLength(12);
    expect(marks.filter((mark) => mark.label !== null)).toHaveLength(2);
  });

  it('draws only what is switched on', () => {
    expect(layoutChart({ ...input, off: ['write-p50'] }).lines.map((line) => line.id)).not.toContain(
      'write-p50',
    );
  });
});

describe('axisDomain', () => {
  it('spans whole decades around the data and at least 1 ms to 1 s', () => {
    expect(axisDomain([3, 40])).toEqual([1, 1_000]);
    expect(axisDomain([0.3, 2_500])).toEqual([0.1, 10_000]);
    expect(axisDomain([])).toEqual([1, 1_000]);
  });
});

describe('bridged', () => {
  it('goes on over short gaps and stops at long ones', () => {
    expect(bridged([1, null, 2, null, null, null, 3], 2)).toEqual([1, 2, null, 3]);
  });
});

describe('valueAt', () => {
  it('gives the value of a moment, or the last one before it', () => {
    expect(valueAt(series, 'write-p50', 2_500_000)).toBe(4);
    expect(valueAt(series, 'write-p50', 1_500_000)).toBe(2);
    expect(valueAt(series, 'cdc-p50', 1_500_000)).toBeNaN();
    expect(bucketAt(series, 99e6)).toBeNull();
  });
});

describe('layoutTimeline', () => {
  const line = layoutTimeline({
    width: 616,
    horizonUs: 60_000_000,
    marks: series.marks,
    flags: [
      { at: 1_000_000, kind: 'command', words: 'split Region 1', command: 0, pending: false },
      { at: 1_100_000, kind: 'fault', words: 'kill store-1', command: 1, pending: false },
    ],
    branches: [
      { fork: 10_000_000, newest: 20_000_000, words: 'kill store-2 at 10 s' },
      { fork: 29_000_000, newest: 59_000_000, words: 'put at 29 s' },
      { fork: 2_000_000, newest: 59_900_000, words: 'no room for these' },
    ],
    measure: () => 80,
  });

  it('puts moments on the track and finds them again', () => {
    expect([line.track.w, placeOf(line, 30_000_000), placeOf(line, 15_000_000)]).toEqual([600, 308, 158]);
    expect(placeOf(line, 99_000_000)).toBe(608);
    expect(momentAt(line, 158)).toBe(15_000_000);
    expect(momentAt(line, -5)).toBe(0);
    expect(momentAt(line, 9_999)).toBe(60_000_000);
  });

  it('shows a short run whole and lets a long one grow in steps', () => {
    expect(horizonOf(120_000_000, 1_000_000)).toBe(120_000_000);
    expect([1, 17, 300, 1_100].map((s) => horizonOf(1_200_000_000, s * 1_000_000) / 1_000_000)).toEqual([
      20, 40, 480, 1_200,
    ]);
  });

  it('labels the newest of two flags that stand too close', () => {
    expect(line.flags.map((flag) => flag.label === null)).toEqual([true, false]);
    expect(line.height).toBeGreaterThan(TRACK_HEIGHT);
    expect(line.ticks.map((tick) => tick.mark.kind)).toEqual(['caption']);
  });

  it('draws former futures one under another, with their words where there is room', () => {
    expect(line.lanes.map((lane) => [lane.forkX, lane.endX])).toEqual([
      [108, 208],
      [298, 598],
      [28, 607],
    ]);
    const [behind, before, none] = line.lanes;
    expect(behind?.textX).toBeGreaterThan(behind?.endX ?? NaN);
    expect(before?.textX).toBe(line.track.x);
    expect((before?.textX ?? NaN) + (before?.textW ?? NaN)).toBeLessThan(before?.forkX ?? NaN);
    expect(none?.textX).toBeNull();
    const rows = line.lanes.map((lane) => lane.y);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    expect(rows[0]).toBeGreaterThan(TRACK_HEIGHT);
  });
});

describe('flagsOf', () => {
  const input = {
    marks: [
      { at: 1e6, kind: 'fault', words: 'store-1 crashes', command: 0 },
      { at: 2e6, kind: 'refused', words: 'store-9 is not there', command: 1 },
      { at: 2e6, kind: 'violation', words: 'a promise was broken', command: null },
      { at: 2e6, kind: 'caption', words: 'a caption', command: null },
    ] satisfies MarkRow[],
    commands: [
      { at: 1e6, do: 'kill', process: 'store-1' },
      { at: 2e6, do: 'kill', process: 'store-9' },
      { at: 9e6, do: 'restart', process: 'store-1' },
    ] satisfies ScenarioCommand[],
    draft: null,
    wordsOf: (command: ScenarioCommand) => command.do,
    refusedWords: (reason: string) => `no: ${reason}`,
  };

  it('has every command, done, refused or still to come, and what happened by itself', () => {
    expect(flagsOf(input)).toEqual([
      { at: 1e6, kind: 'fault', words: 'store-1 crashes', command: 0, pending: false },
      { at: 2e6, kind: 'refused', words: 'no: store-9 is not there', command: 1, pending: false },
      { at: 9e6, kind: 'command', words: 'restart', command: 2, pending: true },
      { at: 2e6, kind: 'violation', words: 'a promise was broken', command: null, pending: false },
    ]);
  });

  it('shows a command that is being moved where it would be', () => {
    expect(flagsOf({ ...input, draft: { command: 0, at: 5e6 } })[0]).toMatchObject({ at: 5e6, command: 0 });
  });
});

describe('rateAt', () => {
  const tenths: SeriesWindow = {
    bucketUs: 100_000,
    t: Float64Array.from({ length: 20 }, (_, i) => i * 100_000),
    values: { ...values, 'write-qps': Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? 100 : i * 2)) },
    marks: [],
  };

  it('is the mean of the whole buckets of the last second', () => {
    expect(rateAt(tenths, 'write-qps', 1_000_000, true)).toBe(100);
    // Buckets 10 to 19: 20, 22 … 38.
    expect(rateAt(tenths, 'write-qps', 2_000_000, true)).toBe(29);
    // Buckets longer than that: the last whole one.
    expect(rateAt({ ...tenths, bucketUs: 4_000_000 }, 'write-qps', 47_000_000, true)).toBe(20);
  });

  it('leaves out the bucket that is not over, and says nothing before one is', () => {
    expect(rateAt(tenths, 'write-qps', 2_018_000, true)).toBe(29);
    expect(rateAt(tenths, 'write-qps', 1_150_000, true)).toBe((9 * 100 + 20) / 10);
    expect(rateAt(tenths, 'write-qps', 99_999, true)).toBeNaN();
    expect(rateAt({ ...tenths, t: new Float64Array() }, 'write-qps', 2_000_000, true)).toBeNaN();
  });

  it('falls to nothing once nothing more is measured, unless the series only lags behind', () => {
    expect(rateAt(tenths, 'write-qps', 2_500_000, true)).toBe((30 + 32 + 34 + 36 + 38) / 10);
    expect(rateAt(tenths, 'write-qps', 4_000_000, true)).toBe(0);
    expect(rateAt(tenths, 'write-qps', 4_000_000, false)).toBe(29);
  });
});
