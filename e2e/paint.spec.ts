import type { Page } from '@playwright/test';
import { expect, open, pause, test } from './helpers.ts';

/** Pixels of the map's own canvas, without messages. */
async function keepPicture(page: Page, name: string): Promise<void> {
  await page.evaluate((key) => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-view=map] canvas');
    const ctx = canvas?.getContext('2d') ?? null;
    if (canvas === null || ctx === null) throw new Error('no map');
    const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
    Object.assign(window, { [key]: data });
  }, name);
}

/** Pixels that differ between two kept pictures, and by how much at most. */
function compare(
  page: Page,
): Promise<{ readonly pixels: number; readonly most: number; readonly of: number }> {
  return page.evaluate(() => {
    const read = (key: string): Uint8ClampedArray => {
      const kept: unknown = Reflect.get(window, key);
      if (!(kept instanceof Uint8ClampedArray)) throw new Error(`no picture ${key}`);
      return kept;
    };
    const pieces = read('pieces');
    const whole = read('whole');
    const differing = new Set<number>();
    let most = pieces.length === whole.length ? 0 : 255;
    pieces.forEach((value, index) => {
      const by = Math.abs(value - (whole[index] ?? 0));
      if (by > 0) differing.add(Math.floor(index / 4));
      most = Math.max(most, by);
    });
    return { pixels: differing.size, most, of: pieces.length / 4 };
  });
}

for (const story of ['first-light', 'large']) {
  test(`what was painted piece by piece looks as if painted at once: ${story}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open(page, `#/${story}`);
    await page.evaluate(() => window.raftide.play(0.1));
    await expect
      .poll(() => page.evaluate(async () => (await window.raftide.frame())?.at ?? 0), { timeout: 60_000 })
      .toBeGreaterThan(300_000);
    await pause(page);
    await page.waitForTimeout(500);
    await keepPicture(page, 'pieces');
    // Another theme and back: everything is painted from nothing.
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
    await page.waitForTimeout(500);
    await keepPicture(page, 'whole');
    const { pixels, most, of } = await compare(page);
    // Rounded corners that were painted twice are a little fuller.
    expect(pixels / of).toBeLessThan(0.001);
    expect(most).toBeLessThan(64);
  });
}
