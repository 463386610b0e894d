import type { Locator, Page } from '@playwright/test';
import { expect, thing } from './helpers.ts';

/** Moves of somebody who has only a keyboard. None of them uses the pointer or sets the focus by script. */

/** Tab stops of the whole page, dialogs included, are fewer than this. */
const STOPS_MAX = 220;
const SPOTS_MAX = 60;
const ITEMS_MAX = 40;

const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement);

/** Presses Tab until `target` has the focus; backwards where it is known to lie behind. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toHaveCount(1);
  for (let presses = 0; presses < STOPS_MAX; presses++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${String(target)}`);
}

/** Moves the focus over the map with the arrow keys, always along the longer way that is left. */
export async function focusByArrows(page: Page, name: RegExp): Promise<void> {
  await page.keyboard.press('1');
  const target = await thing(page, name).boundingBox();
  if (target === null) throw new Error(`${name} is not on the map`);
  const visited = new Set<string>();
  const trail: string[] = [];
  for (let presses = 0; presses < SPOTS_MAX; presses++) {
    const focused = page.locator(':focus');
    const label = (await focused.getAttribute('aria-label')) ?? '';
    if (name.test(label)) return;
    const here = await focused.boundingBox();
    if (here === null) throw new Error('nothing on the map has the focus');
    const dx = target.x + target.width / 2 - (here.x + here.width / 2);
    const dy = target.y + target.height / 2 - (here.y + here.height / 2);
    const across = Math.abs(dx) > Math.abs(dy) === !visited.has(label);
    visited.add(label);
    trail.push(label);
    await page.keyboard.press(
      across ? (dx > 0 ? 'ArrowRight' : 'ArrowLeft') : dy > 0 ? 'ArrowDown' : 'ArrowUp',
    );
  }
  throw new Error(`the arrow keys do not reach ${name}: ${[...trail].join(' → ')}`);
}

/** Opens the menu of what has the focus and goes down to the words. */
export async function chooseByKeys(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  const item = page.getByRole('menuitem', { name: words, exact: true });
  for (let presses = 0; presses < ITEMS_MAX; presses++) {
    if (await hasFocus(item)) {
      await page.keyboard.press('Enter');
      await expect(page.getByRole('menu')).toHaveCount(0);
      return;
    }
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the menu has no ${words} that a key reaches`);
}
