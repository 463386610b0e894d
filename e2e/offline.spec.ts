import { expect, momentOf, open, pause, seek, test } from './helpers.ts';

test.use({ serviceWorkers: 'allow' });

test('once seen, the page opens and runs without a network', async ({ page, context }) => {
  await open(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await pause(page);
  await seek(page, '2s');
  const { fingerprint } = await momentOf(page);

  await context.setOffline(true);
  await page.goto('./#/first-light');
  await page.reload();
  await page.waitForFunction(() => 'raftide' in window);
  await page.evaluate(async () => {
    await window.raftide.ready;
  });
  await pause(page);
  await seek(page, '2s');
  expect((await momentOf(page)).fingerprint).toBe(fingerprint);
  // What is fetched only when used is there too.
  await page.getByRole('button', { name: 'Rules' }).click();
  await expect(page.getByRole('dialog', { name: 'Rules' })).toBeVisible();
});

test('the page can be installed', async ({ page, request }) => {
  await open(page);
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await (await request.get(new URL(href ?? '', page.url()).href)).json();
  expect(manifest).toMatchObject({ name: 'Raftide', display: 'standalone', start_url: './' });
  const icon = await request.get(new URL(manifest.icons[0].src, page.url()).href);
  expect(icon.ok()).toBe(true);
});
