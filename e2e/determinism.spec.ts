import type { Page } from '@playwright/test';
import { goldens } from './goldens.ts';
import { expect, momentOf, open, pause, seek, test } from './helpers.ts';

test('there is a golden file for each story', () => {
  expect(goldens.map((golden) => golden.scenario)).toContain('first-light');
  expect(goldens.length).toBeGreaterThanOrEqual(7);
});

/** These are gone back and forth in; of the others it is enough that they are the same, also after going back once. */
const THOROUGH = ['first-light', 'rawkv-case-3-2-merge', 'txn-bank'];
const GROUP = 6;

for (const golden of goldens.filter(({ scenario }) => THOROUGH.includes(scenario))) {
  test(`${golden.scenario} is in Chromium what it is in Node, after any seeks too`, async ({ page }) => {
    await open(page);
    await load(page, golden.scenario);
    await seek(page, golden.untilMs / 1_000);
    expect(await outcome(page)).toEqual({ fingerprint: golden.fingerprint, events: golden.events });

    // On its way through the run the engine compares every replayed record with the recorded one.
    for (const share of shares(golden.fingerprint)) {
      await seek(page, (share * golden.untilMs) / 1_000);
      const there = await momentOf(page);
      await seek(page, golden.untilMs / 1_000);
      expect((await outcome(page)).fingerprint).toBe(golden.fingerprint);
      await seek(page, (share * golden.untilMs) / 1_000);
      expect(await momentOf(page)).toEqual(there);
    }
    await seek(page, golden.untilMs / 1_000);
    expect(await outcome(page)).toEqual({ fingerprint: golden.fingerprint, events: golden.events });
  });
}

const others = goldens.filter(({ scenario }) => !THOROUGH.includes(scenario));
for (let first = 0; first < others.length; first += GROUP) {
  const group = others.slice(first, first + GROUP);
  const names = group.map(({ scenario }) => scenario).join(', ');
  test(`in Chromium as in Node: ${names}`, async ({ page }) => {
    await open(page);
    for (const golden of group) {
      await load(page, golden.scenario);
      await seek(page, golden.untilMs / 1_000);
      const expected = { fingerprint: golden.fingerprint, events: golden.events };
      expect(await outcome(page), golden.scenario).toEqual(expected);
      await seek(page, ((shares(golden.fingerprint)[0] ?? 0) * golden.untilMs) / 1_000);
      await seek(page, golden.untilMs / 1_000);
      expect(await outcome(page), golden.scenario).toEqual(expected);
    }
  });
}

test('played in whatever frames the machine allows, a story is the same', async ({ page }) => {
  const golden = goldens.find((each) => each.scenario === 'first-light');
  if (golden === undefined) throw new Error('no golden file of first-light');
  await open(page);
  await load(page, golden.scenario);
  await page.evaluate(() => window.raftide.play(1_000));
  await expect
    .poll(() => page.evaluate(async () => (await window.raftide.frame())?.at ?? 0))
    .toBeGreaterThan(golden.untilMs * 1_000);
  await pause(page);
  await seek(page, golden.untilMs / 1_000);
  expect((await outcome(page)).fingerprint).toBe(golden.fingerprint);
});

async function load(page: Page, story: string): Promise<void> {
  expect((await page.evaluate((id) => window.raftide.load(id), story)).ok).toBe(true);
}

async function outcome(page: Page): Promise<{ fingerprint: string; events: number }> {
  const { fingerprint, events } = await page.evaluate(() => window.raftide.report());
  return { fingerprint, events };
}

/** Four places in the run, different for each story and always the same. */
function shares(hex: string): readonly number[] {
  return [0, 4, 8, 12].map((at) => parseInt(hex.slice(at, at + 4), 16) / 0x10000);
}
