import type { Page } from '@playwright/test';
import type { Frame } from '../src/model/frame.ts';
import { libraryList } from '../src/scenario/library/index.ts';
import {
  choose,
  copiedBy,
  escape,
  expect,
  expectTold,
  frameOf,
  momentOf,
  open,
  openAt,
  pause,
  seek,
  test,
  thing,
  typeIntoPalette,
  until,
  upstream,
} from './helpers.ts';
import { chooseByKeys, focusByArrows } from './keys.ts';

/** The Region that these tests work on: none of the story's own commands touches it before 26 s. */
const REGION = 4;
const CAPTURE = 'capture-b';

const leaderOf = (frame: Frame, region: number): number =>
  upstream(frame).find((row) => row.id === region)?.leader ?? 0;
const healthOf = (frame: Frame, process: string): string | undefined =>
  frame.processes.find((row) => row.id === process)?.health;
const ids = (frame: Frame): readonly number[] => upstream(frame).map((row) => row.id);

/** A store with a peer of the Region that does not lead it. */
function followerOf(frame: Frame, region: number): number {
  const row = upstream(frame).find((each) => each.id === region);
  const store = row?.stores.find((id) => id !== row.leader);
  if (store === undefined) throw new Error(`Region ${region} has no follower`);
  return store;
}

test('something happens within a second of the first picture', async ({ page }) => {
  await open(page);
  const first = await page.evaluate(() => window.raftide.frame());
  await expect
    .poll(async () => (await page.evaluate(() => window.raftide.frame()))?.traceLength ?? 0, {
      timeout: 1_000,
    })
    .toBeGreaterThan(first?.traceLength ?? 0);
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(thing(page, /^store 1, up/)).toBeVisible();
  await expect(page.locator('footer').getByRole('paragraph')).toContainText(/\w+ \w+ \w+/);
});

test('a Region is split, merged back and led elsewhere, a capture killed and restarted, by click', async ({
  page,
}) => {
  await openAt(page, 'first-light', '2s');
  const before = await until(page, 'a leader', (frame) => leaderOf(frame, REGION) !== 0);

  await choose(
    page,
    thing(page, new RegExp(`^Region ${REGION}, leader`)),
    `Split Region ${REGION} in the middle`,
  );
  const split = await until(page, 'the split', (frame) => ids(frame).length === ids(before).length + 1);
  const half = ids(split).find((id) => !ids(before).includes(id));
  await until(page, 'a leader of the new half', (frame) => leaderOf(frame, half ?? 0) !== 0);
  await expect(thing(page, new RegExp(`^Region ${half}, leader on store`))).toBeVisible();
  await expectTold(page, `split Region ${REGION} in the middle of its data`);

  await mergeByMenu(page, REGION, half ?? 0);
  await until(page, 'the merge', (frame) => ids(frame).length === ids(before).length, 15);
  await expectTold(page, `merge Region ${half} into Region ${REGION}`);
  await expect(thing(page, new RegExp(`^Region ${half}, `))).toHaveCount(0);

  const target = followerOf(await frameOf(page), REGION);
  await choose(
    page,
    thing(page, new RegExp(`^Region ${REGION}, follower on store ${target}`)),
    `Transfer leader of Region ${REGION} to store ${target}`,
  );
  await until(page, 'the transfer', (frame) => leaderOf(frame, REGION) === target);
  await expect(thing(page, new RegExp(`^Region ${REGION}, leader on store ${target}`))).toBeVisible();
  await expectTold(page, `transfer the leader of Region ${REGION} to store ${target}`);

  await choose(page, thing(page, new RegExp(`^${CAPTURE}, up`)), `Kill ${CAPTURE}`);
  await until(page, 'the kill', (frame) => healthOf(frame, CAPTURE) === 'down');
  await expect(thing(page, new RegExp(`^${CAPTURE}, down`))).toBeVisible();
  await expectTold(page, `kill ${CAPTURE}`);

  await choose(page, thing(page, new RegExp(`^${CAPTURE}, down`)), `Restart ${CAPTURE}`);
  await until(page, 'the restart', (frame) => healthOf(frame, CAPTURE) === 'up');
  await expect(thing(page, new RegExp(`^${CAPTURE}, up`))).toBeVisible();
  await expectTold(page, `restart ${CAPTURE}`);
});

async function mergeByMenu(page: Page, into: number, half: number): Promise<void> {
  const frame = await frameOf(page);
  const side = ids(frame).indexOf(half) < ids(frame).indexOf(into) ? 'right' : 'left';
  const words = `Merge Region ${half} into Region ${into} (${side})`;
  await choose(page, thing(page, new RegExp(`^Region ${half}, leader`)), words);
}

test('the same by keyboard alone', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await advanceUntil(page, (frame) => leaderOf(frame, REGION) !== 0 && frame.at > 2e6);
  const before = await frameOf(page);

  // From the map: to the Region's leader with the arrows, its menu with Enter, down to the words.
  await focusByArrows(page, new RegExp(`^Region ${REGION}, leader`));
  await chooseByKeys(page, `Split Region ${REGION} in the middle`);
  await advanceUntil(page, (frame) => ids(frame).length === ids(before).length + 1);
  const half = ids(await frameOf(page)).find((id) => !ids(before).includes(id)) ?? 0;
  await advanceUntil(page, (frame) => leaderOf(frame, half) !== 0);

  // From the palette, as text.
  await typeIntoPalette(page, `mergeRegion region=${half} target=${REGION}`);
  await advanceUntil(page, (frame) => ids(frame).length === ids(before).length, 15);
  await expect(thing(page, new RegExp(`^Region ${half}, `))).toHaveCount(0);

  // From the palette, by words.
  const target = followerOf(await frameOf(page), REGION);
  await typeIntoPalette(page, `Transfer leader of Region ${REGION} to store ${target}`);
  await advanceUntil(page, (frame) => leaderOf(frame, REGION) === target);
  await expect(thing(page, new RegExp(`^Region ${REGION}, leader on store ${target}`))).toBeVisible();

  await focusByArrows(page, new RegExp(`^${CAPTURE}, up`));
  await chooseByKeys(page, `Kill ${CAPTURE}`);
  await advanceUntil(page, (frame) => healthOf(frame, CAPTURE) === 'down');
  await focusByArrows(page, new RegExp(`^${CAPTURE}, down`));
  await chooseByKeys(page, `Restart ${CAPTURE}`);
  await advanceUntil(page, (frame) => healthOf(frame, CAPTURE) === 'up');

  await page.keyboard.press('l');
  for (const words of [
    `split Region ${REGION} in the middle of its data`,
    `merge Region ${half} into Region ${REGION}`,
    `transfer the leader of Region ${REGION} to store ${target}`,
    `kill ${CAPTURE}`,
    `restart ${CAPTURE}`,
  ]) {
    await expectTold(page, words);
  }
});

/** Lets time go on with the key for it: one hundredth of the run at a time. */
async function advanceUntil(page: Page, wanted: (frame: Frame) => boolean, withinS = 10): Promise<void> {
  let frame = await frameOf(page);
  const from = frame.at;
  while (!wanted(frame)) {
    expect(frame.at - from).toBeLessThan(withinS * 1e6);
    await page.keyboard.press('d');
    frame = await frameOf(page);
  }
}

test('a copied link opened elsewhere shows the same moment of the same run', async ({ page, context }) => {
  await openAt(page, 'first-light', '3s');
  await until(page, 'a leader', (frame) => leaderOf(frame, REGION) !== 0);
  await thing(page, new RegExp(`^Region ${REGION}, leader`)).click();
  await choose(
    page,
    thing(page, new RegExp(`^Region ${REGION}, leader`)),
    `Split Region ${REGION} in the middle`,
  );
  await seek(page, '4.2s');
  await choose(page, thing(page, new RegExp(`^${CAPTURE}, up`)), `Kill ${CAPTURE}`);
  await seek(page, '6.123456s');

  const link = await copiedBy(page, page.getByRole('button', { name: 'Copy link' }));
  expect(link).toContain('#/run/v1.');
  const here = await momentOf(page);
  expect(here.at).toBeLessThanOrEqual(6_123_456);

  const other = await context.newPage();
  await open(other, link);
  expect(await momentOf(other)).toEqual(here);
  expect(await frameOf(other)).toEqual(await frameOf(page));
  await expect(thing(other, new RegExp(`^${CAPTURE}, down`))).toBeVisible();
  await expect(
    thing(other, new RegExp(`^Region ${REGION}, `)).and(other.locator('[aria-pressed="true"]')),
  ).toBeVisible();
  await expectTold(other, `split Region ${REGION} in the middle of its data`);

  // And it goes on in the same way.
  for (const each of [page, other]) await seek(each, '9s');
  expect(await momentOf(other)).toEqual(await momentOf(page));
});

test('a link of a story as it is stays short', async ({ page }) => {
  await openAt(page, 'first-light', '12.5s');
  const link = await copiedBy(page, page.getByRole('button', { name: 'Copy link' }));
  expect(link).toMatch(/#\/first-light\?t=12\.5s$/);
});

test('time goes back and forth, and a step is one event', async ({ page }) => {
  await openAt(page, 'first-light', '5s');
  const five = await momentOf(page);
  await page.getByRole('button', { name: 'Step one event' }).click();
  const next = await momentOf(page);
  expect(next.at).toBeGreaterThanOrEqual(five.at);
  await seek(page, '1s');
  await seek(page, '7s');
  await seek(page, '5s');
  expect(await momentOf(page)).toEqual(five);
  await page.keyboard.press('.');
  expect(await momentOf(page)).toEqual(next);
});

test('paused, the page asks for no animation frames', async ({ page }) => {
  await page.addInitScript(() => {
    const counted = window as Window & { askedForFrames?: number };
    counted.askedForFrames = 0;
    const real = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => {
      counted.askedForFrames = (counted.askedForFrames ?? 0) + 1;
      return real(callback);
    };
  });
  await openAt(page, 'first-light', '3s');
  const counted = () =>
    page.evaluate(() => (window as Window & { askedForFrames?: number }).askedForFrames ?? 0);
  const whilePlaying = await counted();
  expect(whilePlaying).toBeGreaterThan(0);
  // What is fetched after the first picture may still arrive and be painted once; then the page is at rest.
  await expect(async () => {
    const from = await counted();
    await page.waitForTimeout(1_000);
    expect((await counted()) - from).toBe(0);
  }).toPass({ timeout: 8_000 });
  const rested = await counted();
  await page.waitForTimeout(2_000);
  expect((await counted()) - rested).toBe(0);
});

test('stories of the gallery open and play', async ({ page }) => {
  await open(page);
  await pause(page);
  const titles = libraryList().map(({ title }) => title);
  expect(titles.length).toBeGreaterThanOrEqual(20);
  // All of them are played by their captions in the demos; here a few, across the shelves, as a person opens them.
  for (const title of titles.filter((_, index) => index % 12 === 0)) {
    await page.keyboard.press('g');
    await page
      .getByRole('dialog')
      .getByRole('listitem')
      .getByRole('button', { name: new RegExp(escape(title)) })
      .first()
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
    const from = (await frameOf(page)).traceLength;
    await expect.poll(async () => (await frameOf(page)).traceLength).toBeGreaterThan(from);
    await pause(page);
  }
});
