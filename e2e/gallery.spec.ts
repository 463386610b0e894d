import AxeBuilder from '@axe-core/playwright';
import { expect, openAt, test } from './helpers.ts';

test('the gallery shows a picture of each story in view, finds stories, and opens one', async ({ page }) => {
  await openAt(page, 'first-light', '0.1s');
  await page.keyboard.press('g');
  const gallery = page.getByRole('dialog', { name: 'Stories' });
  await expect(gallery.locator('[data-thumbnail="first-light"][data-ready="true"]')).toHaveCount(1, {
    timeout: 30_000,
  });
  // Cards out of view wait until they are looked for.
  await expect(gallery.locator('[data-thumbnail="nemesis-tikv"][data-ready="false"]')).toHaveCount(1);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  await gallery.getByRole('searchbox', { name: 'Find a story' }).fill('bank accounts');
  await expect(gallery.getByRole('status')).toHaveText('1 story');
  await expect(gallery.locator('[data-thumbnail="txn-bank"][data-ready="true"]')).toHaveCount(1, {
    timeout: 30_000,
  });
  await gallery.getByRole('button', { name: /^The bank/ }).press('Enter');
  await expect(gallery).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'The bank' })).toBeVisible();
  // The pictures' engine is gone: only the page's own is left.
  await expect.poll(() => page.workers().length).toBe(1);
});

test('below 600 px the cards stand under each other', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openAt(page, 'first-light', '0.1s');
  await page.keyboard.press('g');
  const cards = page.getByRole('dialog').getByRole('listitem');
  const [first, second] = [await cards.nth(0).boundingBox(), await cards.nth(1).boundingBox()];
  expect(second?.x).toBe(first?.x);
  expect(second?.y).toBeGreaterThan((first?.y ?? 0) + (first?.height ?? 0));
});

test('the badge says which clocks run faster than in production', async ({ page }) => {
  await openAt(page, 'first-light', '0.1s');
  await page.getByRole('button', { name: 'clocks 10× faster' }).click();
  const list = page.getByRole('dialog', { name: 'Settings that differ from production' });
  await expect(list.getByRole('row', { name: /raft\.tickUs 1(\.\d+)? s 100/ })).toBeVisible();
});
