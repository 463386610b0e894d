import { AxeBuilder } from '@axe-core/playwright';
import { expect, open, openAt, test } from './helpers.ts';

test('a run is compared with itself without a rule: verdicts, one time axis, differences first, by keys alone', async ({
  page,
}) => {
  await openAt(page, 'rawkv-case-3-3-transfer', '0.5s');
  await page.keyboard.press('v');
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  await dialog.getByLabel('What the variant does differently').selectOption('set');
  await dialog.getByLabel('Setting').focus();
  await page.keyboard.type('config.net.crossAzUs=9000');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem')).toContainText('config.net.crossAzUs=9000');
  await dialog.getByLabel('Up to').fill('1s');
  await dialog.getByRole('button', { name: 'Compare', exact: true }).press('Enter');
  const figures = dialog.getByRole('region', { name: 'Figures that differ' });
  await expect(figures).toBeVisible({ timeout: 60_000 });
  // Three times the latency between zones: writes take longer, and that is said before what stayed the same.
  const write = figures.getByRole('row', { name: /^write · p50, ms/ });
  await expect(write).toBeVisible();
  await expect(write.getByRole('cell').last()).toContainText(/^[×+]/);
  await expect(dialog.getByRole('definition')).toHaveText(['all checks hold', 'all checks hold']);
  const cursor = dialog.getByRole('slider', { name: 'Moment to compare' });
  await cursor.focus();
  await page.keyboard.press('Home');
  await expect(dialog.getByText('nothing yet')).toHaveCount(2);
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);

  const link = await page.evaluate(async () => {
    const made = await window.raftide.link();
    return made.ok ? made.value : '';
  });
  expect(link).toContain('vs=--set%20config.net.crossAzUs%3D9000');
  await open(page, link);
  await expect(page.getByRole('dialog', { name: 'Compare' }).getByRole('listitem')).toContainText(
    'config.net.crossAzUs=9000',
  );
  await expect(page.getByRole('region', { name: 'Figures that differ' })).toBeVisible({ timeout: 60_000 });
});

test('what cannot be is said at once, and closing ends the work', async ({ page }) => {
  await openAt(page, 'first-light', '2s');
  await page.keyboard.press('v');
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  await expect(dialog.getByRole('button', { name: 'Compare', exact: true })).toBeDisabled();
  await dialog.getByLabel('What the variant does differently').selectOption('set');
  await dialog.getByLabel('Setting').fill('config.nonsense=1');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByRole('alert')).toContainText('config.nonsense');
  await dialog.getByLabel('What the variant does differently').selectOption('off');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(dialog.getByRole('button', { name: 'Stop' })).toBeVisible();
  expect(page.workers().length).toBe(3);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(1);
});
