import AxeBuilder from '@axe-core/playwright';
import { expect, frameOf, openAt, test } from './helpers.ts';

test('the heatmap tells of each cell by keyboard, and goes to its moment and Region', async ({ page }) => {
  await openAt(page, 'first-light', '20s');
  await page.getByRole('tab', { name: 'Heatmap' }).click();
  await page.evaluate(() => window.raftide.idle());
  await page.getByRole('button', { name: /^Key range × time/ }).focus();
  await page.keyboard.press('ArrowRight');
  const told = page.locator('[data-view=heat] [aria-live=polite]');
  await expect(told).toContainText(/Region \d+/);
  await expect(told).toContainText(/led by store \d/);
  const before = await told.textContent();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
  await expect(told).not.toHaveText(before ?? '');
  await page.keyboard.press('Enter');
  await page.evaluate(() => window.raftide.idle());
  expect((await frameOf(page)).at).toBeLessThan(20_000_000);
  await expect(page.getByRole('tabpanel')).toContainText(/Region \d+/);

  await page.getByRole('button', { name: 'leading store' }).click();
  await expect(page.locator('[data-view=heat] footer')).toContainText('store 2');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
});
