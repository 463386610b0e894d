import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import { stateMachineSafety } from './state-machine-safety.ts';
import { judge, TraceBuilder } from './testing.ts';

const trace = () => new TraceBuilder();

describe('state machine safety', () => {
  it('accepts the same entries on all stores, in any batches', () => {
    const verdict = judge(
      stateMachineSafety,
      trace()
        .applied(1, 1, 6, '5:1 5:2 6:3')
        .applied(1, 2, 6, '5:1')
        .applied(1, 2, 7, '5:2 6:3')
        .applied(1, 3, 6, '5:1'),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(4 + 4);
  });

  it('reports two commands at one index, naming both stores', () => {
    const verdict = judge(
      stateMachineSafety,
      trace().applied(3, 1, 6, '5:1 5:2').applied(3, 2, 6, '5:1 6:8'),
    );
    expect(verdict.words).toEqual([
      'Region 3: store 2 applied another command at entry 7 (term 6) than store 1 (term 5)',
    ]);
    expect(verdict.violations[0]).toMatchObject({ check: 'state-machine-safety', region: 3, store: 2, n: 1 });
  });

  it('tells equal indexes of different Regions apart', () => {
    expect(judge(stateMachineSafety, trace().applied(3, 1, 6, '5:1').applied(4, 1, 6, '5:2')).words).toEqual(
      [],
    );
  });

  it('reports a skipped entry and one applied twice', () => {
    expect(judge(stateMachineSafety, trace().applied(1, 1, 6, '5:1').applied(1, 1, 9, '5:4')).words).toEqual([
      'Region 1: store 1 skipped entries 7 to 8: it applied entry 9 next',
    ]);
    expect(
      judge(stateMachineSafety, trace().applied(1, 1, 6, '5:1 5:2').applied(1, 1, 7, '5:2')).words,
    ).toEqual(['Region 1: store 1 applied entry 7 again or out of order, entry 8 was next']);
  });

  it('lets a snapshot jump ahead, not back, and not onto another entry', () => {
    const start = () => trace().applied(1, 1, 6, '5:1 5:2 6:3 6:4');
    expect(judge(stateMachineSafety, start().snapshot(1, 2, 8, 6).applied(1, 2, 9, '6:4')).words).toEqual([]);
    expect(judge(stateMachineSafety, start().snapshot(1, 1, 7, 5)).words).toEqual([
      'Region 1: a snapshot took store 1 back from entry 9 to entry 7',
    ]);
    expect(judge(stateMachineSafety, start().snapshot(1, 2, 8, 5)).words).toEqual([
      'Region 1: store 2 took a snapshot that ends with entry 8 of term 5, where the entry of term 6 was applied',
    ]);
    expect(judge(stateMachineSafety, start().applied(1, 2, 8, '6:3')).words).toEqual([
      'Region 1: store 2 skipped entries 6 to 7: it applied entry 8 next',
    ]);
  });

  it('lets a restarted store apply again what it had not flushed, if it is the same', () => {
    const start = () =>
      trace().applied(1, 1, 6, '5:1 5:2').recovered(1, 1, { term: 5, commit: 7, applied: 6, last: 7 });
    expect(judge(stateMachineSafety, start().applied(1, 1, 7, '5:2 5:3')).words).toEqual([]);
    expect(judge(stateMachineSafety, start().applied(1, 1, 8, '5:3')).words).toHaveLength(1);
    expect(judge(stateMachineSafety, start().applied(1, 1, 7, '5:9')).words).toEqual([
      'Region 1: store 1 applied another command at entry 7 than before its restart',
    ]);
  });

  it('reports a store that restarts with more applied than it ever did', () => {
    const verdict = judge(
      stateMachineSafety,
      trace().applied(1, 1, 6, '5:1').recovered(1, 1, { term: 5, commit: 9, applied: 8, last: 9 }),
    );
    expect(verdict.words[0]).toContain(
      'restarted with entries applied up to 8, but had applied only up to 6',
    );
  });

  it('judges random histories like a list of everything applied', () => {
    const rng = Rng.fromSeed(20);
    let wrong = 0;
    for (let round = 0; round < 150; round++) {
      const history = trace();
      const seen: { region: number; store: number; index: number; term: number; digest: number }[] = [];
      const last = new Map<string, number>();
      const first = new Map<number, number>();
      let expected = 0;
      for (let step = 0; step < 40; step++) {
        const region = rng.between(1, 2);
        const store = rng.between(1, 3);
        const name = `${region}/${store}`;
        const next = (last.get(name) ?? (first.get(region) ?? 6) - 1) + 1;
        const from = rng.chance(1, 60) ? next + rng.between(1, 3) : next;
        const entries: string[] = [];
        if (!first.has(region)) first.set(region, from);
        else if (from !== next) expected++;
        for (let index = from; index < from + rng.between(1, 4); index++) {
          const digest = rng.chance(1, 80) ? -index : index * 7;
          const term = 5 + Math.floor(index / 9);
          const earlier = seen.find((other) => other.region === region && other.index === index);
          if (earlier === undefined) seen.push({ region, store, index, term, digest });
          else if (earlier.digest !== digest || earlier.term !== term) expected++;
          entries.push(`${term}:${digest}`);
        }
        if (entries.length === 0) continue;
        last.set(name, from + entries.length - 1);
        history.applied(region, store, from, entries.join(' '));
      }
      expect(judge(stateMachineSafety, history).violations).toHaveLength(expected);
      if (expected > 0) wrong++;
    }
    // Both outcomes must have been tried.
    expect(wrong).toBeGreaterThan(20);
    expect(wrong).toBeLessThan(150);
  });
});
