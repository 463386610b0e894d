import type { Page } from '@playwright/test';
import type { Inspection } from '../src/model/frame.ts';
import { expect, frameOf, openAt, test } from './helpers.ts';

/** What the inspector shows of a Region's raft group, as a person sees it. */

const details = (page: Page) => page.locator('[data-view="details"]');
const matrix = (page: Page) => details(page).getByRole('figure', { name: 'Raft log' });

/** A fact of Region 1: its group, and what its name and value must match, as `name: value`. */
type Wanted = readonly [group: string, words: string];
/** Not a fact: the leader's log holds an entry that is not committed. */
const UNCOMMITTED: Wanted = ['raft log', 'an entry that is not committed'];

/** Goes on by half a millisecond at a time until Region 1 shows what is wanted, and selects it there. */
async function goUntil(page: Page, wanted: Wanted): Promise<Inspection> {
  const found = await page.evaluate(async ([group, words]) => {
    const uncommitted = ({ log }: Inspection): boolean =>
      log !== null && log.rows.some((row) => row.leader && log.first + row.terms.length - 1 > row.commit);
    const told = ({ facts }: Inspection): boolean =>
      facts.some((fact) => fact.group === group && new RegExp(words).test(`${fact.name}: ${fact.value}`));
    await window.raftide.idle();
    const from = (await window.raftide.frame())?.at ?? 0;
    for (let atUs = from; atUs < from + 400_000; atUs += 500) {
      await window.raftide.seek(atUs / 1e6);
      await window.raftide.idle();
      const now = await window.raftide.inspect('region:1');
      if (now === null || !(group === 'raft log' ? uncommitted(now) : told(now))) continue;
      await window.raftide.select('region:1');
      await window.raftide.idle();
      return now;
    }
    return null;
  }, wanted);
  if (found === null) throw new Error(`never seen: ${wanted.join(', ')}`);
  return found;
}

test('the logs stand in aligned columns; what is not committed is dashed; match and next have their marks', async ({
  page,
}) => {
  await openAt(page, 'az-move', '2s');
  const now = await goUntil(page, UNCOMMITTED);
  const rows = await matrix(page)
    .locator('tbody tr')
    .evaluateAll((list) =>
      list.map((row) =>
        [...row.querySelectorAll('td > div:first-child')].map((cell) => {
          const style = getComputedStyle(cell);
          const mark = cell.nextElementSibling;
          return {
            x: Math.round(cell.getBoundingClientRect().x),
            term: cell.textContent ?? '',
            border: style.borderTopStyle,
            filled: style.backgroundColor !== 'rgba(0, 0, 0, 0)',
            match: mark?.querySelector('span') !== null,
            next: mark?.querySelector('svg') !== null,
          };
        }),
      ),
    );
  expect(rows).toHaveLength(now.log?.rows.length ?? 0);
  const [first = []] = rows;
  expect(first.length).toBeGreaterThan(5);
  for (const row of rows) expect(row.map((cell) => cell.x)).toEqual(first.map((cell) => cell.x));
  const cells = rows.flat().filter((cell) => cell.term !== '');
  // Dashed and empty, or solid and filled: nothing between.
  expect(cells.every((cell) => (cell.border === 'solid') === cell.filled)).toBe(true);
  expect(cells.filter((cell) => cell.border === 'dashed').length).toBeGreaterThan(0);
  expect(cells.filter((cell) => cell.border === 'solid').length).toBeGreaterThan(5);
  for (const [i, row] of rows.entries()) {
    const leads = now.log?.rows[i]?.leader === true;
    expect(row.filter((cell) => cell.next)).toHaveLength(leads ? 0 : 1);
    expect(row.filter((cell) => cell.match).length).toBeLessThanOrEqual(leads ? 0 : 1);
  }
  await expect(matrix(page).locator('figcaption')).toBeVisible();
});

test('terms, votes, the lease and what the leader knows of each follower are in words', async ({ page }) => {
  await openAt(page, 'az-move', '2s');
  const now = await goUntil(page, ['raft', '^lease left: \\d']);
  const panel = details(page);
  const leader = now.log?.rows.find((row) => row.leader)?.store ?? 0;
  const followers = now.log?.rows.filter((row) => !row.leader).map((row) => row.store) ?? [];
  expect(followers).toHaveLength(2);
  const table = panel.getByRole('table', { name: 'progress' });
  await expect(table.getByRole('columnheader')).toHaveText([
    'follower',
    'match',
    'next',
    'sends',
    'in flight',
    'heard from',
  ]);
  for (const store of followers) {
    const seen = now.log?.rows.find((row) => row.store === store)?.progress;
    const row = table
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: `store ${store}` }) });
    await expect(row.getByRole('cell')).toHaveText([
      String(seen?.match),
      String(seen?.next),
      'replicate: appends',
      /^\d+ appends?$/,
      'lately',
    ]);
    await expect(
      panel
        .locator('dd')
        .filter({ hasText: `store ${store}` })
        .filter({ hasText: /in term \d+/ }),
    ).toBeVisible();
  }
  await expect(
    panel
      .locator('dd')
      .filter({ hasText: `store ${leader}` })
      .filter({ hasText: /in term \d+/ }),
  ).toBeVisible();
  await expect(panel.locator('dd').filter({ hasText: 'lease left' })).toContainText(/\d/);
});

test('a replica that moves shows its snapshot in flight and then both halves of the joint state', async ({
  page,
}) => {
  test.slow();
  await openAt(page, 'az-move', '1s');
  await goUntil(page, ['progress', 'snapshot up to \\d+ on its way']);
  const panel = details(page);
  await expect(panel.getByRole('table', { name: 'progress' })).toContainText(
    /snapshot: a snapshot.*snapshot up to \d+/,
  );
  await expect(panel.locator('dd').filter({ hasText: 'learners' })).toContainText('store 4');
  await goUntil(page, ['members', '^voters until then']);
  await expect(panel.locator('dd').filter({ hasText: 'voters to come' })).toContainText('store 4');
  await expect(panel.locator('dd').filter({ hasText: 'voters until then' })).toContainText('store 3');
  await expect(panel.locator('dd').filter({ hasText: 'to agree' })).toContainText('a majority of both');
  await expect(matrix(page).locator('tbody tr')).toHaveCount(4);
});

/** What the inspector says of each type of message beside sender, receiver, epoch and term. */
const FIELDS: readonly [type: string, fields: readonly string[]][] = [
  ['MsgApp', ['comes after', 'entries', 'committed up to']],
  ['MsgAppResp', ['answer']],
  ['MsgHeartbeat', ['committed up to', 'confirms reads']],
  ['MsgHeartbeatResp', ['confirms reads']],
];

test('a raft message tells every field in words', async ({ page }) => {
  test.slow();
  await openAt(page, 'az-move', '2s');
  const open = new Map(FIELDS);
  for (let i = 0; i < 2_000 && open.size > 0; i++) {
    const frame = await frameOf(page);
    for (const flight of frame.flights.filter((row) => row.family === 'raft')) {
      const facts = await page.evaluate((id) => window.raftide.inspect(`message:${id}`), flight.id);
      const group = [...open.keys()].find((each) => facts?.facts.some((f) => f.group.endsWith(`: ${each}`)));
      if (group === undefined) continue;
      await page.evaluate((id) => window.raftide.select(`message:${id}`), flight.id);
      await page.evaluate(() => window.raftide.idle());
      const list = details(page)
        .locator('dl')
        .filter({ has: page.locator('dt', { hasText: new RegExp(`: ${group}$`) }) })
        .first();
      for (const name of ['from', 'to', 'epoch of the sender', 'term', ...(open.get(group) ?? [])])
        await expect(list.locator('dd').filter({ hasText: name }).first()).toBeVisible();
      open.delete(group);
    }
    await page.evaluate(() => window.raftide.step('message'));
  }
  expect([...open.keys()]).toEqual([]);
});
