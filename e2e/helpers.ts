import { test as base, expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Frame, RegionRow } from '../src/model/frame.ts';
// For the type of `window.raftide`.
import type {} from '../src/app/api.ts';

export { expect };

/** Every test fails on an error that the page threw or printed, whatever else it looks at. */
export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ context }, use) => {
      const troubles: string[] = [];
      context.on('weberror', (error) => troubles.push(`thrown: ${error.error().message}`));
      context.on('console', (message) => {
        if (message.type() === 'error') troubles.push(`printed: ${message.text()}`);
      });
      await use();
      expect(troubles).toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens the page at `hash` (`#/first-light`, or a whole link) and waits until a run stands on it. */
export async function open(page: Page, hash = ''): Promise<void> {
  await page.goto(hash.startsWith('http') ? hash : `./${hash}`);
  await page.waitForFunction(() => 'raftide' in window);
  await page.evaluate(async () => {
    await window.raftide.ready;
    await document.fonts.ready;
  });
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeEnabled();
}

/** Opens a story and holds it at a moment. */
export async function openAt(page: Page, story: string, at: string): Promise<void> {
  await open(page, `#/${story}`);
  await pause(page);
  await seek(page, at);
}

export async function pause(page: Page): Promise<void> {
  await page.evaluate(() => window.raftide.pause());
}

export async function seek(page: Page, at: string | number): Promise<void> {
  const error = await page.evaluate(async (where) => {
    const sought = await window.raftide.seek(where);
    await window.raftide.idle();
    return sought.ok ? '' : sought.error;
  }, at);
  expect(error).toBe('');
}

export async function frameOf(page: Page): Promise<Frame> {
  const frame = await page.evaluate(async () => {
    await window.raftide.idle();
    return window.raftide.frame();
  });
  if (frame === null) throw new Error('nothing stands on the page');
  return frame;
}

/** Simulated moment and fingerprint, as the engine has them. */
export async function momentOf(page: Page): Promise<{ at: number; fingerprint: string }> {
  const { at, fingerprint } = await frameOf(page);
  return { at, fingerprint };
}

export const upstream = (frame: Frame): readonly RegionRow[] =>
  frame.regions.filter((region) => region.cluster === 'upstream');

/**
 * Lets simulated time go on, in steps, until the picture shows `wanted`; fails after `withinS` simulated seconds.
 * How far it goes depends on the run alone, not on the machine.
 */
export async function until(
  page: Page,
  what: string,
  wanted: (frame: Frame) => boolean,
  withinS = 8,
  stepS = 0.1,
): Promise<Frame> {
  let frame = await frameOf(page);
  const from = frame.at;
  while (!wanted(frame)) {
    expect(frame.at - from, `${what} within ${withinS} s of simulated time`).toBeLessThan(withinS * 1e6);
    await seek(page, frame.at / 1e6 + stepS);
    frame = await frameOf(page);
  }
  return frame;
}

/** A thing of the cluster map, by the name that a person using a screen reader hears. */
export function thing(page: Page, name: string | RegExp): Locator {
  return page
    .getByRole('region', { name: /^Cluster map/ })
    .getByRole('button', { name })
    .first();
}

/** Right-clicks a thing and chooses from its menu. */
export async function choose(page: Page, target: Locator, words: string): Promise<void> {
  await target.click({ button: 'right' });
  await page.getByRole('menuitem', { name: words, exact: true }).click();
  await page.evaluate(() => window.raftide.idle());
}

/** What was done must be told in the log, flagged on the timeline, and marked over the chart. */
export async function expectTold(page: Page, words: string): Promise<void> {
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByRole('searchbox', { name: 'Filter by words' }).fill(words);
  await expect(page.getByRole('log').getByRole('button').filter({ hasText: words }).first()).toBeVisible();
  await expect(
    page.getByRole('button', { name: new RegExp(`^${escape(words)}, at `) }).first(),
  ).toBeAttached();
  await expect(page.locator('[data-view="latency"]').getByTitle(words).first()).toBeAttached();
}

/** Opens the palette with its keys, types, and takes the first thing it offers. */
export async function typeIntoPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.evaluate(() => window.raftide.idle());
}

export function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What `press` puts on the clipboard, which the page does some time after the click. */
export async function copiedBy(page: Page, press: Locator): Promise<string> {
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  // All tests share one clipboard: what another has left there must not pass for what is copied here.
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await press.click();
  await expect.poll(read).not.toBe('');
  return read();
}

/** Calls `window.raftide.do` and gives the refusal, '' when it was carried out. */
export function act(page: Page, action: string): Promise<string> {
  return page.evaluate(async (text) => {
    const done = await window.raftide.do(text);
    await window.raftide.idle();
    return done.ok ? '' : done.error;
  }, action);
}
