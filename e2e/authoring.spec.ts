import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { act, copiedBy, expect, momentOf, open, openAt, seek, test } from './helpers.ts';

test('what was done is told with captions, shared, and told again by whoever opens the link', async ({
  page,
}) => {
  await openAt(page, 'first-light', '2s');
  expect(await act(page, 'splitRegion region=2 key=g')).toBe('');
  await seek(page, '2.4s');
  await page.evaluate(() => window.raftide.select('region:2'));
  const { fingerprint } = await momentOf(page);

  await page.getByRole('button', { name: 'Tell this run as a story' }).click();
  const sheet = page.getByRole('dialog', { name: 'Tell this run' });
  await expect(sheet).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  await sheet.getByLabel('Title').fill('A split of mine');
  await sheet.getByLabel('New caption').fill('Two seconds and a bit.');
  await sheet.getByRole('button', { name: 'Add caption' }).click();
  await sheet.getByLabel('New caption').fill('The last thing of Region 2.');
  await sheet.getByRole('radio', { name: /^when this happens/ }).check();
  await sheet.getByRole('button', { name: 'Add caption' }).click();
  // The story's own welcome is said otherwise, and its second caption goes.
  await sheet.getByLabel('Caption 1', { exact: true }).fill('Watch Region 2.');
  await sheet.getByRole('button', { name: 'Remove caption 2' }).click();
  const link = await copiedBy(page, sheet.getByRole('button', { name: 'Copy link' }));
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'A split of mine' })).toBeVisible();
  await expect(page.locator('[data-caption]')).toContainText(
    /Two seconds and a bit|The last thing of Region 2/,
  );
  // Words change nothing of what happens, and what was done can still be taken back.
  expect((await momentOf(page)).fingerprint).toBe(fingerprint);

  expect(link).toContain('#/run/v1.');
  const commands = await page.evaluate(() => window.raftide.commands());
  await page.goto('about:blank');
  await open(page, link);
  await expect(page.getByRole('heading', { name: 'A split of mine' })).toBeVisible();
  expect(await page.evaluate(() => window.raftide.commands())).toEqual(commands);
  expect((await momentOf(page)).fingerprint).toBe(fingerprint);
  const told = await page.evaluate(async () => {
    await window.raftide.pause();
    await window.raftide.seek(0);
    const words: string[] = [];
    for (;;) {
      const met = await window.raftide.runUntil('caption');
      if (!met.ok || met.value.at > 2_400_000) return words;
      words.push(met.value.met);
    }
  });
  expect(told).toContain('Two seconds and a bit.');
  expect(told).toContain('The last thing of Region 2.');
});

test('a story is told by keyboard alone, and saved as a file', async ({ page }) => {
  await openAt(page, 'h5-merge-without-flush', '0.5s');
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Tell this run' });
  await expect(sheet).toBeVisible();
  const tabTo = async (name: string | RegExp, role: 'textbox' | 'button') => {
    const wanted = sheet.getByRole(role, { name, exact: typeof name === 'string' });
    for (let i = 0; i < 60; i++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(name)}`);
  };
  await tabTo('Title', 'textbox');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('By keys alone');
  await tabTo('New caption', 'textbox');
  await page.keyboard.type('Half a second.');
  await tabTo('Add caption', 'button');
  await page.keyboard.press('Enter');
  await expect(
    sheet.getByRole('textbox', { name: /^Caption \d/ }).filter({ hasText: 'Half a second.' }),
  ).toHaveCount(1);
  const saving = page.waitForEvent('download');
  await tabTo('Save as file', 'button');
  await page.keyboard.press('Enter');
  const file: unknown = JSON.parse(readFileSync(await (await saving).path(), 'utf8'));
  expect(file).toMatchObject({ title: 'By keys alone' });
  expect(JSON.stringify(file)).toContain('"caption":"Half a second."');
  await expect(sheet).toHaveCount(0);
});

test('a moment outside of the run is refused in one line', async ({ page }) => {
  await openAt(page, 'h5-merge-without-flush', '0.5s');
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Tell this run' });
  await sheet.getByLabel('Moment of caption 1').fill('soon');
  await sheet.getByRole('button', { name: 'Apply' }).click();
  await expect(sheet.getByRole('alert')).toContainText('soon is no moment');
  await expect(page.getByRole('dialog')).toHaveCount(1);
});
