import { describe, expect, it } from 'vitest';
import { Rng } from '../../../base/rng.ts';
import type { SingleSpec } from '../operations/single.ts';
import { ycsbKey, YcsbWorkload } from './ycsb.ts';
import type { YcsbSpec } from './ycsb.ts';

const RECORDS = 200;
const OPERATIONS = 20_000;

function workload(mix: YcsbSpec['mix'], more: Partial<YcsbSpec> = {}): YcsbWorkload {
  const spec: YcsbSpec = {
    ...{ kind: 'ycsb', id: 'y', threads: 1, startAtUs: 0, mix, records: RECORDS, fields: 2, fieldBytes: 50 },
    ...{ operations: OPERATIONS, endAtUs: 0, targetOpsPerS: 0, arrivals: 'even', ...more },
  };
  return new YcsbWorkload(spec, { firstThread: 0, run: 0 });
}

/** What a thread whose operations are all acknowledged at once does: the load, then the mix. */
function run(mix: YcsbSpec['mix']): { load: SingleSpec[]; ops: SingleSpec[] } {
  const subject = workload(mix);
  const rng = Rng.fromSeed(11);
  const load: SingleSpec[] = [];
  const ops: SingleSpec[] = [];
  for (let made = 0; ;) {
    const move = subject.next(0, made, 0, () => rng);
    if (move.type === 'done') return { load, ops };
    if (move.type === 'meet') {
      subject.released = true;
      continue;
    }
    const op = move.op as SingleSpec;
    (subject.released ? ops : load).push(op);
    made++;
    subject.onEnded(0, op, 'acked');
  }
}

const share = (ops: readonly SingleSpec[], op: string) =>
  ops.filter((each) => each.op === op).length / ops.length;

/** How often each key was named, most often first. */
function popularity(ops: readonly SingleSpec[]): number[] {
  const seen = new Map<string, number>();
  for (const { key } of ops) seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen.values()].toSorted((a, b) => b - a);
}

const LOADED = Array.from({ length: RECORDS }, (_, record) => ycsbKey(record));

describe('YCSB', () => {
  it.each(['a', 'b', 'c', 'd', 'f'] as const)('%s loads every record once, at its full size', (mix) => {
    const { load } = run(mix);
    expect(load.map(({ key }) => key)).toEqual(LOADED);
    expect(new Set(load.map(({ op, value }) => `${op} ${value?.length ?? 0}`))).toEqual(new Set(['put 100']));
  });

  it.each([
    ['a', 0.5],
    ['b', 0.95],
    ['c', 1],
  ] as const)('%s reads this share of its operations, and updates with the rest', (mix, reads) => {
    const { ops } = run(mix);
    expect(ops).toHaveLength(OPERATIONS);
    expect(share(ops, 'get')).toBeGreaterThanOrEqual(reads - 0.01);
    expect(share(ops, 'get')).toBeLessThanOrEqual(reads + 0.01);
    expect(share(ops, 'get') + share(ops, 'put')).toBeCloseTo(1, 9);
    // Updates are of records that are there.
    const loaded = new Set(LOADED);
    expect(ops.every(({ key }) => loaded.has(key))).toBe(true);
  });

  it.each(['b', 'c', 'f'] as const)('%s prefers few records: zipfian', (mix) => {
    const counts = popularity(run(mix).ops.filter(({ op }) => op === 'get'));
    const total = counts.reduce((sum, count) => sum + count, 0);
    // Scrambled over 10^10 items (facts 8.4.5): the hottest has 3.78 %, and what else hashes onto it.
    expect((counts[0] ?? 0) / total).toBeGreaterThan(0.034);
    expect((counts[0] ?? 0) / total).toBeLessThan(0.06);
    expect((counts[0] ?? 0) / (counts[RECORDS / 2] ?? 1)).toBeGreaterThan(5);
  });

  it('d inserts new records with a twentieth of its operations, and reads the latest most', () => {
    const { ops } = run('d');
    const inserts = ops.filter(({ op }) => op === 'put');
    expect(inserts.length / ops.length).toBeGreaterThan(0.04);
    expect(inserts.length / ops.length).toBeLessThan(0.06);
    expect(inserts.map(({ key }) => key)).toEqual(inserts.map((_, i) => ycsbKey(RECORDS + i)));
    // Of each read: how many records are newer than the one it names.
    const records = new Map(LOADED.map((key, record) => [key, record]));
    let newest = RECORDS;
    const ages: number[] = [];
    for (const { op, key } of ops) {
      if (op === 'put') records.set(key, newest++);
      else ages.push(newest - 1 - (records.get(key) ?? Number.NaN));
    }
    expect(ages.every((age) => age >= 0)).toBe(true);
    const young = ages.filter((age) => age < 10).length / ages.length;
    expect(young).toBeGreaterThan(0.3);
    expect(young).toBeLessThan(0.5);
    expect(ages.filter((age) => age === 0).length).toBeGreaterThan(ages.filter((age) => age === 1).length);
  });

  it('f follows half of its reads by a write of the same key', () => {
    const { ops } = run('f');
    const writes = ops.flatMap(({ op }, i) => (op === 'put' ? [i] : []));
    const reads = ops.length - writes.length;
    expect(reads).toBe(OPERATIONS);
    expect(writes.length / reads).toBeGreaterThan(0.48);
    expect(writes.length / reads).toBeLessThan(0.52);
    for (const i of writes) expect(ops[i - 1]).toMatchObject({ op: 'get', key: ops[i]?.key });
  });

  it('no two writes of a run have the same value, and a restarted client writes others', () => {
    const { load, ops } = run('f');
    const values = [...load, ...ops].flatMap(({ value }) => (value === null ? [] : [value]));
    expect(new Set(values).size).toBe(values.length);
    const again = workload('f')
      .anew(1)
      .next(0, 0, 0, () => Rng.fromSeed(1));
    expect(again.type === 'op' && !values.includes((again.op as SingleSpec).value ?? '')).toBe(true);
  });

  it('keeps to its target, and catches up after it was held up', () => {
    const paced = workload('b', { targetOpsPerS: 100 });
    paced.released = true;
    const rng = Rng.fromSeed(1);
    expect(paced.nextDueUs(0, 500, () => rng)).toBe(10_000);
    expect(paced.nextDueUs(0, 50_000, () => rng)).toBe(10_000);
  });
});
