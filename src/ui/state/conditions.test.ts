import { expect, it } from 'vitest';
import { conditionText, parseCondition } from './conditions.ts';

it('reads conditions from text and writes them again', () => {
  for (const text of [
    'leader',
    'leader region=3',
    'violation',
    'caption',
    'lag checkpoint 500ms',
    'log split Region 2',
  ])
    expect(parseCondition(text)).toSatisfy((read) => read.ok && conditionText(read.value) === text);
  expect(parseCondition('lag write 2s')).toEqual({
    ok: true,
    value: { on: 'lag', of: 'write', aboveMs: 2_000 },
  });
  for (const text of ['', 'leader of 3', 'violation now', 'lag', 'lag sink 5ms', 'lag write soon', 'log'])
    expect(parseCondition(text)).toMatchObject({ ok: false, error: expect.stringContaining('condition') });
});
