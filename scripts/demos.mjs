import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled } from './install.mjs';
import { runNode } from './run.mjs';
import { root } from './sources.mjs';

/**
 * `npm run demos [-- --story id[,id…]] [--video] [--headed] [--out folder]`: plays each story of the library in a real
 * browser by its captions, checks that they come in order and that the verdict is as told, and takes a picture per
 * caption; with `--video` also a film of each.
 */
const HOUR_MS = 3_600_000;

async function main() {
  const { values } = parseArgs({
    options: {
      story: { type: 'string', default: '' },
      video: { type: 'boolean', default: false },
      headed: { type: 'boolean', default: false },
      out: { type: 'string', default: 'test-results/demos/pictures' },
    },
  });
  if (!(await ensureInstalled())) return 1;
  const browser = await ensureBrowser();
  if ('error' in browser) {
    process.stderr.write(`${browser.error}\n`);
    return 1;
  }
  const built = await runNode(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    env: {},
    timeoutMs: HOUR_MS,
  });
  if (built.code !== 0) return 1;
  const env = {
    DEMO_PICTURES: path.resolve(values.out),
    DEMO_STORY: values.story,
    ...(values.video ? { DEMO_VIDEO: '1' } : {}),
    ...(values.headed ? { DEMO_HEADED: '1' } : {}),
    ...(browser.path === undefined ? {} : { CHROMIUM_PATH: browser.path }),
  };
  const ended = await runNode(
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config',
      path.join(root, 'playwright.demos.config.ts'),
    ],
    { env, timeoutMs: 4 * HOUR_MS },
  );
  process.stdout.write(`pictures: ${path.relative(process.cwd(), env.DEMO_PICTURES)}\n`);
  if (values.video) process.stdout.write('films: test-results/demos/films\n');
  return ended.code === 0 && !ended.timedOut ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  // An option that does not exist is said in one line.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
