import type { Page } from '@playwright/test';
import { expect, frameOf, open, openAt, seek, test, typeIntoPalette } from './helpers.ts';

/** Steps until raft messages are on their way and selects the first with the keys; gives its name. */
async function catchRaftMessage(page: Page): Promise<string> {
  await openAt(page, 'first-light', '1.5s');
  for (let i = 0; i < 200; i++) {
    const frame = await frameOf(page);
    if (frame.flights.some((row) => row.family === 'raft' && !row.doomed && row.dueAt > frame.at)) break;
    await page.keyboard.press('m');
  }
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(']');
    const caught = page.locator('[data-ref^="message:"]');
    await expect(caught).toBeFocused();
    const ref = await caught.getAttribute('data-ref');
    const frame = await frameOf(page);
    const row = frame.flights.find((each) => `message:${each.id}` === ref);
    if (row?.family === 'raft' && row.dueAt > frame.at)
      return (await caught.getAttribute('aria-label')) ?? '';
  }
  throw new Error('no raft message on its way');
}

const numberOf = async (page: Page): Promise<number> => {
  const ref = await page.locator('[data-ref^="message:"]').getAttribute('data-ref');
  return Math.floor(Number(ref?.slice('message:'.length)));
};

test('a message is chosen by keys alone and dropped from its menu; the link replays it', async ({ page }) => {
  const name = await catchRaftMessage(page);
  expect(name).toMatch(/, store-\d → store-\d$/);
  const message = await numberOf(page);
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Drop this message' }).press('Enter');
  await page.evaluate(() => window.raftide.idle());
  const isDoomed = (rows: Awaited<ReturnType<typeof frameOf>>) =>
    rows.flights.filter((row) => Math.floor(row.id) === message).map((row) => row.doomed);
  expect(isDoomed(await frameOf(page))).toContain(true);
  await expect(
    page.locator('[data-view="details"]').getByText('no: it gets lost on its way').last(),
  ).toBeVisible();
  const { fingerprint, at } = await frameOf(page);
  const link = await page.evaluate(async () => {
    const made = await window.raftide.link();
    return made.ok ? made.value : '';
  });
  await open(page, link);
  const again = await frameOf(page);
  expect([again.fingerprint, again.at]).toEqual([fingerprint, at]);
  expect(isDoomed(again)).toContain(true);
});

test('a message is delayed from the inspector, and repeated through the palette', async ({ page }) => {
  await catchRaftMessage(page);
  const message = await numberOf(page);
  const dueAt = async () =>
    (await frameOf(page)).flights.find((row) => Math.floor(row.id) === message)?.dueAt ?? 0;
  const before = await dueAt();
  await page.locator('[data-view="details"]').getByRole('button', { name: 'Delay it by 20 ms' }).click();
  await page.evaluate(() => window.raftide.idle());
  expect(await dueAt()).toBe(before + 20_000);
  const { flightsTotal } = await frameOf(page);
  await typeIntoPalette(page, 'Let it come twice');
  expect((await frameOf(page)).flightsTotal).toBe(flightsTotal + 1);
});

test('what has arrived stays in the inspector with the reason why nothing can be done', async ({ page }) => {
  await catchRaftMessage(page);
  await seek(page, (await frameOf(page)).at / 1e6 + 1);
  const drop = page.locator('[data-view="details"]').getByRole('button', { name: /^Drop this message/ });
  await expect(drop).toHaveAttribute('aria-disabled', 'true');
  await expect(drop).toContainText('it is not on its way any more');
});
