import AxeBuilder from '@axe-core/playwright';
import { expect, frameOf, momentOf, openAt, test } from './helpers.ts';

test('the space-time diagram shows by keyboard what caused a message, and goes to it', async ({ page }) => {
  await openAt(page, 'first-light', '6.2s');
  const { fingerprint } = await momentOf(page);
  await page.getByRole('tab', { name: 'Space-time' }).click();
  const diagram = page.getByRole('button', { name: /^Space-time/ });
  await expect(page.getByRole('button', { name: 'store-1', exact: true })).toBeVisible();
  await page.evaluate(() => window.raftide.idle());
  await diagram.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
  const chain = page.locator('[data-view=spacetime] [aria-live=polite]');
  await expect(chain).toContainText('Caused by');
  await expect(chain).toContainText('raw.write, client-1');
  await page.keyboard.press('Enter');
  await page.evaluate(() => window.raftide.idle());
  // The message is in flight at the moment gone to, so the inspector knows all of it.
  const { at, flights } = await frameOf(page);
  expect(at).toBeLessThan(6_200_000);
  expect(flights.length).toBeGreaterThan(0);
  await expect(page.getByRole('tabpanel')).toContainText('sent while handling');

  await page.keyboard.press('ArrowUp');
  await expect(chain).toContainText('Caused by');
  await page.evaluate(() => window.raftide.seek('6.2s'));
  expect((await momentOf(page)).fingerprint).toBe(fingerprint);
});

test('the diagram folds quiet time, shows more or less, hides a process and shows it again', async ({
  page,
}) => {
  await openAt(page, 'first-light', '6.2s');
  await page.getByRole('tab', { name: 'Space-time' }).click();
  await expect(page.getByText('60 ms across')).toBeVisible();
  await page.getByRole('button', { name: 'Show more time' }).click();
  await expect(page.getByText('150 ms across')).toBeVisible();
  await page.getByRole('button', { name: /^Axis/ }).click();
  await expect(page.getByRole('button', { name: 'Axis: by order' })).toBeVisible();
  await page.getByRole('button', { name: 'store-2', exact: true }).hover();
  await page.getByRole('button', { name: 'Hide store-2' }).click();
  await expect(page.getByRole('button', { name: 'store-2', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show store-2' }).click();
  await expect(page.getByRole('button', { name: 'store-2', exact: true })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
});
