import { describe, expect, test } from 'vitest';
import type { ScenarioDoc } from './document.ts';
import { libraryDoc } from './library/index.ts';
import { parseScenario } from './parse.ts';
import { setPath, setPaths } from './set.ts';

const doc = libraryDoc('rawkv-case-1') as ScenarioDoc;

function after(assignment: string): ScenarioDoc {
  const result = setPath(doc, assignment);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function errorOf(assignment: string, start = doc): string {
  const result = setPath(start, assignment);
  return result.ok ? 'it was accepted' : result.error;
}

describe('setting a field', () => {
  test('reaches the first workload without an index', () => {
    expect(after('workload.threads=400').workload[0]?.threads).toBe(400);
  });

  test('reaches a workload by index, in both spellings', () => {
    expect(after('workload.0.keys=1000').workload[0]).toMatchObject({ keys: 1000 });
    expect(after('workload[0].keys=1000').workload[0]).toMatchObject({ keys: 1000 });
  });

  test('takes durations where a field is in µs, and plain µs', () => {
    expect(after('config.raft.tickUs=300ms').config.raft.tickUs).toBe(300_000);
    expect(after('config.raft.tickUs=250000').config.raft.tickUs).toBe(250_000);
    expect(after('untilUs=2m').untilUs).toBe(120_000_000);
  });

  test('takes truth values, text, lists and null', () => {
    expect(after('config.raft.preVote=false').config.raft.preVote).toBe(false);
    expect(after('title=12').title).toBe('12');
    expect(after('rules.off=R-SORT,R-SUICIDE').rules.off).toEqual(['R-SORT', 'R-SUICIDE']);
    expect(after('cluster.splitKeys=["g","m"]').cluster.splitKeys).toEqual(['g', 'm']);
    expect(after('cluster.changefeeds[0].after=workload').cluster.changefeeds[0]?.after).toBe('workload');
  });

  test('of several fields needs to make sense only in the end', () => {
    const faster = ['config.raft.tickUs=50ms', 'config.raft.leaderLeaseUs=450ms'];
    expect(setPath(doc, faster[0] ?? '').ok).toBe(false);
    expect(setPaths(doc, faster)).toMatchObject({
      ok: true,
      value: { config: { raft: { tickUs: 50_000, leaderLeaseUs: 450_000 } } },
    });
    expect(setPaths(doc, ['untilUs=2s', 'untilUs=3000000'])).toMatchObject({
      ok: true,
      value: { untilUs: 3_000_000 },
    });
    expect(setPaths(doc, ['untilUs=2s', 'untill=1'])).toMatchObject({
      ok: false,
      error: 'untill=1: untill: there is no such field (did you mean untilUs?)',
    });
  });

  test('leaves the document that it started from as it was', () => {
    const before = JSON.stringify(doc);
    after('workload.threads=400');
    expect(JSON.stringify(doc)).toBe(before);
  });
});

describe('a setting that makes no sense gets one line', () => {
  const bare = parseScenario({ v: 1, id: 'x' });

  test.each([
    ['workload.thread=4', 'workload[0].thread: there is no such field (did you mean threads?)'],
    ['config.raft.tick=1', 'config.raft.tick: there is no such field (did you mean tickUs'],
    ['tickUs=300ms', 'tickUs: there is no such field (did you mean config.raft.tickUs?)'],
    ['zzzzzz=1', 'zzzzzz: there is no such field; a scenario has v, id, title, '],
    ['workload.7.threads=1', 'workload: expected an index below 1, got 7'],
    ['seed.x=1', 'seed: is 1, it has no field "x"'],
    ['workload.threads', 'expected path=value such as workload.threads=400, got "workload.threads"'],
    ['=4', 'expected path=value such as workload.threads=400, got "=4"'],
    ['workload.threads=many', 'workload[0].threads: expected a whole number from 1 to 1000, got "many"'],
    ['workload.threads=5000', 'workload[0].threads: expected a whole number from 1 to 1000, got 5000'],
    [
      'config.raft.tickUs=soon',
      'config.raft.tickUs: expected µs from 1000 to 3600000000 or a duration such as "300ms", got "soon"',
    ],
    ['cluster.replicas=3', 'cluster.replicas: expected at most 1, one per store, got 3'],
    ['__proto__.x=1', '__proto__: there is no such field'],
    ['constructor=1', 'constructor: there is no such field'],
  ])('%s', (assignment, line) => {
    const error = errorOf(assignment);
    expect(error.startsWith(line), error).toBe(true);
  });

  test('when there is no workload to set', () => {
    expect(bare.ok ? errorOf('workload.threads=4', bare.value) : '').toBe(
      'workload: this scenario has none, so threads cannot be set',
    );
  });
});
