import { describe, expect, test } from 'vitest';
import { Rng } from '../base/rng.ts';
import { engineAt, engineOf, FIRST_LIGHT, SHORT, storyOf } from './testing.ts';

const MS = 1_000;
const S = 1_000_000;

describe('determinism', () => {
  test('the same document gives the same fingerprint, with and without history, in portions of any size', () => {
    const whole = engineAt(SHORT, 3 * S);
    expect(whole.at).toBe(3 * S);
    const headless = engineOf(SHORT, false);
    headless.advance(3 * S);
    const portions = engineOf(SHORT, false);
    for (let i = 0; portions.at < 3 * S; i++)
      portions.advance(Math.min(3 * S, portions.at + 37 * MS + i), 1 + (i % 300));
    for (const other of [headless, portions]) {
      expect(other.fingerprint).toBe(whole.fingerprint);
      expect(other.events).toBe(whole.events);
      expect(other.report()).toEqual(whole.report());
    }
    expect(whole.report().operations.transfers).toBe(1);
  });

  test('any sequence of seeks and steps changes nothing, and each replay is compared with the record', () => {
    const doc = storyOf('rawkv-case-3-2-merge');
    const straight = engineOf(doc, false);
    straight.advance(doc.untilUs);
    const engine = engineOf(doc);
    const rng = Rng.fromSeed(3);
    for (let i = 0; i < 15; i++) {
      const goal = rng.below(1_500) * MS;
      engine.seek(goal);
      expect(engine.at).toBe(Math.min(goal, straight.at));
      for (let k = rng.below(4); k > 0; k--) engine.step(rng.chance(1, 2) ? 'event' : 'message');
    }
    engine.advance(doc.untilUs);
    expect(engine.state).toBe('ended');
    expect(engine.fingerprint).toBe(straight.fingerprint);
    expect(engine.report()).toEqual(straight.report());
  });

  test('at a given moment the frame is the same whether one went there or came back to it', () => {
    const engine = engineAt(FIRST_LIGHT, 4 * S);
    engine.seek(2_345 * MS);
    const there = engine.frame();
    engine.seek(3_900 * MS);
    engine.seek(100 * MS);
    engine.seek(2_345 * MS);
    expect(engine.frame()).toEqual(there);
    expect(engineOf(FIRST_LIGHT).advance(2_345 * MS).at).toBe(2_345 * MS);
    expect(engine.newest).toBe(4 * S);
  });

  test('another seed gives another run', () => {
    const prints = [1, 2].map((seed) => engineAt({ ...FIRST_LIGHT, seed }, S).fingerprint);
    expect(prints[0]).not.toBe(prints[1]);
  });
});

describe('the end of a run', () => {
  test('it is drained once everything is carried over, and then the two clusters are equal', () => {
    const doc = storyOf('rawkv-case-2-between');
    const [spec] = doc.workload;
    const keys = spec?.kind === 'counter' ? spec.threads * spec.keys : 0;
    expect(keys).toBeGreaterThan(10);
    const engine = engineOf(doc, false);
    engine.advance(60 * S);
    expect(engine.state).toBe('ended');
    expect(engine.drained).toBe(true);
    const report = engine.report();
    expect(report.downstream).toMatchObject({ compared: keys, equal: true });
    expect(report.workload).toEqual({ issued: 3 * keys, acked: 3 * keys, failed: 0, unknown: 0 });
    for (const check of report.checks)
      expect([check.id, check.evaluations > 0, check.violations]).toEqual([check.id, true, 0]);
    expect(report.latency.cdc?.count).toBeGreaterThanOrEqual(keys);
    expect(engine.advance(60 * S).handled).toBe(0);
  });

  test('a changefeed that waits for the workload is created after it, at a moment that no portioning changes', () => {
    const doc = storyOf('rawkv-case-2-after');
    const created: number[] = [];
    for (const portion of [Infinity, 7]) {
      const engine = engineOf(doc, false);
      let finishedAt = 0;
      let subscribedAt = 0;
      engine.onRecord = ({ at: moment, event }) => {
        if (event.kind === 'workload.finished') finishedAt = moment;
        if (event.kind === 'cdc.subscribed' && subscribedAt === 0) subscribedAt = moment;
      };
      while (!engine.ended) engine.advance(60 * S, portion);
      expect(finishedAt).toBeGreaterThan(0);
      expect(subscribedAt).toBeGreaterThan(finishedAt + 100 * MS);
      created.push(subscribedAt);
    }
    expect(created[0]).toBe(created[1]);
  });

  test('with a rule off and stopOnViolation, the run stops at the violating record', () => {
    const doc = storyOf('rawkv-case-3-3-transfer', {
      stopOnViolation: true,
      rules: { off: ['R-FLUSH-LEADER'] },
    });
    const workload = doc.workload.map((spec) => ({ ...spec, threads: 16, keys: 40 }));
    const engine = engineOf({ ...doc, workload });
    engine.advance(60 * S);
    expect(engine.state).toBe('violated');
    const [first] = engine.violations;
    expect(['causality', 'stamped-under-leadership']).toContain(first?.check);
    expect(engine.report().ok).toBe(false);
    expect(engine.marks().some((mark) => mark.kind === 'violation' && mark.words === first?.words)).toBe(
      true,
    );
    // Going back and running on ends at the same place.
    const { at: moment, fingerprint } = engine;
    engine.seek(moment - 200 * MS);
    expect(engine.state).toBe('running');
    engine.advance(60 * S);
    expect([engine.state, engine.at, engine.fingerprint]).toEqual(['violated', moment, fingerprint]);
  });
});
