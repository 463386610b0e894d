import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, openAt, test, thing } from './helpers.ts';

const SHOTS = '.reports/shots';
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

test.beforeAll(() => mkdirSync(SHOTS, { recursive: true }));

/**
 * Text that a person cannot read: outside the window, cut off by its box without an ellipsis or a scroll bar, or
 * lying over other text. One line for each.
 */
function unreadable(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    interface Piece {
      readonly words: string;
      readonly element: Element;
      readonly box: DOMRect;
    }
    const found: string[] = [];
    const pieces: Piece[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const words = (node.textContent ?? '').trim();
      if (element === null || words === '' || element.closest('script, style, option, .sr-only') !== null)
        continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
      for (const box of boxes) {
        const seen = clipOf(element, box);
        if (seen === 'hidden') continue;
        if (seen === 'cut') found.push(`cut off: "${words.slice(0, 60)}"`);
        else pieces.push({ words, element, box });
      }
    }
    for (const { words, box } of pieces) {
      if (box.left < -1 || box.right > innerWidth + 1)
        found.push(`outside the window: "${words.slice(0, 60)}"`);
    }
    for (let i = 0; i < pieces.length; i++) {
      for (let j = i + 1; j < pieces.length; j++) {
        const a = pieces[i];
        const b = pieces[j];
        if (a === undefined || b === undefined || a.element === b.element) continue;
        if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        // Lines of one paragraph touch by their leading.
        if (across > 2 && down > 5)
          found.push(`over each other: "${a.words.slice(0, 40)}" and "${b.words.slice(0, 40)}"`);
      }
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) found.push('the page scrolls sideways');
    return found;

    /** `hidden`: scrolled away or shortened on purpose; `cut`: a person would want to see it and cannot. */
    function clipOf(element: Element, box: DOMRect): 'whole' | 'hidden' | 'cut' {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const style = getComputedStyle(at);
        const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
        if (!clips) continue;
        const frame = at.getBoundingClientRect();
        // Words for screen readers stand in a box of one pixel.
        if (frame.width <= 1 && frame.height <= 1) return 'hidden';
        const out =
          box.right > frame.right + 2 ||
          box.left < frame.left - 2 ||
          box.bottom > frame.bottom + 4 ||
          box.top < frame.top - 4;
        if (!out) continue;
        const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
        const shortened = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
        return scrolls || shortened ? 'hidden' : 'cut';
      }
      return 'whole';
    }
  });
}

for (const size of SIZES) {
  for (const theme of ['light', 'dark'] as const) {
    test(`at ${size.width} × ${size.height} in ${theme} colours all text can be read`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await openAt(page, 'first-light', '21s');
      const shot = (what: string) => page.screenshot({ path: `${SHOTS}/${size.width}-${theme}-${what}.png` });

      if (size.width >= 1000) {
        await shot('page');
        expect(await unreadable(page)).toEqual([]);
        await thing(page, /^Region 4, leader/).click();
        await expect(page.getByRole('region', { name: 'What can be done now' })).toBeVisible();
        await shot('selected');
        expect(await unreadable(page), 'with a selection').toEqual([]);
        for (const tab of ['Log', 'Checks']) {
          await page.getByRole('tab', { name: tab }).click();
          await shot(tab.toLowerCase());
          expect(await unreadable(page), tab).toEqual([]);
        }
      } else {
        for (const tab of ['Cluster', 'Tide', 'Latency', 'Inspector', 'Log', 'Checks']) {
          await page.getByRole('tab', { name: tab }).click();
          await shot(tab.toLowerCase());
          expect(await unreadable(page), tab).toEqual([]);
        }
      }
    });
  }
}

for (const size of SIZES) {
  test(`at ${size.width} × ${size.height} all Chinese can be read`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.addInitScript(() => localStorage.setItem('raftide.language', 'zh'));
    await page.goto('./#/first-light');
    await page.waitForFunction(() => 'raftide' in window);
    await page.evaluate(async () => {
      await window.raftide.ready;
      await window.raftide.pause();
      await window.raftide.seek('21s');
      await window.raftide.select('region:4');
    });
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
    await expect(page.locator('[data-caption]')).toContainText('分裂');
    await page.screenshot({ path: `${SHOTS}/${size.width}-zh.png` });
    expect(await unreadable(page)).toEqual([]);
    for (const tab of ['检视', '日志', '检查', '控制台']) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      expect(await unreadable(page), tab).toEqual([]);
    }
  });
}

/** Dialogs by what the palette calls them. */
const DIALOGS = [
  ['Stories', 'Stories'],
  ['Keys', 'Keys'],
  ['Glossary', 'Glossary'],
  ['Tell this run', 'Tell this run'],
  ['Rules', 'Rules'],
  ['Share and save', 'Share'],
  ['Compare', 'Compare'],
  ['What is modelled', 'What is modelled, simplified, left out'],
] as const;

test('on a narrow page the palette opens every dialog, and none is wider than it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openAt(page, 'first-light', '5s');
  for (const [words, title] of DIALOGS) {
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: title, exact: true });
    await expect(dialog).toBeVisible();
    const beside = await dialog.evaluate((sheet) =>
      [sheet, ...sheet.children].some((part) => part.scrollWidth > part.clientWidth + 1),
    );
    expect(beside, title).toBe(false);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
});

test('whatever happens, the map keeps its things inside it', async ({ page }) => {
  await openAt(page, 'first-light', '0s');
  const map = await page.getByRole('region', { name: /^Cluster map/ }).boundingBox();
  if (map === null) throw new Error('there is no map');
  for (const at of [5, 17, 28, 40, 50, 58, 70]) {
    await page.evaluate(async (seconds) => {
      await window.raftide.seek(seconds);
      await window.raftide.idle();
    }, at);
    const outside = await page
      .getByRole('region', { name: /^Cluster map/ })
      .getByRole('button')
      .evaluateAll((buttons, inside) => {
        const out = [];
        for (const button of buttons) {
          const box = button.getBoundingClientRect();
          if (box.left < inside.x - 1 || box.right > inside.x + inside.width + 1) out.push(button.ariaLabel);
        }
        return out;
      }, map);
    expect(outside, `at ${at} s`).toEqual([]);
  }
});
