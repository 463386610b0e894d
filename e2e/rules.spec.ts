import { expect, frameOf, open, pause, test, until } from './helpers.ts';

test('a rule switched off on the page is caught by the check that guards it, and the link carries it', async ({
  page,
  context,
}) => {
  await open(page);
  await pause(page);
  await page.getByRole('button', { name: 'Rules' }).click();
  await page.getByRole('searchbox', { name: 'Find a rule' }).fill('R-SORT');
  await page.getByRole('switch', { name: 'R-SORT', exact: true }).click();
  await page.getByRole('button', { name: 'Run with these rules' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await pause(page);

  const violated = await until(
    page,
    'a violation',
    (frame) => frame.checks.some((check) => check.violations > 0),
    60,
    2,
  );
  const broken = violated.checks.filter((check) => check.violations > 0).map((check) => check.id);
  expect(broken).toContain('checkpoint-soundness');
  await expect(page.getByRole('button', { name: /1 check violated/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Checks' }).click();
  await expect(page.getByRole('tabpanel')).toContainText(/violated \d+ ×/);

  const link = await page.evaluate(async () => {
    const made = await window.raftide.link();
    return made.ok ? made.value : made.error;
  });
  const other = await context.newPage();
  await open(other, link);
  expect(await frameOf(other)).toEqual(await frameOf(page));
  await expect(other.getByRole('button', { name: /1 check violated/ })).toBeVisible();
});
