import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, momentOf, open, openAt, test } from './helpers.ts';

async function openSheet(page: import('@playwright/test').Page) {
  await page.getByRole('button', { name: 'Share and save' }).click();
  await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
}

test('pictures of every view are saved, as PNG and as SVG', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  await openSheet(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  for (const [view, format, magic] of [
    ['Cluster', 'PNG', '\x89PNG'],
    ['Tide', 'SVG', '<svg'],
  ] as const) {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save ${view} as ${format}` }).click();
    const file = readFileSync(await (await saving).path(), 'latin1');
    expect(file.startsWith(magic)).toBe(true);
    expect(file.length).toBeGreaterThan(10_000);
  }
});

test('the trace is saved for other tools', async ({ page }) => {
  await openAt(page, 'rawkv-case-1', '1s');
  await openSheet(page);
  for (const [name, first] of [
    ['Perfetto', /^\{"displayTimeUnit":"ms"/],
    ['ShiViz', /^\(\?<at>/],
    ['JSONL', /^\{"n":0,/],
  ] as const) {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save Trace as ${name}` }).click();
    const text = readFileSync(await (await saving).path(), 'utf8');
    expect(text).toMatch(first);
    expect(text.split('\n').length).toBeGreaterThan(500);
  }
});

test('a stretch of the run is saved as a WebM film', async ({ page }) => {
  await openAt(page, 'first-light', '3s');
  const { fingerprint } = await momentOf(page);
  await page.getByRole('tab', { name: 'Heatmap' }).click();
  await openSheet(page);
  await page.getByLabel('from').fill('2.9s');
  await page.getByLabel('to', { exact: true }).fill('3.0s');
  await expect(page.getByText('10 pictures')).toBeVisible();
  const saving = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Record' }).click();
  const film = readFileSync(await (await saving).path());
  // EBML, the container of WebM.
  expect(film.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  expect(film.includes(Buffer.from('webm'))).toBe(true);
  expect(film.length).toBeGreaterThan(5_000);
  // The run stands where it stood.
  await expect.poll(async () => (await momentOf(page)).fingerprint).toBe(fingerprint);
});

test('the document is saved and opened again as the same run; a wrong file is said in one line', async ({
  page,
}) => {
  await openAt(page, 'first-light', '2s');
  await page.evaluate(() => window.raftide.do('kill process=store-2'));
  const { fingerprint } = await momentOf(page);
  await openSheet(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as file' }).click();
  const path = await (await saving).path();
  await page.keyboard.press('Escape');
  await open(page, '#/rawkv-case-1');
  await openSheet(page);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: readFileSync(path) });
  await expect(page.getByRole('heading', { name: 'First light' })).toBeVisible();
  await page.evaluate(async () => {
    await window.raftide.pause();
    await window.raftide.seek('2s');
  });
  expect((await momentOf(page)).fingerprint).toBe(fingerprint);

  await openSheet(page);
  await page.locator('input[type=file]').setInputFiles({
    name: 'bad.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"v": 1, "id": "mine", "title": "Mine", "seed": "seven"}'),
  });
  await expect(page.getByText(/bad\.json is not a scenario document: .*seed/)).toBeVisible();
  expect((await momentOf(page)).fingerprint).toBe(fingerprint);
});

test('embedded, one view and its timeline stand in another page, which steers it by messages', async ({
  page,
  baseURL,
}) => {
  await page.route('**/around.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>around</title><iframe title="Raftide" width="900" height="600" src="${baseURL}?embed=v1&view=spacetime&theme=dark#/first-light"></iframe>`,
    }),
  );
  await page.goto('./around.html');
  const said = await page.evaluate(async () => {
    const frame = document.querySelector('iframe')?.contentWindow;
    if (frame === null || frame === undefined) throw new Error('no frame');
    const events: unknown[] = [];
    const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>();
    const pong = new Promise<void>((resolve) => {
      window.addEventListener('message', ({ data }: MessageEvent) => {
        if (data === 'PONG') resolve();
        else if (data.event === 'moment') events.push(data);
        else waiting.get(data.id)?.(data);
      });
    });
    const ping = setInterval(() => frame.postMessage('PING', '*'), 100);
    await pong;
    clearInterval(ping);
    let next = 1;
    const call = (name: string, ...parameters: unknown[]) =>
      new Promise<{ value?: unknown; error?: string }>((resolve) => {
        const id = next++;
        waiting.set(id, resolve);
        frame.postMessage({ raftide: 1, id, call: name, with: parameters }, '*');
      });
    await call('pause');
    const sought = await call('seek', '2.5s');
    const wrong = await call('explode');
    await call('idle');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { sought, wrong, last: events.at(-1) };
  });
  expect(said.sought.value).toMatchObject({ ok: true, value: { at: 2_500_000, playing: false } });
  expect(said.wrong.error).toMatch(/^unknown call "explode": expected one of idle, load/);
  expect(said.last).toMatchObject({ raftide: 1, event: 'moment', at: 2_500_000, violations: [] });
  const inside = page.frameLocator('iframe');
  // The colours of the page around are no choice of the visitor's.
  await expect(inside.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await inside.locator('html').evaluate(() => localStorage.getItem('raftide.theme'))).toBeNull();
  await expect(inside.getByRole('button', { name: /^Space-time/ })).toBeVisible();
  await expect(inside.getByRole('button', { name: 'Copy link' })).toHaveCount(0);
  await expect(inside.locator('html')).toHaveAttribute('data-theme', 'dark');
});
