import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, openAt, test, thing } from './helpers.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Faults that axe finds on the page, or in what lies over it, one line each. */
async function faults(page: Page, over = ''): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (
    over === '' ? axe.withTags([...RULES, 'best-practice']) : axe.withTags(RULES).include(over)
  ).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`),
  );
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in ${theme} colours`, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } });

    test('the page has no accessibility fault, whatever is open', async ({ page }) => {
      await openAt(page, 'first-light', '20s');
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect.soft(await faults(page)).toEqual([]);

      await thing(page, /^region 4, leader/).click();
      await expect(page.getByRole('region', { name: 'What can be done now' })).toBeVisible();
      expect.soft(await faults(page), 'with a selection').toEqual([]);

      for (const tab of ['Log', 'Checks']) {
        await page.getByRole('tab', { name: tab }).click();
        await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
        expect.soft(await faults(page), `with the ${tab} panel`).toEqual([]);
      }
    });

    test('dialogs, menu and palette have no accessibility fault', async ({ page }) => {
      await openAt(page, 'first-light', '20s');
      for (const key of ['g', '?', 'ControlOrMeta+k']) {
        await page.keyboard.press(key);
        await expect(page.getByRole('dialog')).toBeVisible();
        expect.soft(await faults(page, '[role=dialog]'), `opened with ${key}`).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
      await thing(page, /^store 1, up/).click({ button: 'right', position: { x: 8, y: 8 } });
      await expect(page.getByRole('menu')).toBeVisible();
      expect.soft(await faults(page, '[role=menu]'), 'with a menu').toEqual([]);
    });

    test('the narrow page has no accessibility fault', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await openAt(page, 'first-light', '20s');
      for (const tab of ['Cluster', 'Tide', 'Latency', 'Log', 'Checks']) {
        await page.getByRole('tab', { name: tab }).click();
        expect.soft(await faults(page), tab).toEqual([]);
      }
    });
  });
}

test('everything on the map has a role and a name', async ({ page }) => {
  await openAt(page, 'first-light', '20s');
  const names = await page
    .getByRole('region', { name: /^Cluster map/ })
    .getByRole('button')
    .evaluateAll((buttons) =>
      buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent ?? ''),
    );
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => name.trim() === '')).toEqual([]);
  for (const wanted of [
    /^region \d+, leader on store \d+/,
    /^region \d+, follower on store \d+/,
    /^store 3, up/,
    /^capture-a, up/,
    /^pd-1, up/,
  ]) {
    expect(
      names.some((name) => wanted.test(name)),
      String(wanted),
    ).toBe(true);
  }
});
