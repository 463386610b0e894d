import AxeBuilder from '@axe-core/playwright';
import { expect, openAt, test } from './helpers.ts';

test('keys are put, read, swapped and deleted by hand, and the cluster answers', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
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
  await expect(page.getByRole('alert').first()).toContainText('no action "putt"');
  await line.press('ArrowUp');
  await expect(line).toHaveValue('put key=hand value=x store=9');
  await line.press('ArrowUp');
  await expect(line).toHaveValue('delete key=hand');

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
});
