import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, openAt, test } from './helpers.ts';

/** Opens the console: what is typed there is sent, and its answer awaited. */
async function openConsole(page: Page) {
  await page.getByRole('tab', { name: 'Console' }).click();
  const line = page.getByRole('textbox', { name: 'Operation to send' });
  const answers = page.getByRole('log', { name: 'Answers of the cluster' });
  const type = async (words: string) => {
    await line.fill(words);
    await line.press('Enter');
    await page.evaluate(() => window.raftide.idle());
    for (let i = 0; i < 3; i++) await page.evaluate(() => window.raftide.step('tick'));
    await page.evaluate(() => window.raftide.idle());
  };
  return { line, answers, type };
}

test('keys are put, read, swapped and deleted by hand, and the cluster answers', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const { line, answers, type } = await openConsole(page);
  await type('put key=hand value=made');
  await expect(answers).toContainText('ok, version');
  await type('get key=hand');
  await expect(answers).toContainText('"made", version');
  await type('cas key=hand expected=other value=no');
  await expect(answers).toContainText('not swapped: it holds "made"');
  await type('delete key=hand');
  await type('put key=hand value=x store=9');
  await expect(answers).toContainText('StoreNotMatch: there is no store 9');

  await line.fill('putt key=a');
  await line.press('Enter');
  await expect(page.getByRole('alert').first()).toContainText('putt is not an operation on keys');
  await line.press('ArrowUp');
  await expect(line).toHaveValue('put key=hand value=x store=9');
  await line.press('ArrowUp');
  await expect(line).toHaveValue('delete key=hand');

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
});

test('what the cluster never takes is refused with the real error’s name', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const { answers, type } = await openConsole(page);
  await type('put key=hand value=x bytes=8388609');
  await expect(answers).toContainText('RaftEntryTooLarge: the entry has 8388609 bytes');
  await type(`put key=${'k'.repeat(8_193)} value=x`);
  await expect(answers).toContainText('KeyTooLarge: the key has 8193 bytes, the limit is 8192');
  await type('put key=t1_r1 value=x');
  await expect(answers).toContainText('InvalidKeyMode: raw_put in storage API V2');
  // An empty key is legal.
  await type('put key="" value=x');
  await expect(answers).toContainText('ok, version');
});
