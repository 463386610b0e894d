import { expect, test } from 'vitest';
import { cli } from './testing.ts';

test('a rule is clean with it and caught without it, on every seed asked for', async () => {
  const { code, out, err } = await cli(['exhibit', 'R-FLUSH-LEADER', '--seeds', '0..1']);
  expect([code, err]).toEqual([0, '']);
  const [, row, sum] = out.split('\n');
  expect(row).toMatch(
    /^R-FLUSH-LEADER +h1-transfer-without-flush +clean on 2 +caught on 2 of 2 +.*causality 2/,
  );
  expect(sum).toBe('1 rule on seeds 0 to 1, 0 bad');
});

test('the same as JSON, with the guards that were to catch it', async () => {
  const { out } = await cli(['exhibit', 'R-FLUSH-LEADER', '--seeds', '3', '--json']);
  expect(JSON.parse(out)).toEqual({
    seeds: { from: 3, to: 3 },
    ok: true,
    exhibits: [
      {
        rule: 'R-FLUSH-LEADER',
        story: 'h1-transfer-without-flush',
        guards: ['causality', 'read-your-writes'],
        on: { runs: 1, violated: [] },
        off: { runs: 1, missed: [], by: { 'stamped-under-leadership': 1, causality: 1 } },
      },
    ],
  });
});
