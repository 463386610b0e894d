import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import { resolvedTsSafety } from './resolved-ts-safety.ts';
import { judge, TraceBuilder } from './testing.ts';

/** Store 1 captures Region 1 ['', m) by request 11 and Region 2 [m, '') by request 12; both scans are complete. */
function captured(): TraceBuilder {
  return new TraceBuilder()
    .region(1, 1, 'bootstrap', ['', 'm'], 1)
    .region(2, 1, 'bootstrap', ['m', ''], 1)
    .subscribed(1, 1, 11)
    .subscribed(2, 1, 12)
    .initialized(1, 1, 11)
    .initialized(2, 1, 12);
}

describe('resolved ts safety', () => {
  it('accepts writes above the published ts and writes in effect before it was published', () => {
    const verdict = judge(
      resolvedTsSafety,
      captured().write('a', 90).resolved(1, 100, [1, 11]).write('a', 101).write('p', 50, 'v', { region: 2 }),
    );
    expect(verdict.words).toEqual([]);
    // Two INITIALIZED, one resolved, one write under a claim.
    expect(verdict.evaluations).toBe(4);
  });

  it('reports a write that takes effect after a larger or equal resolved ts', () => {
    const verdict = judge(
      resolvedTsSafety,
      captured().resolved(1, 100, [1, 11]).write('a', 100).write('b', 60),
    );
    expect(verdict.words).toEqual([
      'Region 1: the write of key a at 0 ms · 100 took effect on store 1 after store 1 had published resolved ts 0 ms · 100 for Region 1 at 0.007 s',
      'Region 1: the write of key b at 0 ms · 60 took effect on store 1 after store 1 had published resolved ts 0 ms · 100 for Region 1 at 0.007 s',
    ]);
    expect(verdict.violations[0]).toMatchObject({ region: 1, store: 1, n: 8 });
  });

  it('holds a deposed leader to what a new leader of the Region writes', () => {
    const history = captured().resolved(1, 100, [1, 11]).write('a', 70, 'v', { store: 2, term: 6 });
    expect(judge(resolvedTsSafety, history).words[0]).toContain(
      'took effect on store 2 after store 1 had published',
    );
  });

  it('holds the claim on the keys when the Region is split afterwards', () => {
    const history = captured()
      .resolved(1, 100, [1, 11])
      .region(3, 2, 'split-new', ['', 'g'], 2)
      .write('c', 80, 'v', { region: 3, store: 2, version: 2 });
    expect(judge(resolvedTsSafety, history).words[0]).toContain('Region 3: the write of key c');
  });

  it('takes the smaller of the subscribed and the store’s range', () => {
    const history = captured()
      .subscribed(1, 1, 13, ['c', 'f'])
      .initialized(1, 1, 13)
      .resolved(1, 100, [1, 13])
      .write('b', 80)
      .write('x', 80, 'v', { region: 2 });
    expect(judge(resolvedTsSafety, history).words).toEqual([]);
    expect(judge(resolvedTsSafety, history.write('d', 80)).words).toHaveLength(1);
  });

  it('does not count a proposal that another leader’s entry replaced', () => {
    const history = captured()
      .proposed({ region: 1, index: 6, term: 5, key: 'a', ts: 80 })
      .resolved(1, 100, [1, 11])
      .applied(1, 2, 6, '6:1');
    expect(judge(resolvedTsSafety, history).words).toEqual([]);
  });

  it('reports a leader that publishes before it applies, even when a follower was faster', () => {
    const history = () =>
      captured().proposed({ region: 1, index: 6, key: 'a', ts: 80 }).applied(1, 2, 6, '5:1');
    expect(
      judge(resolvedTsSafety, history().applied(1, 1, 6, '5:1').resolved(1, 100, [1, 11])).words,
    ).toEqual([]);
    const verdict = judge(resolvedTsSafety, history().resolved(1, 100, [1, 11]).applied(1, 1, 6, '5:1'));
    expect(verdict.words).toHaveLength(1);
    expect(verdict.words[0]).toContain('took effect on store 1 after store 1 had published');
  });

  it('does not count the second application of a restarted store', () => {
    const history = captured()
      .write('a', 80)
      .resolved(1, 100, [1, 11])
      .recovered(1, 1, { term: 5, commit: 6, applied: 5, last: 6 })
      .applied(1, 1, 6, '5:6');
    expect(judge(resolvedTsSafety, history).words).toEqual([]);
  });

  it('reports a resolved ts that goes back, one before INITIALIZED, and one after the error', () => {
    expect(
      judge(resolvedTsSafety, captured().resolved(1, 100, [1, 11]).resolved(1, 90, [1, 11], [2, 12])).words,
    ).toEqual([
      'Region 1: store 1 published resolved ts 0 ms · 90 for request 11 after the larger 0 ms · 100',
    ]);
    expect(judge(resolvedTsSafety, captured().subscribed(1, 1, 20).resolved(1, 90, [1, 20])).words).toEqual([
      'Region 1: store 1 published resolved ts 0 ms · 90 for request 20 before its scan was complete',
    ]);
    const ended = captured().add({
      kind: 'cdc.error',
      store: 1,
      region: 1,
      requestId: 11,
      error: 'NotLeader',
    });
    expect(judge(resolvedTsSafety, ended.resolved(1, 90, [1, 11])).words).toEqual([
      'Region 1: store 1 published resolved ts 0 ms · 90 for request 11 after it had ended',
    ]);
    expect(judge(resolvedTsSafety, captured().resolved(1, 90, [1, 99])).words).toEqual([
      'Region 1: store 1 published resolved ts 0 ms · 90 for request 99 that never subscribed',
    ]);
  });

  it('lets a new subscription of the Region begin below the old one', () => {
    const history = captured()
      .resolved(1, 100, [1, 11])
      .add({ kind: 'cdc.error', store: 1, region: 1, requestId: 11, error: 'NotLeader' })
      .subscribed(1, 1, 21)
      .initialized(1, 1, 21)
      .resolved(1, 95, [1, 21]);
    expect(judge(resolvedTsSafety, history).words).toEqual([]);
  });

  it('reports INITIALIZED twice', () => {
    expect(judge(resolvedTsSafety, captured().initialized(1, 1, 11)).words).toEqual([
      'Region 1: store 1 said INITIALIZED for request 11 a second time',
    ]);
  });

  it('reports a row that is overtaken by a resolved ts, and one after the error', () => {
    expect(
      judge(resolvedTsSafety, captured().sent(1, 1, 11, 'a', 90).resolved(1, 100, [1, 11])).words,
    ).toEqual([]);
    expect(
      judge(resolvedTsSafety, captured().resolved(1, 100, [1, 11]).sent(1, 1, 11, 'a', 90)).words,
    ).toEqual([
      'Region 1: store 1 sent key a at 0 ms · 90 after resolved ts 0 ms · 100 on the same subscription',
    ]);
    const ended = captured().add({
      kind: 'cdc.error',
      store: 1,
      region: 1,
      requestId: 11,
      error: 'NotLeader',
    });
    expect(judge(resolvedTsSafety, ended.sent(1, 1, 11, 'a', 190)).words[0]).toContain('after it had ended');
  });

  it('leaves the recovery cluster out, whose keys are the same', () => {
    expect(judge(resolvedTsSafety, captured().resolved(1, 100, [1, 11]).mirrored('a', 20, 90)).words).toEqual(
      [],
    );
  });

  it('judges random histories like a list of all claims and all writes', () => {
    const rng = Rng.fromSeed(11);
    let wrong = 0;
    for (let round = 0; round < 120; round++) {
      const { history, expected } = randomHistory(rng);
      expect(judge(resolvedTsSafety, history).violations).toHaveLength(expected);
      if (expected > 0) wrong++;
    }
    expect(wrong).toBeGreaterThan(20);
    expect(wrong).toBeLessThan(120);
  });
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Random ranges, claims and writes; `expected` counts late writes by looking at every claim ever made. */
function randomHistory(rng: Rng): { history: TraceBuilder; expected: number } {
  const history = new TraceBuilder();
  const claims: { store: number; from: string; to: string; ts: number }[] = [];
  const covering = (key: string, ts: number, store: number | null) =>
    claims.some(
      (claim) =>
        (store === null || claim.store === store) &&
        claim.from <= key &&
        (claim.to === '' || key < claim.to) &&
        claim.ts >= ts,
    );
  const index = new Map<number, number>();
  const waiting: { region: number; index: number; key: string; ts: number; by: number; first: boolean }[] =
    [];
  let expected = 0;
  let clock = 100;
  let request = 1;
  for (let step = 0; step < 70; step++) {
    const region = rng.between(1, 3);
    const store = rng.between(1, 3);
    const from = rng.below(20);
    const range = [
      LETTERS[from] ?? 'a',
      rng.chance(1, 4) ? '' : (LETTERS[from + rng.between(1, 5)] ?? 'z'),
    ] as const;
    clock += 5;
    const what = rng.below(10);
    if (what < 2) {
      history
        .region(region, store, 'snapshot', range, 1)
        .subscribed(region, store, ++request)
        .initialized(region, store, request);
      history.resolved(store, clock - 60, [region, request]);
      claims.push({ store, from: range[0], to: range[1], ts: clock - 60 });
    } else if (what < 6) {
      const key = LETTERS[rng.below(26)] ?? 'a';
      const ts = rng.chance(1, 8) ? clock - rng.between(0, 200) : clock + rng.between(0, 20);
      const at = (index.get(region) ?? 5) + 1;
      index.set(region, at);
      history.proposed({ region, index: at, key, ts, store });
      waiting.push({ region, index: at, key, ts, by: store, first: true });
    } else if (waiting.length > 0) {
      // The oldest of one Region is applied, on its proposer or elsewhere first.
      const write = waiting.find((other) => other.region === region);
      if (write === undefined) continue;
      const elsewhere = write.first && rng.chance(1, 3);
      const on = elsewhere ? (write.by % 3) + 1 : write.by;
      history.applied(write.region, on, write.index, `5:${write.index}`);
      if (covering(write.key, write.ts, write.first ? null : on)) expected++;
      write.first = false;
      if (!elsewhere) waiting.splice(waiting.indexOf(write), 1);
    }
  }
  return { history, expected };
}
