import { describe, expect, test } from 'vitest';
import { checksum } from './checksum.ts';
import { decodeLink, encodeLink } from './codec.ts';
import type { ScenarioDoc } from './document.ts';
import { deflateAscii } from './deflate.ts';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import { libraryDoc } from './library/index.ts';
import { LIMITS } from './limits.ts';

const firstLight = libraryDoc('first-light') as ScenarioDoc;

async function errorOf(link: string): Promise<string> {
  const decoded = await decodeLink(link);
  return decoded.ok ? 'it was accepted' : decoded.error;
}

async function runLink(json: string, sum = checksum(json), version = 1): Promise<string> {
  const packed = await deflateAscii(`{"sum":"${sum}",${json.slice(1)}`);
  return `#/run/v${version}.${packed.ok ? encodeBase64Url(packed.value) : ''}`;
}

describe('a link of a library story', () => {
  test('is its id alone when nothing was changed', async () => {
    expect(await encodeLink(firstLight)).toEqual({ ok: true, value: '#/first-light' });
  });

  test('carries what the run is compared with, in the words of the headless runner', async () => {
    const view = {
      at: null,
      selection: 'link:az-1/az-2',
      versus: `--off R-SORT --set 'title=50 % & "more"'`,
    };
    const link = await encodeLink(firstLight, view);
    if (!link.ok) throw new Error(link.error);
    expect(link.value).toMatch(/^#\/first-light\?sel=link:az-1\/az-2&vs=--off%20R-SORT/);
    expect(await decodeLink(link.value)).toMatchObject({ ok: true, value: { view, ignored: [] } });
    expect(await decodeLink('#/first-light?vs=%07')).toMatchObject({ ok: false });
  });

  test('carries another seed, the moment and the selection', async () => {
    const link = await encodeLink({ ...firstLight, seed: 99 }, { at: 12_500_000, selection: 'region:3' });
    expect(link).toEqual({ ok: true, value: '#/first-light?seed=99&t=12.5s&sel=region:3' });
  });

  test('reads from a whole address, and says what it left out', async () => {
    const decoded = await decodeLink(
      'https://example.org/raftide/?x=1#/first-light?seed=7&sel=peer%3A3%402&theme=dark',
    );
    expect(decoded).toEqual({
      ok: true,
      value: {
        doc: { ...firstLight, seed: 7 },
        view: { at: null, selection: 'peer:3@2' },
        unmodified: true,
        ignored: ['theme'],
      },
    });
  });
});

describe('a link of an edited run', () => {
  const edited: ScenarioDoc = {
    ...firstLight,
    commands: [...firstLight.commands, { at: 70_000_000, do: 'splitRegion', region: 2 }],
  };

  test('is short enough for a chat message: captions stay in the library', async () => {
    const link = await encodeLink(edited);
    expect(link.ok ? link.value.length : Infinity).toBeLessThan(2_000);
    expect(link.ok ? await decodeLink(link.value) : link).toMatchObject({
      ok: true,
      value: { doc: edited, unmodified: false },
    });
  });

  test('carries captions that are its own', async () => {
    const reworded = { ...edited, title: 'Mine', beats: [] };
    const link = await encodeLink(reworded);
    expect(link.ok ? await decodeLink(link.value) : link).toMatchObject({
      ok: true,
      value: { doc: reworded },
    });
  });

  test('that is too large is refused when it is made', async () => {
    const noise = (i: number) => Array.from({ length: 20 }, (_, j) => checksum(`${i}/${j}`)).join('');
    const commands = Array.from({ length: 1_000 }, (_, i) => ({
      at: i,
      do: 'put' as const,
      key: 'k',
      value: noise(i),
    }));
    const link = await encodeLink({ ...firstLight, commands });
    expect(link.ok ? 'accepted' : link.error).toMatch(/^this run does not fit into a link/);
  });
});

describe('a link that cannot be read gets one line', () => {
  test.each([
    ['', 'link: expected something like #/first-light?seed=7, got ""'],
    [
      'https://example.org/',
      'link: expected something like #/first-light?seed=7, got "https://example.org/"',
    ],
    ['#/frist-light', 'link: no story "frist-light" (did you mean first-light?)'],
    ['#/toString', 'link: no story "toString"'],
    ['#/first-light?seed=-1', 'link: seed: expected a whole number, got "-1"'],
    [
      '#/first-light?seed=99999999999999999999',
      'link: seed: expected a whole number, got "99999999999999999999"',
    ],
    ['#/first-light?t=soon', 'link: t: expected a moment such as 12.5s within the first hour, got "soon"'],
    ['#/first-light?t=100h', 'link: t: expected a moment such as 12.5s within the first hour, got "100h"'],
    ['#/first-light?sel=<b>', 'link: sel: expected something like region:3, got "<b>"'],
    ['#/run/', 'link: expected #/run/v1.…, got "#/run/"'],
    ['#/run/v9.abcd', 'link: made by a newer Raftide (v9); this one reads up to v1'],
    ['#/run/v0.abcd', 'link: there is no version v0'],
    ['#/run/v1.', 'link: damaged or cut short: it does not unpack; ask for it again'],
    [
      '#/run/v1.####',
      'link: damaged or cut short: it is incomplete or has characters that do not belong there; ask for it again',
    ],
    ['#/run/v1.AAAA', 'link: damaged or cut short: it does not unpack; ask for it again'],
    [`#/run/v1.${'A'.repeat(LIMITS.linkChars)}`, 'link: 65545 characters, at most 65536 are read'],
  ])('%s', async (link, line) => {
    expect(await errorOf(link)).toBe(line);
  });

  test('when it was cut short anywhere', async () => {
    const link = await encodeLink({ ...firstLight, rate: 1 });
    const whole = link.ok ? link.value : '';
    for (let length = '#/run/v1.'.length; length < whole.length; length++) {
      expect(await errorOf(whole.slice(0, length))).toMatch(/^link: damaged or cut short/);
    }
  });

  test('when the run was altered and packed again', async () => {
    const json = '{"doc":{"v":1,"id":"x"}}';
    expect(await errorOf(await runLink(json))).toBe('it was accepted');
    expect(await errorOf(await runLink(json.replace('"x"', '"y"'), checksum(json)))).toBe(
      'link: damaged or cut short: its checksum does not match; ask for it again',
    );
  });

  test('when its document is no scenario', async () => {
    expect(await errorOf(await runLink('{"doc":{"v":1,"id":"x","cluster":{"replicas":9}}}'))).toBe(
      'link: cluster.replicas: expected a whole number from 1 to 7, got 9',
    );
    expect(await errorOf(await runLink('{"doc":7}'))).toBe(
      'link: damaged or cut short: its document is not of version 1; ask for it again',
    );
    expect(await errorOf(await runLink('{"x":7}'))).toBe(
      'link: damaged or cut short: it carries no scenario; ask for it again',
    );
    expect(await errorOf(await runLink('{"doc"'))).toBe(
      'link: damaged or cut short: it is not JSON; ask for it again',
    );
  });
});

test('base64url reads back what it wrote and nothing else', () => {
  for (const bytes of [[], [0], [255, 254], [1, 2, 3], [250, 0, 128, 7]]) {
    expect([...(decodeBase64Url(encodeBase64Url(Uint8Array.from(bytes))) ?? [])]).toEqual(bytes);
  }
  expect(encodeBase64Url(Uint8Array.from([251, 255]))).toBe('-_8');
  expect([decodeBase64Url('A'), decodeBase64Url('AB'), decodeBase64Url('+/8')]).toEqual([null, null, null]);
});
