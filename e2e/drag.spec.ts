import type { Locator, Page } from '@playwright/test';
import { expect, frameOf, openAt, test, thing, until, upstream } from './helpers.ts';

const leaderOf = async (page: Page, region: number): Promise<number> =>
  upstream(await frameOf(page)).find((row) => row.id === region)?.leader ?? 0;

/** Presses on `from`, moves in steps as a hand does, and lets go at the point; `held` looks at what is shown meanwhile. */
async function drag(
  page: Page,
  from: { x: number; y: number },
  to: { x: number; y: number },
  held: () => Promise<void> = async () => {},
): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await held();
  await page.mouse.up();
  await page.evaluate(() => window.raftide.idle());
}

async function middle(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('not on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const grabbed = (page: Page) => page.locator('[data-grab]');

test('a leader dragged onto another store leads there', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const from = await leaderOf(page, 1);
  const to = from === 3 ? 2 : 3;
  await drag(
    page,
    await middle(thing(page, new RegExp(`^Region 1, leader on store ${from}`))),
    await middle(thing(page, new RegExp(`^store ${to}, `))),
    async () => {
      await expect(page.locator(`[data-drop="${to}"]`)).toContainText(`store ${to}`);
      await expect(page.locator('[data-possible="true"]')).toHaveCount(2);
    },
  );
  await until(page, 'the other store leads', (frame) => upstream(frame)[0]?.leader === to);
  await expect(grabbed(page)).toHaveCount(0);
});

test('a leader is carried to another store by keys alone, and put back with Escape', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const from = await leaderOf(page, 1);
  const replica = thing(page, new RegExp(`^Region 1, leader on store ${from}`));
  await replica.focus();
  await page.keyboard.press('p');
  await expect(page.locator('[data-possible="true"]')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(grabbed(page)).toHaveCount(0);
  await page.keyboard.press('p');
  await page.keyboard.press('ArrowRight');
  const words = await page.locator('[data-grab] output').textContent();
  const to = Number(/store (\d+):/.exec(words ?? '')?.[1]);
  expect(to).not.toBe(from);
  await page.keyboard.press('Enter');
  await page.evaluate(() => window.raftide.idle());
  await until(page, 'the other store leads', (frame) => upstream(frame)[0]?.leader === to);
});

test('a follower has nowhere to go where every store has a replica, and says why', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const from = await leaderOf(page, 1);
  const [a, b] = [1, 2, 3].filter((store) => store !== from);
  await drag(
    page,
    await middle(thing(page, new RegExp(`^Region 1, follower on store ${a}`))),
    await middle(thing(page, new RegExp(`^store ${b}, `))),
    async () => {
      await expect(page.locator('[data-possible="false"]')).toHaveCount(2);
    },
  );
  await expect(page.getByText(/it has a replica already/).first()).toBeVisible();
});

test('a stroke across a link cuts it, and a zone pulled down by its header goes down', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const link = await middle(thing(page, /^link AZ 1 to AZ 2/));
  await drag(page, { x: link.x, y: link.y - 14 }, { x: link.x + 4, y: link.y + 6 });
  await expect
    .poll(async () => (await frameOf(page)).faults.map((fault) => fault.id))
    .toEqual(['cut-az-1-az-2']);
  const header = await middle(thing(page, /^zone AZ 2/));
  await drag(page, header, { x: header.x, y: header.y + 20 });
  const health = async () =>
    (await frameOf(page)).processes.filter((row) => row.az === 'az-2').map((row) => row.health);
  expect(await health()).not.toContain('down');
  await drag(page, header, { x: header.x, y: header.y + 60 });
  await expect.poll(async () => [...new Set(await health())]).toEqual(['down']);
  await drag(page, header, { x: header.x, y: header.y - 60 });
  await expect.poll(health).not.toContain('down');
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test('a replica that was tapped can be dragged; the map scrolls along at its edge', async ({ page }) => {
    await openAt(page, 'first-light', '3s');
    const from = await leaderOf(page, 1);
    const replica = thing(page, new RegExp(`^Region 1, leader on store ${from}`));
    await replica.scrollIntoViewIfNeeded();
    await replica.tap();
    await page.getByRole('tab', { name: 'Cluster' }).tap();
    const start = await middle(replica);
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: start.x, y }],
      });
    const scrolled = () =>
      page.locator('[data-view="map"] .overflow-y-auto').evaluate((element) => element.scrollTop);
    const before = await scrolled();
    const map = await page.locator('[data-view="map"]').boundingBox();
    const edge = (map?.y ?? 0) + (map?.height ?? 0) - 10;
    await send('touchStart', start.y);
    for (let y = start.y; y < edge; y += 12) await send('touchMove', y);
    for (let i = 0; i < 12; i++) await send('touchMove', edge - (i % 2));
    await expect(page.locator('[data-grab="replica"]')).toBeAttached();
    expect(await scrolled()).toBeGreaterThan(before + 50);
    await send('touchEnd', edge);
    await expect(grabbed(page)).toHaveCount(0);
  });
});
