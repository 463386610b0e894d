import { afterEach, describe, expect, it } from 'vitest';
import { en } from './en/index.ts';
import { say, speak } from './index.ts';
import { zh } from './zh/page/index.ts';

/** Paths of all leaves, e.g. `map.down`. */
function leaves(group: object, path = ''): string[] {
  return Object.entries(group).flatMap(([name, said]: [string, unknown]) =>
    typeof said === 'object' && said !== null ? leaves(said, `${path}${name}.`) : [`${path}${name}`],
  );
}

afterEach(() => speak('en'));

describe('the words of the page', () => {
  it('exchange in place, so that whoever reads them draws the new language', async () => {
    expect(say.map.down).toBe(en.map.down);
    await speak('zh');
    expect(say.map.down).toBe('宕机');
    expect(say.map.storeName(3)).toBe('store 3');
    await speak('en');
    expect(say.map.down).toBe(en.map.down);
  });

  it('have Chinese for all that English says, and for nothing else', () => {
    expect(leaves(zh)).toEqual(expect.arrayContaining(leaves(en)));
    expect(leaves(zh)).toHaveLength(leaves(en).length);
  });
});
