import type { Locator, Page } from '@playwright/test';
import { expect, openAt, test, thing } from './helpers.ts';

/** The darkest grey that the map has painted inside a thing, 0 (black) to 255: what stands back is pale. */
async function darkest(page: Page, target: Locator): Promise<number> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('it is not on the map');
  return page.evaluate(({ x, y, width, height }) => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-view=map] canvas');
    const ctx = canvas?.getContext('2d') ?? null;
    if (canvas === null || ctx === null) throw new Error('no map');
    const at = canvas.getBoundingClientRect();
    const scale = canvas.width / at.width;
    const { data } = ctx.getImageData(
      Math.round((x - at.left) * scale),
      Math.round((y - at.top) * scale),
      Math.round(width * scale),
      Math.round(height * scale),
    );
    let least = 255;
    for (let i = 0; i < data.length; i += 4) {
      const grey = ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0)) / 3;
      if ((data[i + 3] ?? 0) > 128) least = Math.min(least, grey);
    }
    return least;
  }, box);
}

const leader = (page: Page, region: number) => thing(page, new RegExp(`^Region ${region}, leader`));

test.use({ colorScheme: 'light' });

test('with a Region chosen, the others stand back as far as one wishes', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  await leader(page, 2).click();
  const choose = async (density: string) => {
    await page.getByRole('button', { name: density, exact: true }).click();
    await page.evaluate(() => window.raftide.idle());
    await page.waitForTimeout(300);
  };
  const strengths = async () => ({
    own: await darkest(page, leader(page, 2)),
    neighbour: await darkest(page, leader(page, 3)),
    far: await darkest(page, leader(page, 5)),
  });

  await choose('all');
  const all = await strengths();
  expect(all.far).toBeLessThan(all.own + 30);

  await choose('context');
  const context = await strengths();
  expect(context.own).toBeLessThan(all.own + 10);
  expect(context.neighbour).toBeGreaterThan(context.own + 30);
  expect(context.far).toBeGreaterThan(context.neighbour + 30);

  await choose('focus');
  const focus = await strengths();
  expect(focus.own).toBeLessThan(all.own + 10);
  expect(focus.neighbour).toBeGreaterThan(context.neighbour + 30);
});

test('the more Regions a cluster has, the less is said of each, and each can still be chosen', async ({
  page,
}) => {
  const map = page.getByRole('region', { name: /^Cluster map/ });
  const replicas = map.getByRole('button', { name: /^Region / });
  await openAt(page, 'first-light', '3s');
  await expect(replicas).toHaveCount(6 * 3);
  const few = await replicas.first().boundingBox();
  await openAt(page, 'large', '1s');
  await expect(replicas).toHaveCount(100 * 3);
  const many = await replicas.first().boundingBox();
  expect(many?.width).toBeLessThan((few?.width ?? 0) / 1.5);

  // A thousand are marks of a few pixels: the keyboard walks over them, and a mouse can choose each.
  await openAt(page, 'huge', '1s');
  await expect(replicas).toHaveCount(0);
  await expect(map.getByRole('button', { name: /^store \d+/ })).toHaveCount(30);
  await map.getByRole('button', { name: /^store 1\b/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(replicas).toBeFocused();
  const name = (await replicas.getAttribute('aria-label')) ?? '';
  const mark = await replicas.boundingBox();
  await page.keyboard.press('ArrowRight');
  await expect(map.getByRole('button', { name, exact: true })).toHaveCount(0);
  await page.mouse.click((mark?.x ?? 0) + (mark?.width ?? 0) / 2, (mark?.y ?? 0) + (mark?.height ?? 0) / 2);
  await expect(map.getByRole('button', { name, exact: true, pressed: true })).toBeVisible();
});
