import { Rng } from '../src/base/rng.ts';
import { badLinks } from '../src/scenario/testing.ts';
import type { Page } from '@playwright/test';
import {
  act,
  expect,
  frameOf,
  momentOf,
  open,
  openAt,
  pause,
  test,
  typeIntoPalette,
  upstream,
} from './helpers.ts';

/** The page must say what is wrong, show the default story, and go on. */
async function expectBanner(page: Page, words: RegExp): Promise<void> {
  await expect(page.getByRole('alert')).toContainText(words);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('First light');
  const from = (await frameOf(page)).traceLength;
  await expect.poll(async () => (await frameOf(page)).traceLength).toBeGreaterThan(from);
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
}

/** A link of an edited run, to be spoilt. */
async function editedLink(page: Page): Promise<{ head: string; payload: string; tail: string }> {
  await openAt(page, 'first-light', '3s');
  expect(await act(page, 'kill process=capture-b')).toBe('');
  const link = await page.evaluate(async () => {
    const made = await window.raftide.link();
    return made.ok ? made.value : '';
  });
  const found = /^(.*#\/run\/v1\.)([\w-]+)(.*)$/.exec(link);
  if (found === null) throw new Error(`not a link of an edited run: ${link}`);
  const [, head = '', payload = '', tail = ''] = found;
  await page.goto('about:blank');
  return { head, payload, tail };
}

test('an unknown story gets a banner, and the default story plays', async ({ page }) => {
  await open(page, '#/no-such-story');
  await expectBanner(page, /no story "no-such-story"/);
});

test('a story that is nearly right is named', async ({ page }) => {
  await open(page, '#/first-ligth');
  await expectBanner(page, /first-light/);
});

test('a truncated link gets a banner', async ({ page }) => {
  const { head, payload } = await editedLink(page);
  await open(page, head + payload.slice(0, Math.floor(payload.length / 2)));
  await expectBanner(page, /link/);
});

test('a tampered link gets a banner, whichever character was changed', async ({ page }) => {
  const { head, payload, tail } = await editedLink(page);
  for (const share of [0.1, 0.5, 0.9]) {
    const at = Math.floor(payload.length * share);
    const other = payload[at] === 'A' ? 'B' : 'A';
    await page.goto('about:blank');
    await open(page, head + payload.slice(0, at) + other + payload.slice(at + 1) + tail);
    await expectBanner(page, /link/);
  }
});

test('a link from a newer Raftide, an empty one and an oversized one get a banner', async ({ page }) => {
  for (const bad of ['#/run/v99.AAAA', '#/run/v1.', '#/run/', `#/run/v1.${'A'.repeat(300_000)}`]) {
    await page.goto('about:blank');
    await open(page, bad);
    await expectBanner(page, /link/);
  }
});

test('a link with a bad moment or seed gets a banner', async ({ page }) => {
  for (const bad of ['#/first-light?t=soon', '#/first-light?seed=minus']) {
    await page.goto('about:blank');
    await open(page, bad);
    await expectBanner(page, /link/);
  }
});

test('an impossible action is refused in one line, and nothing else happens', async ({ page }) => {
  await openAt(page, 'first-light', '5s');
  const frame = await frameOf(page);
  const [first, , third] = upstream(frame).map((region) => region.id);
  const before = await momentOf(page);
  const document = await page.evaluate(() => window.raftide.link());

  const impossible = [
    [`mergeRegion region=${first} target=${third}`, /adjacent|neighbour/i],
    [`transferLeader region=${first} store=99`, /store/i],
    ['splitRegion region=9999', /Region 9999/],
    ['restart process=store-1', /running/],
    ['kill process=nobody', /nobody/],
    ['conjure region=1', /conjure/],
    ['splitRegion', /region/],
  ] as const;
  for (const [action, words] of impossible) {
    const refusal = await act(page, action);
    expect(refusal, action).toMatch(words);
    expect(refusal, action).not.toContain('\n');
    expect(await momentOf(page), action).toEqual(before);
  }
  expect(await page.evaluate(() => window.raftide.link())).toEqual(document);
});

test('an impossible action typed into the palette is told on the page', async ({ page }) => {
  await openAt(page, 'first-light', '5s');
  const before = await momentOf(page);
  await typeIntoPalette(page, 'transferLeader region=4 store=99');
  await expect(page.getByRole('status')).toContainText(/store/i);
  expect(await momentOf(page)).toEqual(before);
});

test('a bad document or moment given to a script is a failure, not a throw', async ({ page }) => {
  await open(page);
  await pause(page);
  const answers = await page.evaluate(async () => [
    await window.raftide.load('nowhere'),
    await window.raftide.load({ v: 1, id: 'x', workload: 'all of it' }),
    await window.raftide.seek('yesterday'),
  ]);
  for (const answer of answers) {
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(answer.error).toMatch(/\S/);
  }
  await expect(page.getByRole('heading', { level: 1 })).toContainText('First light');
});

test('sixty bad links one after another, of every kind, never blank the page', async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  // As long as an address bar holds; the longest are a matter of the decoder alone.
  const links = (await badLinks(Rng.fromSeed(11), 66)).filter(({ link }) => link.length < 40_000);
  expect(links.length).toBeGreaterThan(55);
  for (const { kind, link } of links) {
    const shown = await page.evaluate(async (address) => {
      location.hash = address.replace(/^#?/, '#');
      await new Promise((opened) => setTimeout(opened, 60));
      await window.raftide.pause();
      const frame = await window.raftide.frame();
      return {
        stores: frame?.stores.length ?? 0,
        title: document.querySelector('h1')?.textContent ?? '',
        banner: document.querySelector('[role=alert]')?.textContent ?? '',
        crash: document.querySelector('[role=alertdialog]')?.textContent ?? '',
      };
    }, link);
    const what = `${kind}: ${link.slice(0, 120)}`;
    expect(shown.stores, what).toBeGreaterThan(0);
    expect(shown.title, what).not.toBe('');
    expect(shown.banner, what).not.toContain('undefined');
    expect(shown.crash, what).toBe('');
  }
  // It still does what it is for.
  await page.goto('./#/first-light?seed=3');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('First light');
  const from = (await frameOf(page)).at;
  await page.evaluate(() => window.raftide.play());
  await expect.poll(async () => (await frameOf(page)).at).toBeGreaterThan(from);
});
