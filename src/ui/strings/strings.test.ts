import { afterEach, describe, expect, it } from 'vitest';
import { en } from './en/index.ts';
import { enLater } from './en/later.ts';
import { say, speak } from './index.ts';
import { zh } from './zh/page/index.ts';

const english = { ...en, ...enLater };

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

  it('that are fetched later are said in the language that is spoken then', async () => {
    await speak('zh');
    const { say: all } = await import('./later.ts');
    expect(all.menu.inspect).toBe(zh.menu.inspect);
    await speak('en');
    expect(all.menu.inspect).toBe(enLater.menu.inspect);
    expect(zh.menu.inspect).not.toBe(enLater.menu.inspect);
  });

  it('have Chinese for all that English says, and for nothing else', () => {
    expect(leaves(zh)).toEqual(expect.arrayContaining(leaves(english)));
    expect(leaves(zh)).toHaveLength(leaves(english).length);
  });
});
