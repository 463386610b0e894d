import type { Page } from '@playwright/test';
import { encodeLink } from '../src/scenario/codec.ts';
import { libraryDoc } from '../src/scenario/library/index.ts';
import {
  act,
  expect,
  frameOf,
  momentOf,
  open,
  openAt,
  seek,
  test,
  thing,
  typeIntoPalette,
  until,
  upstream,
} from './helpers.ts';
import { chooseByKeys, focusByArrows, tabTo } from './keys.ts';

/** What the page does is done by keyboard alone, is told to a screen reader, and needs no motion. */

const dialog = (page: Page) => page.getByRole('dialog');
const idle = (page: Page) => page.evaluate(() => window.raftide.idle());

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
}

test.describe('by keyboard alone', () => {
  test.setTimeout(240_000);

  test('time: play, rates, steps, seeking, running until something, undo, redo, a former future', async ({
    page,
  }) => {
    await open(page);
    await page.keyboard.press('Space');
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    const speed = page.getByRole('slider', { name: 'Speed' });
    const normal = await speed.getAttribute('aria-valuetext');
    await page.keyboard.press('w');
    await expect(speed).not.toHaveAttribute('aria-valuetext', normal ?? '');
    await page.keyboard.press('s');
    await expect(speed).toHaveAttribute('aria-valuetext', normal ?? '');

    await page.keyboard.press('d');
    await idle(page);
    let { at } = await momentOf(page);
    for (const key of ['.', 'm', 't']) {
      await page.keyboard.press(key);
      await idle(page);
      const now = await momentOf(page);
      expect(now.at, key).toBeGreaterThanOrEqual(at);
      at = now.at;
    }
    await page.keyboard.press(',');
    await idle(page);
    expect((await momentOf(page)).at).toBeLessThan(at);

    await page.keyboard.press('u');
    await expect(page.getByRole('radio', { name: 'the next caption' })).toBeVisible();
    await tabTo(page, page.getByRole('radio', { name: 'a leader changes' }));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Stopped here: /)).toBeVisible();

    await page.keyboard.press('Home');
    await idle(page);
    expect((await momentOf(page)).at).toBe(0);
    await page.keyboard.press('Shift+d');
    await idle(page);
    const here = await momentOf(page);
    await typeIntoPalette(page, 'put key=g value=hello');
    await page.keyboard.press('ControlOrMeta+z');
    await idle(page);
    await expect(page.getByRole('button', { name: 'Redo' })).toBeEnabled();
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await idle(page);
    await page.keyboard.press('d');
    await idle(page);

    // Acting in the past keeps the former future, to be gone back to.
    await seek(page, here.at / 1e6 - 1);
    await typeIntoPalette(page, 'put key=m value=other');
    const former = page.getByRole('button', { name: /^Go back to the former future/ }).first();
    await tabTo(page, former);
    await page.keyboard.press('Enter');
    await idle(page);
    await expect
      .poll(() => page.evaluate(async () => (await window.raftide.commands()).map(({ action }) => action)))
      .toContain('put key=g value=hello');
  });

  test('acting: split, merge, transfer, kill and restart, pause and resume, a cut zone and its healing', async ({
    page,
  }) => {
    await openAt(page, 'first-light', '3s');
    const forward = async (what: string, wanted: Parameters<typeof until>[2]) =>
      until(page, what, wanted, 12, 0.4);
    const before = upstream(await frameOf(page)).length;

    await focusByArrows(page, /^Region 2, leader/);
    await chooseByKeys(page, 'Split Region 2 in the middle');
    const split = await forward('two halves', (frame) => upstream(frame).length === before + 1);
    const half = Math.max(...upstream(split).map(({ id }) => id));
    await forward('a leader of the new half', (frame) =>
      upstream(frame).some(({ id, leader }) => id === half && leader !== 0),
    );
    await typeIntoPalette(page, `mergeRegion region=${half} target=2`);
    const merged = await forward('one Region again', (frame) => upstream(frame).length === before);

    const { leader = 1, stores = [] } = upstream(merged).find(({ id }) => id === 3) ?? {};
    const next = stores.find((store) => store !== leader) ?? 1;
    await focusByArrows(page, /^Region 3, leader/);
    await chooseByKeys(page, `Transfer leader of Region 3 to store ${next}`);
    await forward('the chosen leader', (frame) =>
      upstream(frame).some((row) => row.id === 3 && row.leader === next),
    );

    const health =
      (id: string, wanted: string) => (frame: { processes: readonly { id: string; health: string }[] }) =>
        frame.processes.some((row) => row.id === id && row.health === wanted);
    await focusByArrows(page, /^capture-a, up/);
    await chooseByKeys(page, 'Kill capture-a');
    await forward('it is down', health('capture-a', 'down'));
    await focusByArrows(page, /^capture-a, down/);
    await chooseByKeys(page, 'Restart capture-a');
    await forward('it is up', health('capture-a', 'up'));
    await typeIntoPalette(page, 'Pause store-3');
    await forward('it is paused', health('store-3', 'paused'));
    await typeIntoPalette(page, 'Resume store-3');
    await forward('it goes on', health('store-3', 'up'));

    await typeIntoPalette(page, 'Cut az-1 off from the others');
    await forward('a fault', (frame) => frame.faults.length === 1);
    await page.keyboard.press('c');
    await tabTo(page, page.getByRole('button', { name: 'Heal' }));
    await page.keyboard.press('Enter');
    await forward('no fault', (frame) => frame.faults.length === 0);
  });

  test('the page: views, panels, density, language, colours, dialogs, the glossary', async ({ page }) => {
    await openAt(page, 'first-light', '6.2s');
    // The large view.
    await tabTo(page, page.getByRole('tab', { name: 'Cluster' }));
    for (const view of ['Space-time', 'Heatmap', 'Cluster']) {
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('tab', { name: view })).toHaveAttribute('aria-selected', 'true');
    }
    await tabTo(page, page.getByRole('button', { name: 'focus', exact: true }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'focus', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );

    // The panels.
    for (const [key, tab] of [
      ['l', 'Log'],
      ['c', 'Checks'],
      ['i', 'Inspector'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
    }
    await tabTo(page, page.getByRole('tab', { name: 'Inspector' }));
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await tabTo(page, page.getByRole('textbox', { name: 'Operation to send' }));
    await page.keyboard.type('put key=hand value=made');
    await page.keyboard.press('Enter');
    await idle(page);
    // Time goes on outside the field.
    await page.keyboard.press('Tab');
    await page.keyboard.press('d');
    await idle(page);
    await expect(page.getByRole('log', { name: 'Answers of the cluster' })).toContainText('ok, version');

    // A term where it stands, its neighbour, and all of them.
    await tabTo(page, page.locator('[data-caption] .term').first());
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toBeVisible();
    await tabTo(page, dialog(page).getByRole('button', { name: 'All terms' }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Glossary' })).toBeVisible();
    await tabTo(page, page.getByRole('searchbox', { name: 'Find a term' }));
    await page.keyboard.type('RPO');
    await expect(dialog(page)).toContainText('Recovery point objective');
    await closeDialog(page);

    // Dialogs that have a key, and those that have a button.
    for (const [key, title] of [
      ['?', 'Keys'],
      ['e', 'Tell this run'],
      ['h', 'Glossary'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog', { name: title })).toBeVisible();
      await closeDialog(page);
    }
    await tabTo(page, page.getByRole('button', { name: 'Share and save' }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
    await closeDialog(page);

    await tabTo(page, page.getByRole('button', { name: /^Colours: / }));
    for (const theme of ['light', 'dark', 'contrast']) {
      await page.keyboard.press('Enter');
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    }
    await tabTo(page, page.getByRole('button', { name: /^Language: / }));
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await tabTo(page, page.getByRole('button', { name: '语言: English' }));
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');

    // A rule switched off starts the run again without it.
    await tabTo(page, page.getByRole('button', { name: 'Rules', exact: true }));
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('searchbox', { name: 'Find a rule' }));
    await page.keyboard.type('R-SORT');
    await tabTo(page, page.getByRole('switch', { name: 'R-SORT', exact: true }));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('button', { name: 'Run with these rules' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /1 switched off/ })).toBeVisible();

    // Another story.
    await page.keyboard.press('g');
    await tabTo(page, page.getByRole('searchbox', { name: 'Find a story' }));
    await page.keyboard.type('owner');
    await tabTo(page, dialog(page).getByRole('button', { name: /owner/i }).first());
    await page.keyboard.press('Enter');
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).not.toContainText('First light');
  });
});

test('a screen reader hears who leads, what was done, and what is violated', async ({ page }) => {
  const story = libraryDoc('h1-transfer-without-flush');
  if (story === null) throw new Error('the story is gone');
  const link = await encodeLink({ ...story, rules: { off: ['R-FLUSH-LEADER'] } });
  if (!link.ok) throw new Error(link.error);
  await open(page, link.value);
  await page.evaluate(() => window.raftide.pause());
  const polite = page.locator('[data-live=polite]');
  await seek(page, 0);
  await seek(page, 1.5);
  await expect(polite).toContainText(/Store \d leads Region \d/);
  expect(await act(page, 'put key=z value=1')).toBe('');
  await expect(polite).toContainText('put key=z');
  await page.evaluate(() => window.raftide.runUntil('violation'));
  await expect(page.locator('[data-live=assertive]')).toContainText('Violated: ');
});

test.describe('with reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });
  test.setTimeout(240_000);

  test('nothing moves and nothing is lost', async ({ page, browser, baseURL }) => {
    await openAt(page, 'first-light', '6.3s');
    // A quiet stretch with messages under way.
    await page.evaluate(async () => {
      for (let steps = 0; steps < 50; steps++) {
        const frame = await window.raftide.frame();
        if (frame !== null && frame.flights.length > 0 && frame.validUntil - frame.at > 100) return;
        await window.raftide.step('event');
      }
      throw new Error('it is never quiet');
    });
    const still = await frameOf(page);
    // Until something happens, the same messages are under way: their picture is the same too.
    const picture = () =>
      page
        .locator('[data-view=map] canvas')
        .last()
        .evaluate((canvas) => {
          if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
          return canvas.toDataURL();
        });
    const painted = () =>
      page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await painted();
    const before = await picture();
    await seek(page, (still.validUntil - 1) / 1e6);
    await painted();
    expect((await frameOf(page)).flights.map(({ id }) => id)).toEqual(still.flights.map(({ id }) => id));
    expect(await picture()).toBe(before);
    const moving = await page.evaluate(
      () =>
        document.getAnimations().filter(({ effect, playState }) => {
          const { duration } = effect?.getComputedTiming() ?? {};
          return playState === 'running' && typeof duration === 'number' && duration > 1;
        }).length,
    );
    expect(moving).toBe(0);

    // With motion the picture would have changed; and what can be reached by name is the same.
    await seek(page, still.at / 1e6);
    const names = (of: Page) =>
      of
        .getByRole('region', { name: /^Cluster map/ })
        .getByRole('button')
        .evaluateAll((buttons) =>
          buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent),
        );
    const context = await browser.newContext({
      reducedMotion: 'no-preference',
      viewport: { width: 1440, height: 900 },
      ...(baseURL === undefined ? {} : { baseURL }),
    });
    const other = await context.newPage();
    await openAt(other, 'first-light', `${still.at / 1e6}s`);
    expect(await names(page)).toEqual(await names(other));
    expect((await momentOf(page)).fingerprint).toBe((await momentOf(other)).fingerprint);
    await context.close();
  });
});

test('a first visit shows something happening, says what it is, and offers something to try', async ({
  page,
}) => {
  await open(page);
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(page.locator('[data-caption]')).not.toBeEmpty();
  await expect(thing(page, /^store 1, up/)).toBeVisible();
  await page.evaluate(() => window.raftide.pause());
  await seek(page, '1s');
  const offer = page.getByRole('button', { name: /^Try:/ });
  await expect(offer).toBeVisible();
  const commands = () => page.evaluate(async () => (await window.raftide.commands()).length);
  const before = await commands();
  await offer.click();
  await expect.poll(commands).toBe(before + 1);
});

test('the person’s own colours are used by what the page paints itself', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openAt(page, 'first-light', '6s');
  const ink = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--ink').trim(),
  );
  expect(ink).toBe('CanvasText');
});

test('who asks the system for more contrast gets it', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' });
  await open(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
});
