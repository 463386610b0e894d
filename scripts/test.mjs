import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureInstalled } from './install.mjs';
import { runNode } from './run.mjs';
import { root } from './sources.mjs';
import { closingLine, flakyCount, fromPlaywright, fromVitest } from './tally.mjs';

/**
 * `npm test`: installs what is missing, then holds the project against everything it claims. The closing line
 * is summed from the runners' own reports; a step that is not a test counts only when it fails, as one failure.
 *
 * @typedef {import('./tally.mjs').Tally} Tally
 */

const MINUTE_MS = 60_000;
const UNIT_REPORT = '.reports/unit.json';
const E2E_REPORT = '.reports/e2e.json';

/** @type {Tally} */
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const failures = [];

/** @param {string} file @returns {unknown} null when there is no readable report */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * One section: prints its name, does it, prints how it ended and how long it took.
 *
 * @param {string} name
 * @param {() => Promise<{ ok: boolean, tally?: Tally | null, words?: string }>} work
 */
async function section(name, work) {
  process.stdout.write(`\n── ${name}\n`);
  const from = Date.now();
  const { ok, tally = null, words = '' } = await work();
  if (tally !== null) {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  // A runner that failed without a failed test still failed: it crashed, ran out of time, or found no test.
  if (!ok && (tally === null || tally.failed === 0)) total.failed += 1;
  if (!ok) failures.push(name);
  const counts = tally === null ? '' : `, ${closingLine(tally)}`;
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  process.stdout.write(
    `── ${name}: ${ok ? 'ok' : 'FAILED'} in ${seconds} s${counts}${words === '' ? '' : `, ${words}`}\n`,
  );
  return ok;
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function node(args, env = {}, timeoutMs = 8 * MINUTE_MS) {
  const { code, timedOut } = await runNode(args, { env, timeoutMs });
  return { ok: code === 0 && !timedOut, ...(timedOut ? { words: 'out of time' } : {}) };
}

/** A runner's tests, with at least one of them passed. @param {Awaited<ReturnType<typeof node>>} ended @param {Tally | null} tally */
const tested = (ended, tally) => ({
  ...ended,
  ok: ended.ok && tally !== null && tally.failed === 0 && tally.passed > 0,
  tally,
});

async function main() {
  const from = Date.now();
  rmSync(path.join(root, '.reports'), { recursive: true, force: true });
  mkdirSync(path.join(root, '.reports'), { recursive: true });

  const installed = await section('packages', async () => ({ ok: await ensureInstalled() }));
  if (installed) {
    await section('lock file', () => node(['scripts/check-lock.mjs']));
    for (const part of ['engine', 'app', 'node']) {
      await section(`types: ${part}`, () =>
        node(['node_modules/typescript/bin/tsc', '--noEmit', '-p', `tsconfig.${part}.json`]),
      );
    }
    await section('lint', () => node(['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']));
    await section('format', () =>
      node(['node_modules/prettier/bin/prettier.cjs', '--check', '--cache', '--log-level', 'warn', '.']),
    );
    await section('unit', async () => {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`];
      const ended = await node(['node_modules/vitest/vitest.mjs', 'run', ...reporters], {}, 20 * MINUTE_MS);
      return tested(ended, fromVitest(readReport(UNIT_REPORT)));
    });
    const built = await section('build', () =>
      node(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']),
    );
    if (built) {
      await section('size', () => node(['scripts/size.mjs']));
      await section('end to end', endToEnd);
    }
  }

  const seconds = ((Date.now() - from) / 1000).toFixed(0);
  process.stdout.write(
    `\n${failures.length === 0 ? 'all good' : `FAILED: ${failures.join(', ')}`}, ${seconds} s\n`,
  );
  process.stdout.write(`${closingLine(total)}\n`);
  return failures.length === 0 ? 0 : 1;
}

async function endToEnd() {
  const { ensureBrowser } = await import('./browser.mjs');
  const browser = await ensureBrowser();
  if ('error' in browser) return { ok: false, words: browser.error };
  process.stdout.write(`browser: ${browser.path ?? "Playwright's own"}\n`);
  const env = {
    PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(root, E2E_REPORT),
    ...(browser.path === undefined ? {} : { CHROMIUM_PATH: browser.path }),
  };
  const ended = await node(
    ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
    env,
    25 * MINUTE_MS,
  );
  const report = readReport(E2E_REPORT);
  const flaky = flakyCount(report);
  return {
    ...tested(ended, fromPlaywright(report)),
    ...(flaky === 0 ? {} : { words: `${flaky} passed only on the second try` }),
  };
}

if (!existsSync(path.join(root, 'package-lock.json'))) process.stdout.write('package-lock.json is missing\n');
process.exitCode = await main();
