import type { Page } from '@playwright/test';
import { expect, frameOf, momentOf, open, openAt, pause, seek, test } from './helpers.ts';

const BASE = { v: 1, id: 'time-test', title: 'Time test', untilUs: 20_000_000 };

/** A run of twenty seconds to which nothing is done yet. */
async function openQuiet(page: Page): Promise<void> {
  await open(page);
  const loaded = await page.evaluate((doc) => window.raftide.load(doc), BASE);
  expect(loaded.ok).toBe(true);
  await pause(page);
}

async function act(page: Page, action: string): Promise<void> {
  const done = await page.evaluate((text) => window.raftide.do(text), action);
  expect(done.ok ? '' : done.error).toBe('');
}

const commands = (page: Page) => page.evaluate(() => window.raftide.commands());
const branches = (page: Page) => page.evaluate(() => window.raftide.branches());
const flag = (page: Page, words: string | RegExp) =>
  page.locator('[data-command]').and(page.getByRole('button', { name: words }));

test('acting in the past keeps the former future as a branch, and a click goes back to it', async ({
  page,
}) => {
  await openQuiet(page);
  await seek(page, '2s');
  await act(page, 'kill process=store-1');
  await seek(page, '6s');
  const former = await momentOf(page);
  await seek(page, '1s');
  await act(page, 'put key=g value=hello');
  expect(await commands(page)).toEqual([{ at: 1, action: 'put key=g value=hello' }]);
  expect(await branches(page)).toMatchObject([{ newest: 6, commands: [{ at: 2 }] }]);
  await seek(page, '6s');
  expect((await momentOf(page)).fingerprint).not.toBe(former.fingerprint);

  await page.getByRole('button', { name: /^Go back to the former future: kill store-1/ }).click();
  await expect.poll(() => commands(page)).toMatchObject([{ at: 2, action: 'kill process=store-1' }]);
  await page.evaluate(() => window.raftide.idle());
  expect(await momentOf(page)).toEqual(former);
  expect(await branches(page)).toMatchObject([{ commands: [{ at: 1 }] }]);

  // A link carries the present run and none of its branches.
  const link = await page.evaluate(() => window.raftide.link());
  if (!link.ok) throw new Error(link.error);
  await open(page, link.value);
  expect(await momentOf(page)).toEqual(former);
  expect(await branches(page)).toEqual([]);
});

test('undo and redo by keyboard and by click', async ({ page }) => {
  await openQuiet(page);
  await seek(page, '2s');
  await act(page, 'kill process=store-1');
  await seek(page, '3s');
  const after = await momentOf(page);
  await page.keyboard.press('Control+z');
  await expect.poll(() => commands(page)).toEqual([]);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => commands(page)).toHaveLength(1);
  expect(await momentOf(page)).toEqual(after);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => commands(page)).toEqual([]);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(() => commands(page)).toHaveLength(1);
  expect(await momentOf(page)).toEqual(after);
});

test('a flag is dragged to another moment', async ({ page }) => {
  await openQuiet(page);
  await seek(page, '4s');
  await act(page, 'kill process=store-1');
  await seek(page, '6s');
  const held = flag(page, /kill/i);
  const box = await held.boundingBox();
  const track = await page.getByRole('slider', { name: 'Moment of the run' }).boundingBox();
  if (box === null || track === null) throw new Error('nothing to drag');
  await page.mouse.move(box.x + 4, box.y + 6);
  await page.mouse.down();
  await page.mouse.move(box.x - 20, box.y + 6, { steps: 4 });
  await page.mouse.move(track.x + track.width * 0.1, box.y + 6, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await commands(page))[0]?.at).toBeLessThan(2.1);
  expect((await commands(page))[0]?.at).toBeGreaterThan(1.9);
  const frame = await frameOf(page);
  expect(frame.at).toBe(6_000_000);
  expect(frame.stores.find((store) => store.id === 1)?.health).toBe('down');
});

test('flags by keyboard: arrows move, Enter edits, Delete removes', async ({ page }) => {
  await openQuiet(page);
  await seek(page, '4s');
  await act(page, 'kill process=store-1');
  await seek(page, '6s');
  await flag(page, /kill/i).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await commands(page))[0]?.at).toBeCloseTo(4.1, 3);
  await expect(flag(page, /kill/i)).toBeFocused();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(async () => (await commands(page))[0]?.at).toBeCloseTo(3.1, 3);

  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Change what is done' });
  await dialog.getByRole('textbox', { name: 'Action' }).fill('explode');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('no action "explode"');
  await dialog.getByRole('textbox', { name: 'Action' }).fill('pause process=store-2');
  await dialog.getByRole('textbox', { name: 'Moment' }).fill('2.5s');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(await commands(page)).toEqual([{ at: 2.5, action: 'pause process=store-2' }]);
  expect((await frameOf(page)).stores.map((store) => store.health)).toContain('paused');

  await flag(page, /pause/i).focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => commands(page)).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => commands(page)).toHaveLength(1);
});

test('runs until a leader changes, a lag is above a bound, the log says something', async ({ page }) => {
  await openAt(page, 'first-light', '2s');
  await act(page, 'kill process=store-1');
  await page.getByRole('button', { name: 'Run until …' }).click();
  await page.getByRole('dialog', { name: 'Run until' }).getByRole('button', { name: 'Go' }).click();
  await expect(page.getByText(/^Stopped here: .*leader/)).toBeVisible();
  const first = await momentOf(page);

  await page.locator('body').press('u');
  const dialog = page.getByRole('dialog', { name: 'Run until' });
  await dialog.getByRole('radio', { name: 'the log says' }).check();
  await dialog.getByRole('button', { name: 'Go' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Which words?');
  await dialog.getByRole('textbox', { name: 'words of a log line' }).fill('checkpoint');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await page.evaluate(() => window.raftide.idle());
  expect((await momentOf(page)).at).toBeGreaterThan(first.at);

  const lag = await page.evaluate(() => window.raftide.runUntil('lag checkpoint 50ms'));
  expect(lag).toMatchObject({ ok: true, value: { met: expect.stringContaining('checkpoint lag') } });
  expect(await page.evaluate(() => window.raftide.runUntil('soon'))).toMatchObject({ ok: false });
});

test('steps: one event, one message, one tick, the next thing of the selection', async ({ page }) => {
  await openQuiet(page);
  await seek(page, '2s');
  let { at } = await momentOf(page);
  for (const name of ['Step one event', 'Step one message', 'Step one tick']) {
    await page.getByRole('button', { name: 'More steps' }).click();
    await page.getByRole('menuitem', { name }).click();
    const now = await momentOf(page);
    expect(now.at).toBeGreaterThanOrEqual(at);
    at = now.at;
  }
  await page.evaluate(() => window.raftide.select('region:2'));
  const before = await frameOf(page);
  await page.getByRole('button', { name: 'More steps' }).click();
  await page.getByRole('menuitem', { name: /next thing of the selection/ }).click();
  const after = await frameOf(page);
  expect(after.traceLength).toBeGreaterThan(before.traceLength);
});

test('the timeline looks calm: flags, branches, popovers', async ({ page }, info) => {
  for (const [width, height, theme] of [
    [1440, 900, 'light'],
    [1440, 900, 'dark'],
    [390, 844, 'light'],
    [390, 844, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await openAt(page, 'first-light', '9s');
    await act(page, 'kill process=store-1');
    await seek(page, '14s');
    await act(page, 'restart process=store-1');
    await seek(page, '18s');
    await seek(page, '11s');
    await act(page, 'kill process=store-2');
    await seek(page, '16s');
    await seek(page, '5s');
    await act(page, 'put key=g value=hello');
    await seek(page, '8s');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.screenshot({ path: info.outputPath(`timeline-${width}-${theme}.png`) });
    await page.getByRole('button', { name: 'Run until …' }).click();
    await page.screenshot({ path: info.outputPath(`until-${width}-${theme}.png`) });
    await page.keyboard.press('Escape');
  }
});

test('a crashed engine is restarted at its newest keyframe: the same run, the same moment', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const { Worker: Real } = window;
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        window.addEventListener('break-engine', () => {
          this.dispatchEvent(new ErrorEvent('error', { message: 'planted by a test', cancelable: true }));
        });
      }
    };
  });
  await openAt(page, 'first-light', '9s');
  await act(page, 'kill process=store-1');
  await seek(page, '14s');
  const whole = await momentOf(page);
  await page.evaluate(() => window.dispatchEvent(new Event('break-engine')));
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('planted by a test');
  const restart = dialog.getByRole('button', { name: /^Restart at \d+\.\d+ s/ });
  const words = await restart.innerText();
  await restart.click();
  await expect(dialog).toBeHidden();
  await page.evaluate(() => window.raftide.idle());
  const at = Number(/[\d.]+/.exec(words)?.[0]);
  expect(at).toBeGreaterThan(5);
  await expect.poll(async () => (await momentOf(page)).at / 1e6).toBeCloseTo(at, 2);
  expect(await commands(page)).toContainEqual({ at: 9, action: 'kill process=store-1' });
  await seek(page, '14s');
  expect(await momentOf(page)).toEqual(whole);
});
