import type { Page } from '@playwright/test';
import { expect, openAt, test, typeIntoPalette } from './helpers.ts';

const width = async (page: Page, view: string): Promise<number> =>
  (await page.locator(`[data-view="${view}"]`).boundingBox())?.width ?? 0;
const height = async (page: Page, view: string): Promise<number> =>
  (await page.locator(`[data-view="${view}"]`).boundingBox())?.height ?? 0;

test('views are resized by pointer and by keys, within bounds, and stay so after a reload', async ({
  page,
}) => {
  await openAt(page, 'first-light', '3s');
  const stage = page.getByRole('separator', { name: 'Width of the large view' });
  const before = await width(page, 'map');
  const line = await stage.boundingBox();
  if (line === null) throw new Error('no splitter');
  await page.mouse.move(line.x, line.y + 200);
  await page.mouse.down();
  await page.mouse.move(line.x - 120, line.y + 220, { steps: 5 });
  await page.mouse.up();
  expect(await width(page, 'map')).toBeCloseTo(before - 120, -1);

  const tide = page.getByRole('separator', { name: 'Height of the tide' });
  const tideBefore = await height(page, 'tide');
  await tide.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(tide).toHaveAttribute('aria-valuenow', '62');
  expect(await height(page, 'tide')).toBeGreaterThan(tideBefore + 20);
  await page.keyboard.press('End');
  await expect(tide).toHaveAttribute('aria-valuenow', (await tide.getAttribute('aria-valuemax')) ?? '');

  const wide = await width(page, 'map');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeEnabled();
  expect(await width(page, 'map')).toBeCloseTo(wide, 0);
  await expect(tide).toHaveAttribute('aria-valuenow', (await tide.getAttribute('aria-valuemax')) ?? '');

  await typeIntoPalette(page, 'Put all views back');
  expect(await width(page, 'map')).toBeCloseTo(before, 0);
  await expect(tide).toHaveAttribute('aria-valuenow', '50');
});

test('Enter and a double click put one splitter back', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const charts = page.getByRole('separator', { name: 'Size of the charts' });
  const made = (await charts.getAttribute('aria-valuenow')) ?? '';
  await charts.focus();
  await page.keyboard.press('ArrowUp');
  await expect(charts).not.toHaveAttribute('aria-valuenow', made);
  await page.keyboard.press('Enter');
  await expect(charts).toHaveAttribute('aria-valuenow', made);
  await page.keyboard.press('Home');
  await charts.dblclick();
  await expect(charts).toHaveAttribute('aria-valuenow', made);
});
