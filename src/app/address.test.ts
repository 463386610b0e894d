import { describe, expect, it } from 'vitest';
import { DEFAULT_STORY } from '../scenario/library/index.ts';
import { readAddress } from './address.ts';

describe('readAddress', () => {
  it('opens the default story when the address says nothing', async () => {
    for (const href of ['http://host/', 'http://host/#', 'http://host/#/']) {
      expect(await readAddress(href)).toMatchObject({
        ok: true,
        value: { doc: { id: DEFAULT_STORY }, view: { at: null, selection: null } },
      });
    }
  });

  it('opens a story at a moment with a selection', async () => {
    expect(await readAddress('http://host/path/#/first-light?t=12.5s&sel=region:3')).toMatchObject({
      ok: true,
      value: { doc: { id: 'first-light' }, view: { at: 12_500_000, selection: 'region:3' } },
    });
  });

  it('says in one line what is wrong with a bad link', async () => {
    for (const href of [
      'http://host/#/no-such-story',
      'http://host/#/run/v1.abcdef',
      'http://host/#/first-light?t=soon',
    ]) {
      const read = await readAddress(href);
      expect(read.ok).toBe(false);
      if (!read.ok) expect(read.error.split('\n')).toHaveLength(1);
    }
  });
});
