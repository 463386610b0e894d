import { describe, expect, test } from 'vitest';
import type { TraceRecord } from '../model/trace.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { buildWorld } from './build.ts';
import { createEngine } from './engine.ts';
import { HISTORY_BYTES_MAX, ITEMS_BETWEEN, Keyframes } from './keyframes.ts';
import { Ledger } from './ledger.ts';
import { Run } from './run.ts';
import { TraceStore } from './trace-store.ts';
import { Watch } from './watch.ts';

function record(n: number, at = n * 10): TraceRecord {
  return {
    n,
    at,
    by: 'store-1',
    item: n,
    cause: 0,
    event: { kind: 'process.crashed', process: `store-${n % 3}` },
  };
}

const ALL = { before: Infinity, limit: 5, kinds: null, region: null, process: null, text: '' } as const;

describe('the ledger', () => {
  test('compares a replay word by word and names the first record that differs', () => {
    const ledger = new Ledger();
    for (let n = 0; n < 10_000; n++) expect(ledger.note(record(n), n * 7)).toBe(true);
    expect(ledger.length).toBe(10_000);
    expect(ledger.note(record(4_999), 4_999 * 7)).toBe(false);
    expect(() => ledger.note(record(5_000), 1)).toThrow(
      /record 5000 at 0\.050 s \(process\.crashed: store-2/,
    );
    expect(() => ledger.note(record(10_001), 1)).toThrow(/record 10001 follows record 9999/);
    ledger.truncate(100);
    expect(ledger.note(record(100), 1)).toBe(true);
  });
});

describe('the trace store', () => {
  test('keeps the newest records, says which are gone, and cuts by moment', () => {
    const store = new TraceStore(100);
    for (let n = 0; n < 250; n++) store.push(record(n));
    const newest = store.window(ALL, Infinity);
    expect(newest.oldestKept).toBe(150);
    expect(newest.matched).toBe(100);
    expect(newest.lines.map((line) => line.record.n)).toEqual([245, 246, 247, 248, 249]);
    expect(store.window({ ...ALL, before: 2_005 }, Infinity).lines.at(-1)?.record.n).toBe(200);
    expect(store.window(ALL, 180).lines.at(-1)?.record.n).toBe(179);
    expect(store.window({ ...ALL, before: 10 }, Infinity)).toMatchObject({ matched: 0, lines: [] });
    expect(store.at(150)?.n).toBe(150);
    expect(store.at(149)).toBeNull();
  });

  test('filters by kind, process and text, and counts all that match', () => {
    const store = new TraceStore(100);
    for (let n = 0; n < 60; n++) store.push(record(n));
    expect(store.window({ ...ALL, process: 'store-1' }, Infinity).matched).toBe(60);
    expect(store.window({ ...ALL, process: 'store-2', kinds: ['process.crashed'] }, Infinity).matched).toBe(
      20,
    );
    expect(store.window({ ...ALL, text: 'STORE-2' }, Infinity).matched).toBe(20);
    expect(store.window({ ...ALL, kinds: ['run.drained'] }, Infinity).matched).toBe(0);
    expect(store.window({ ...ALL, region: 1 }, Infinity).matched).toBe(0);
  });

  test('forgets what comes after a cut, and goes on from there', () => {
    const store = new TraceStore(100);
    for (let n = 0; n < 60; n++) store.push(record(n));
    store.truncate(40);
    store.push(record(40, 9_999));
    expect(store.window({ ...ALL, limit: 2 }, Infinity).lines.map((line) => line.record.at)).toEqual([
      390, 9_999,
    ]);
  });
});

describe('keyframes', () => {
  test('they never take too much; old ones are further apart, and the first one stays', () => {
    const doc = libraryDoc('rawkv-case-1') as ScenarioDoc;
    const built = buildWorld(doc);
    if (!built.ok) throw new Error(built.error);
    const run = new Run(doc, built.value, new Watch(doc, false));
    const frames = new Keyframes(run.clone());
    let most = 0;
    for (let i = 1; i <= 400; i++) {
      // Only position counts for the thinning.
      run.world.now = i * 250_000;
      run.world.handled = i * ITEMS_BETWEEN;
      frames.maybeKeep(run);
      most = Math.max(most, frames.bytesKept);
    }
    expect(most).toBeLessThanOrEqual(HISTORY_BYTES_MAX);
    expect(most).toBeGreaterThan(HISTORY_BYTES_MAX * 0.9);
    expect(frames.count).toBeLessThan(300);
    const moments = Array.from({ length: 400 }, (_, i) => frames.nearest((i + 1) * 250_000).world.now);
    const gaps = [...new Set(moments)].map((moment, i, all) => moment - (all[i - 1] ?? 0));
    expect(frames.nearest(249_999).world.now).toBe(0);
    expect(moments.at(-1)).toBe(100_000_000);
    const average = (list: readonly number[]): number =>
      list.reduce((sum, gap) => sum + gap, 0) / list.length;
    expect(average(gaps.slice(1, 30))).toBeGreaterThan(2 * average(gaps.slice(-30)));
    const { count } = frames;
    frames.truncate(run);
    expect(frames.count).toBe(count);
    run.world.handled = 1;
    frames.truncate(run);
    expect(frames.count).toBe(1);
  });

  test('they are as far apart as a replay costs, not as simulated time passes', () => {
    const doc = libraryDoc('rawkv-case-1') as ScenarioDoc;
    const built = buildWorld(doc);
    if (!built.ok) throw new Error(built.error);
    const run = new Run(doc, built.value, new Watch(doc, false));
    const frames = new Keyframes(run.clone());
    run.world.now = 60_000_000;
    run.world.handled = ITEMS_BETWEEN - 1;
    frames.maybeKeep(run);
    expect(frames.count).toBe(1);
    run.world.handled++;
    frames.maybeKeep(run);
    expect(frames.count).toBe(2);
  });
});

describe('the trace of the far past', () => {
  test('is made again by a replay, word for word', () => {
    const doc = libraryDoc('first-light') as ScenarioDoc;
    const built = createEngine(doc, { history: true, recordsMax: 5_000 });
    if (!built.ok) throw new Error(built.error);
    const engine = built.value;
    const all: TraceRecord[] = [];
    engine.onRecord = (each) => all.push(each);
    engine.advance(10_000_000);
    expect(all.length).toBeGreaterThan(6_000);
    for (const at of [1_000_000, 5_000_001]) {
      const before = all.filter((each) => each.at <= at);
      const wanted = before.slice(-ALL.limit);
      // Asked from the edge, then with the cursor there, then with the cursor a little further.
      expect(engine.trace({ ...ALL, before: at }).lines.map((line) => line.record)).toEqual(wanted);
      engine.seek(at);
      expect(engine.trace({ ...ALL, before: at }).lines.map((line) => line.record)).toEqual(wanted);
      engine.advance(at + 300_000);
      expect(engine.trace({ ...ALL, before: at }).lines.map((line) => line.record)).toEqual(wanted);
      expect(engine.trace({ ...ALL, before: Infinity, limit: 1 }).lines[0]?.record).toEqual(all.at(-1));
      engine.seek(engine.newest);
    }
    engine.seek(1_000_000);
    expect(engine.act({ do: 'kill', process: 'store-1' })).toEqual({ ok: true, value: null });
    const kinds = engine.trace({ ...ALL, before: Infinity }).lines.map((line) => line.record.event.kind);
    expect(kinds).toContain('process.crashed');
  });
});
