import { describe, expect, test } from 'vitest';
import { Rng } from '../base/rng.ts';
import type { TraceRecord } from '../model/trace.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { buildWorld } from './build.ts';
import { createEngine } from './engine.ts';
import { ITEMS_BETWEEN, Keyframes } from './keyframes.ts';
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
  test('compares a replay as it goes and names the first place that differs', () => {
    const ledger = new Ledger();
    for (let n = 0; n < 10_000; n++) expect(ledger.note(record(n), n * 7)).toBe(true);
    expect(ledger.length).toBe(10_000);
    for (const n of [4_999, 5_007]) expect(ledger.note(record(n), n * 7)).toBe(false);
    expect(ledger.note(record(5_000), 1)).toBe(false);
    expect(() => ledger.note(record(5_007), 1)).toThrow(
      /record 5007 or one shortly before it, at 0\.050 s \(process\.crashed: store-0/,
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
  const doc = libraryDoc('first-light') as ScenarioDoc;
  const runOf = (): Run => {
    const built = buildWorld(doc);
    if (!built.ok) throw new Error(built.error);
    return new Run(doc, built.value, new Watch(doc, true));
  };

  test('a run that goes on from one is the run that was not interrupted', () => {
    const run = runOf();
    const frames = new Keyframes(run);
    const rng = Rng.fromSeed(21);
    const prints: { readonly at: number; readonly print: string }[] = [];
    for (let moment = 0; moment < 6_000_000; moment += rng.between(1, 400_000)) {
      run.advance(moment, Infinity);
      // Only its count decides when the next one is kept.
      run.world.handled += ITEMS_BETWEEN;
      frames.maybeKeep(run);
      prints.push({ at: run.world.now, print: run.world.fingerprint.hex() });
    }
    expect(frames.count).toBeGreaterThan(20);
    for (let i = 0; i < 60; i++) {
      const { at, print } = prints[rng.below(prints.length)] as (typeof prints)[number];
      const again = frames.nearest(Math.max(0, at - rng.below(900_000)), doc);
      again.advance(at, Infinity);
      expect([at, again.world.fingerprint.hex()]).toEqual([at, print]);
    }
  });

  test('they never take too much; old ones are further apart, and the first one stays', () => {
    const run = runOf();
    const bytesMax = 120_000;
    const frames = new Keyframes(run, bytesMax);
    let most = 0;
    for (let i = 1; i <= 150; i++) {
      run.advance(i * 40_000, Infinity);
      run.world.handled = i * ITEMS_BETWEEN;
      frames.maybeKeep(run);
      most = Math.max(most, frames.bytesKept);
    }
    expect(most).toBeLessThanOrEqual(bytesMax);
    expect(most).toBeGreaterThan(bytesMax * 0.9);
    expect(frames.count).toBeLessThan(120);
    const all = Array.from({ length: 150 }, (_, i) => frames.momentBefore((i + 1) * 40_000));
    const moments = [...new Set(all)];
    const gaps = moments.map((moment, i) => moment - (moments[i - 1] ?? 0));
    expect(frames.momentBefore(39_999)).toBe(0);
    expect(moments.at(-1)).toBe(6_000_000);
    const average = (list: readonly number[]): number =>
      list.reduce((sum, gap) => sum + gap, 0) / list.length;
    const half = Math.floor(gaps.length / 2);
    expect(average(gaps.slice(1, half))).toBeGreaterThan(1.3 * average(gaps.slice(half)));
    // Those that lost their base are whole again.
    for (const moment of moments) expect(frames.nearest(moment, doc).world.now).toBe(moment);
    const { count } = frames;
    frames.truncate(run);
    expect(frames.count).toBe(count);
    run.world.handled = 1;
    frames.truncate(run);
    expect(frames.count).toBe(1);
  });

  test('they are as far apart as a replay costs, not as simulated time passes', () => {
    const run = runOf();
    const frames = new Keyframes(run);
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
