import { expect, test } from 'vitest';
import { setPaths } from '../scenario/set.ts';
import { engineOf, storyOf } from './testing.ts';

test('the locks that a dead client left are on the tide and in the detail of their Region, and count', () => {
  const engine = engineOf(storyOf('txn-lock-holds-resolved-ts'), false);
  engine.advance(5_900_000);
  const held = engine
    .frame()
    .regions.filter((row) => row.inFlight.some(({ lock }) => lock === 'transaction'));
  expect(held.length).toBeGreaterThan(0);
  for (const row of held) {
    expect(row.inFlightTotal).toBe(row.inFlight.length);
    expect(row.inFlight.map(({ ts }) => ts)).toEqual(row.inFlight.map(({ ts }) => ts).sort((a, b) => a - b));
    const [oldest] = row.inFlight;
    expect(oldest?.key).toMatch(/^t1_r\d/);
    expect(oldest?.sinceUs).toBeGreaterThan(1_000_000);
    expect(row.heldBy).toContain('transaction lock of start ts');
    const facts = engine.inspect(`region:${row.id}`)?.facts ?? [];
    expect(facts.filter(({ group }) => group === 'transaction locks').length).toBeGreaterThan(0);
  }
});

test('workloads are dealt out to all clients, and the report counts what each of them did', () => {
  const doc = setPaths(storyOf('txn-bank'), ['cluster.clients=2']);
  if (!doc.ok) throw new Error(doc.error);
  const [bank] = doc.value.workload;
  if (bank?.kind !== 'bank') throw new Error('no bank');
  const workload = [bank, { ...bank, id: 'second' }];
  const engine = engineOf({ ...doc.value, workload }, false);
  engine.advance(2_000_000);
  const totals = ['client-1', 'client-2'].map((id) =>
    Number(engine.inspect(`process:${id}`)?.facts.find(({ name }) => name === 'issued')?.value),
  );
  expect(Math.min(...totals)).toBeGreaterThan(0);
  expect(engine.report().workload.issued).toBe(totals.reduce((sum, issued) => sum + issued));
  expect(engine.frame().workloads.map(({ id }) => id)).toEqual([bank.id, 'second']);
});

test('a store says how long its writes were in the storage layer before they were proposed', () => {
  const engine = engineOf(storyOf('rawkv-case-3-1-split'), false);
  const cost = () => engine.frame().stores.find(({ id }) => id === 1)?.preProposeUs;
  expect(cost()).toBeNull();
  engine.advance(2_000_000);
  const { p50Ms = 0 } = engine.report().latency.prePropose ?? {};
  expect(p50Ms).toBeGreaterThan(0);
  expect(Math.abs((cost() ?? 0) / 1_000 - p50Ms)).toBeLessThan(p50Ms);
});
