import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { browserPath } from './browser.mjs';
import { root } from './sources.mjs';

/**
 * `npm run bench:page`: what the page costs its main thread, in headless Chromium with software rendering at
 * 1280 × 800, from a local server. Build first. Script is measured in processor time of the thread, so that others on the
 * machine count little; the calibration says how quick a processor that is. `BENCH_STORIES=large,huge` measures only these.
 */

const PORT = Number(process.env.BENCH_PORT ?? 4188);
const STORIES = [
  { id: 'first-light', from: '3s', frameMs: 8 },
  { id: 'large', from: '0.8s', frameMs: 8 },
  { id: 'huge', from: '0.8s', frameMs: 16 },
].filter(({ id }) => (process.env.BENCH_STORIES ?? id).split(',').includes(id));
const PLAY_MS = Number(process.env.BENCH_PLAY_MS ?? 6_000);
const PAUSE_MS = 10_000;

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Processor time of an event; its length where the browser does not say. @param {any} event */
function cpuUs(event) {
  return event.tdur ?? event.dur;
}

/**
 * Script per drawn frame and the longest tasks, from the trace of the page's main thread. What runs between two animation
 * frames belongs to the first of them.
 *
 * @param {any[]} events
 */
function readTrace(events) {
  const main = events.find((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
  const own = events.filter(
    (event) => event.ph === 'X' && event.pid === main?.pid && event.tid === main?.tid,
  );
  const tasks = own.filter((event) => event.name.endsWith('RunTask')).toSorted((a, b) => a.ts - b.ts);
  const script = own
    .filter((event) =>
      /^(FunctionCall|EvaluateScript|FireAnimationFrame|TimerFire|RunMicrotasks|HandlePostMessage)$/.test(
        event.name,
      ),
    )
    .toSorted((a, b) => a.ts - b.ts);
  // Nested events count once: only those that begin after the end of the one before.
  const outer = [];
  let end = -Infinity;
  for (const event of script) {
    if (event.ts < end) continue;
    outer.push(event);
    end = event.ts + event.dur;
  }
  // All callbacks of one animation frame run in one task.
  const frames = tasks
    .filter((task) =>
      own.some(
        (event) =>
          event.name === 'FireAnimationFrame' && event.ts >= task.ts && event.ts < task.ts + task.dur,
      ),
    )
    .map((task) => task.ts);
  /** @type {number[]} */
  const perFrame = frames.slice(1).map(() => 0);
  let at = 0;
  for (const event of outer) {
    while (at + 1 < frames.length && (frames[at + 1] ?? Infinity) <= event.ts) at++;
    if (at < perFrame.length && event.ts >= (frames[0] ?? 0))
      perFrame[at] = (perFrame[at] ?? 0) + cpuUs(event) / 1_000;
  }
  const long = tasks.filter((event) => cpuUs(event) > 50_000);
  return {
    frames: perFrame.length,
    p50: quantile(perFrame, 0.5),
    p95: quantile(perFrame, 0.95),
    long: long.length,
  };
}

/** @param {import('@playwright/test').CDPSession} cdp @param {() => Promise<void>} during */
async function traced(cdp, during) {
  /** @type {any[]} */
  const events = [];
  const collect = (/** @type {any} */ part) => events.push(...part.value);
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'toplevel', '__metadata'] },
  });
  await during();
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await done;
  cdp.off('Tracing.dataCollected', collect);
  return events;
}

/** @param {import('@playwright/test').CDPSession} cdp */
async function taskMs(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1_000;
}

/**
 * A first visit, until the first frame in which a replica asks for votes or leads: milliseconds since the visit began, and all
 * script that the page and its worker had asked for until then.
 *
 * @param {import('@playwright/test').Browser} browser
 */
async function measureFirst(browser) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  /** @type {{ atMs: number, bytes: number }[]} */
  const scripts = [];
  page.on('requestfinished', (request) => {
    const file = path.join(root, 'dist', new URL(request.url()).pathname.slice(1));
    if (file.endsWith('.js') && existsSync(file))
      scripts.push({ atMs: request.timing().startTime, bytes: gzipSync(readFileSync(file)).length });
  });
  await page.addInitScript(() => {
    const look = async () => {
      const frame = 'raftide' in window ? await window.raftide.frame() : null;
      if (frame?.peers.some((peer) => peer.role !== 'follower') === true) performance.mark('election');
      else requestAnimationFrame(() => void look());
    };
    requestAnimationFrame(() => void look());
  });
  await page.goto(`http://localhost:${PORT}/`);
  const ms = await page
    .waitForFunction(() => performance.getEntriesByName('election')[0]?.startTime)
    .then((found) => found.jsonValue())
    .then(Number);
  const electionMs = ms + (await page.evaluate(() => performance.timeOrigin));
  const bytes = scripts
    .filter(({ atMs }) => atMs <= electionMs)
    .reduce((sum, script) => sum + script.bytes, 0);
  await page.close();
  return { ms, bytes };
}

/** @param {import('@playwright/test').Browser} browser @param {typeof STORIES[number]} story */
async function measureStory(browser, story) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`http://localhost:${PORT}/#/${story.id}`);
  await page.waitForFunction(() => 'raftide' in window);
  await page.evaluate(async (from) => {
    const { raftide } = /** @type {any} */ (window);
    await raftide.ready;
    raftide.pause();
    await raftide.seek(from);
    await raftide.idle();
  }, story.from);
  await page.waitForTimeout(1_500);
  const cdp = await page.context().newCDPSession(page);
  // Processor time, not the time that others held the processor.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const events = await traced(cdp, async () => {
    await page.evaluate(() => void (/** @type {any} */ (window).raftide.play()));
    await page.waitForTimeout(PLAY_MS);
    await page.evaluate(() => /** @type {any} */ (window).raftide.pause());
  });
  // What was under way is answered first.
  await page.evaluate(() => /** @type {any} */ (window).raftide.idle());
  await page.waitForTimeout(2_000);
  const before = await taskMs(cdp);
  await page.waitForTimeout(PAUSE_MS);
  const paused = (await taskMs(cdp)) - before;
  const frameBytes = await page.evaluate(async () => JSON.stringify(await window.raftide.frame()).length);
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.close();
  return { ...readTrace(events), paused, frameBytes, nodes };
}

/** Milliseconds of processor time for a fixed piece of work: to compare figures of two machines. */
function calibrate() {
  const before = process.cpuUsage();
  let hash = 0;
  for (let i = 0; i < 50_000_000; i++) hash = Math.imul(hash ^ i, 0x01000193);
  const { user } = process.cpuUsage(before);
  return hash === 1 ? 0 : user / 1_000;
}

function serve() {
  const server = spawn(
    process.execPath,
    [path.join(root, 'node_modules/vite/bin/vite.js'), 'preview', '--port', String(PORT), '--strictPort'],
    { cwd: root, stdio: 'ignore' },
  );
  return server;
}

if (!existsSync(path.join(root, 'dist')) || readdirSync(path.join(root, 'dist')).length === 0) {
  process.stderr.write('nothing is built: npm run build\n');
  process.exit(2);
}
const server = serve();
const executablePath = browserPath(chromium.executablePath());
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--disable-gpu'],
});
let missed = 0;
/** @param {string} what @param {number} value @param {number | null} goal @param {string} unit */
function line(what, value, goal, unit) {
  const bad = goal !== null && value > goal;
  if (bad) missed++;
  const shown = `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
  const wanted = goal === null ? '' : `goal ≤ ${goal} ${unit}`;
  process.stdout.write(
    `${what.padEnd(44)} ${shown.padStart(12)}  ${wanted.padEnd(20)} ${bad ? 'missed' : ''}\n`,
  );
}
line('calibration: 50 M multiplications', calibrate(), null, 'ms');
try {
  for (let tries = 0; tries < 50; tries++) {
    if (
      await fetch(`http://localhost:${PORT}/`).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const first = await measureFirst(browser);
  line('first animated election', first.ms, 1_500, 'ms');
  line('script until then, gzip', first.bytes / 1_000, 250, 'kB');
  for (const story of STORIES) {
    const found = await measureStory(browser, story);
    line(`${story.id}: script per frame, p50`, found.p50, null, 'ms');
    line(`${story.id}: script per frame, p95`, found.p95, story.frameMs, 'ms');
    line(`${story.id}: tasks over 50 ms`, found.long, 0, '');
    line(`${story.id}: frames drawn per second`, found.frames / (PLAY_MS / 1_000), null, '');
    line(`${story.id}: main thread in 10 s paused`, found.paused, 50, 'ms');
    line(`${story.id}: a frame's rows as JSON`, found.frameBytes / 1_024, null, 'kB');
    line(`${story.id}: elements on the page`, found.nodes, null, '');
  }
} finally {
  await browser.close();
  server.kill();
}
process.exitCode = missed === 0 ? 0 : 1;
