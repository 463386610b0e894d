import { expect, test } from 'vitest';
import { engineAt, FIRST_LIGHT } from './testing.ts';

test('a zone goes down and comes up as a whole, clients excepted; what changes nothing is refused', () => {
  const engine = engineAt(FIRST_LIGHT, 2_000_000);
  const health = () =>
    engine
      .frame()
      .processes.filter((row) => row.az === 'az-1')
      .map((row) => `${row.kind} ${row.health}`);
  expect(engine.impossible({ do: 'restartAz', az: 'az-1' })).toBe('nothing is down in zone az-1');
  expect(engine.impossible({ do: 'killAz', az: 'az-9' })).toBe(
    'there is no zone "az-9"; there are az-1, az-2, az-3, dr',
  );
  expect(engine.act({ do: 'killAz', az: 'az-1' })).toMatchObject({ ok: true });
  expect(health()).toContain('store down');
  expect(health().filter((each) => each.endsWith(' up'))).toEqual(['client up']);
  expect(engine.impossible({ do: 'killAz', az: 'az-1' })).toBe('nothing runs in zone az-1');
  engine.advance(4_000_000);
  expect(engine.act({ do: 'restartAz', az: 'az-1' })).toMatchObject({ ok: true });
  engine.advance(6_000_000);
  expect(health().filter((each) => !each.endsWith(' up'))).toEqual([]);
  expect(engine.violations).toEqual([]);
});
