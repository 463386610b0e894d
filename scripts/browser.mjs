import { existsSync } from 'node:fs';
import process from 'node:process';
import { run, runNode } from './run.mjs';

/** Where distributions put a Chromium that Playwright can drive. */
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where distributions put a Firefox. */
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

const PLAYWRIGHT = 'node_modules/playwright/cli.js';

/**
 * The browser that tests use, without trying it: `CHROMIUM_PATH`, else Playwright's own where it is
 * installed (`undefined` stands for it), else the system's.
 *
 * @param {string} own where Playwright would have its own
 * @returns {string | undefined}
 */
export function browserPath(own) {
  const set = process.env.CHROMIUM_PATH;
  if (set !== undefined && set !== '') return set;
  return existsSync(own) ? undefined : SYSTEM.find((file) => existsSync(file));
}

/**
 * A Firefox to compare with: `FIREFOX_PATH`, else the system's, else Playwright's own; undefined where there is none.
 *
 * @param {string} own where Playwright would have its own
 * @returns {string | undefined}
 */
export function firefoxPath(own) {
  const set = process.env.FIREFOX_PATH;
  if (set !== undefined && set !== '') return set;
  return [...FIREFOX, own].find((file) => existsSync(file));
}

/**
 * Finds a browser that starts, installing one when there is none.
 *
 * @returns {Promise<{ path: string | undefined } | { error: string }>} `undefined`: Playwright's own
 */
export async function ensureBrowser() {
  const set = process.env.CHROMIUM_PATH;
  if (set !== undefined && set !== '') {
    const trouble = await whyNot(set);
    return trouble === null ? { path: set } : { error: `CHROMIUM_PATH is ${set}: ${trouble}` };
  }
  /** @type {string[]} */
  const troubles = [];
  /** @param {string | undefined} path */
  const works = async (path) => {
    const trouble = await whyNot(path);
    if (trouble !== null) troubles.push(`${path ?? "Playwright's own"}: ${trouble}`);
    return trouble === null;
  };
  if (await works(undefined)) return { path: undefined };
  for (const path of SYSTEM) if (existsSync(path) && (await works(path))) return { path };

  process.stdout.write('no browser here: installing Chromium …\n');
  await runNode([PLAYWRIGHT, 'install', 'chromium'], { timeoutMs: 300_000 });
  if (await works(undefined)) return { path: undefined };
  if (isRootOnDebian()) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env, timeoutMs: 120_000 });
    const packages = ['chromium', 'fonts-liberation'];
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
      env,
      timeoutMs: 420_000,
    });
    for (const path of SYSTEM) if (existsSync(path) && (await works(path))) return { path };
  }
  return { error: `no browser could be had\n${troubles.join('\n')}` };
}

/**
 * Why the browser at `path` does not start, or null when it does.
 *
 * @param {string | undefined} path
 */
async function whyNot(path) {
  const { chromium } = await import('@playwright/test');
  if (path === undefined && !existsSync(chromium.executablePath())) return 'not installed';
  try {
    const browser = await chromium.launch({ ...(path === undefined ? {} : { executablePath: path }) });
    await browser.close();
    return null;
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? 'it does not start';
  }
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}
