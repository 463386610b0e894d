import { describe, expect, test } from 'vitest';
import { copiesMax } from './annals.ts';
import { engineOf, FIRST_LIGHT, storyOf } from './testing.ts';
import { mostCrowded } from './thinning.ts';

const MS = 1_000;
const S = 1_000_000;

const BROKEN = storyOf('rawkv-case-3-3-transfer', { rules: { off: ['R-FLUSH-LEADER'] } });

describe('what is known of a run', () => {
  test('a report and a picture of the past are those of a run that never went further', () => {
    const engine = engineOf(FIRST_LIGHT);
    engine.advance(14 * S);
    // More records than lie between two copies of the chronicle, so that one of them is taken up.
    expect(engine.traceLength).toBeGreaterThan(8_000);
    for (const moment of [13_579 * MS, 2_345 * MS, 13_600 * MS]) {
      const straight = engineOf(FIRST_LIGHT);
      straight.advance(moment);
      engine.seek(moment);
      expect(engine.report()).toEqual(straight.report());
      expect(engine.frame()).toEqual(straight.frame());
    }
    engine.seek(14 * S);
    expect(engine.report().checks.every(({ violations }) => violations === 0)).toBe(true);
  });

  test('violations are told from their moment on, before and after going back, and traced in the same place', () => {
    const engine = engineOf(BROKEN);
    while (engine.violations.length === 0 && !engine.ended) engine.advance(engine.at + 100 * MS);
    const moment = engine.violations[0]?.at ?? 0;
    engine.advance(moment + 500 * MS);
    const { fingerprint, violations } = engine;
    const frame = engine.frame();
    engine.seek(moment - 1);
    expect(engine.violations).toEqual([]);
    expect(engine.frame().checks.every((row) => row.violations === 0)).toBe(true);
    engine.seek(moment + 500 * MS);
    expect(engine.violations).toEqual(violations);
    expect([engine.fingerprint, engine.frame()]).toEqual([fingerprint, frame]);
    const told = engine.trace({
      before: Infinity,
      limit: 50,
      kinds: ['check.violated'],
      region: null,
      process: null,
      text: '',
    });
    expect(told.lines.map(({ words }) => words)).toHaveLength(violations.length);
  });

  test('another future is judged as if there had been no other', () => {
    const engine = engineOf(BROKEN);
    engine.advance(20 * S);
    const { doc } = engine;
    const first = engine.violations[0];
    expect(first).toBeDefined();
    engine.seek((first?.at ?? 0) - 50 * MS);
    expect(engine.act({ do: 'kill', process: 'capture-a' })).toEqual({ ok: true, value: null });
    const until = engine.at + 2 * S;
    engine.advance(until);
    const straight = engineOf(engine.doc, false);
    straight.advance(until);
    expect(engine.doc.commands).not.toEqual(doc.commands);
    expect(engine.violations).toEqual(straight.violations);
    expect(engine.report()).toEqual(straight.report());
    expect(engine.marks()).toHaveLength(engine.series(0, until, 10).marks.length);
  });
});

test('however long a run is, a copy of the chronicle stays on the way: not all is judged again', () => {
  const between = 8_000;
  const places = [0];
  for (let length = between; length <= 16_000_000; length += between) {
    places.push(length);
    while (places.length > copiesMax(404, length)) places.splice(mostCrowded(places, between), 1);
    expect(places.length).toBeGreaterThanOrEqual(Math.min(3, length / between + 1));
  }
  const [, onTheWay] = places;
  expect(onTheWay).toBeGreaterThan(4_000_000);
  expect(onTheWay).toBeLessThan(16_000_000);
  expect(copiesMax(16, 100_000)).toBeGreaterThan(50);
});
