import { expect, open, test } from './helpers.ts';

test('every view speaks Chinese on demand, the choice is kept, and English comes back', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Language: 中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.getByRole('button', { name: '复制链接' })).toBeVisible();
  await expect(page.getByRole('region', { name: /^集群图/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: '复制链接' })).toBeEnabled();
  await page.getByRole('button', { name: '语言: English' }).click();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible();
});
