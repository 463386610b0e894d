import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, openAt, test, thing } from './helpers.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Which faults: names, roles and structure are the same in every theme, colours are not. */
type Kind = 'all' | 'colours';

/** Faults that axe finds on the page, or in what lies over it, one line each. */
async function faults(page: Page, kind: Kind, over = ''): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  if (over !== '') axe.include(over);
  if (kind === 'colours') axe.withRules(['color-contrast']);
  else axe.withTags(over === '' ? [...RULES, 'best-practice'] : RULES);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`),
  );
}

const THEMES = ['light', 'dark', 'contrast'] as const;

/** Dialogs by their keys, and by how the page names what has none. */
const DIALOGS: readonly (readonly [title: string, open: (page: Page) => Promise<void>])[] = [
  ['Stories', (page) => page.keyboard.press('g')],
  ['Keys', (page) => page.keyboard.press('?')],
  ['Glossary', (page) => page.keyboard.press('h')],
  ['Tell this run', (page) => page.keyboard.press('e')],
  ['Commands', (page) => page.keyboard.press('ControlOrMeta+k')],
  ['Rules', (page) => page.getByRole('button', { name: 'Rules', exact: true }).click()],
  ['Share', (page) => page.getByRole('button', { name: 'Share and save' }).click()],
];

for (const theme of THEMES) {
  test.describe(`in ${theme} colours`, () => {
    const kind: Kind = theme === 'light' ? 'all' : 'colours';
    test.setTimeout(300_000);
    test.use({
      colorScheme: theme === 'dark' ? 'dark' : 'light',
      contextOptions: { reducedMotion: 'reduce', contrast: theme === 'contrast' ? 'more' : 'no-preference' },
    });

    test('no view has an accessibility fault', async ({ page }) => {
      await openAt(page, 'first-light', '20s');
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      expect.soft(await faults(page, kind)).toEqual([]);

      await thing(page, /^Region 4, leader/).click();
      await expect(page.getByRole('region', { name: 'What can be done now' })).toBeVisible();
      expect.soft(await faults(page, kind, '[data-view=details]'), 'with a selection').toEqual([]);

      for (const tab of ['Log', 'Checks', 'Console']) {
        await page.getByRole('tab', { name: tab }).click();
        await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
        expect.soft(await faults(page, kind, '[data-view=details]'), tab).toEqual([]);
      }
      for (const [tab, view] of [
        ['Space-time', 'spacetime'],
        ['Heatmap', 'heat'],
      ] as const) {
        await page.getByRole('tab', { name: tab }).click();
        await expect(page.locator(`[data-view=${view}]`)).toBeVisible();
        expect.soft(await faults(page, kind, `[data-view=${view}]`), tab).toEqual([]);
      }
    });

    test('no dialog, menu or popover has an accessibility fault', async ({ page }) => {
      await openAt(page, 'first-light', '20s');
      for (const [title, show] of DIALOGS) {
        await show(page);
        await expect(page.getByRole('dialog', { name: title })).toBeVisible();
        expect.soft(await faults(page, kind, '[role=dialog]'), title).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
      await page.locator('[data-caption] .term').first().click();
      await expect(page.getByRole('dialog').getByRole('button', { name: 'All terms' })).toBeVisible();
      expect.soft(await faults(page, kind, '[role=dialog]'), 'a term').toEqual([]);
      await page.keyboard.press('Escape');
      await thing(page, /^store 1, up/).click({ button: 'right', position: { x: 8, y: 8 } });
      await expect(page.getByRole('menu')).toBeVisible();
      expect.soft(await faults(page, kind, '[role=menu]'), 'a menu').toEqual([]);
    });

    test('the narrow page has no accessibility fault', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await openAt(page, 'first-light', '20s');
      for (const tab of ['Cluster', 'Tide', 'Latency', 'Inspector', 'Log', 'Checks', 'Console']) {
        await page.getByRole('tab', { name: tab }).click();
        expect.soft(await faults(page, kind), tab).toEqual([]);
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
    /^Region \d+, leader on store \d+/,
    /^Region \d+, follower on store \d+/,
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
