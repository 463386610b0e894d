import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { root } from './sources.mjs';

/** What a first visit loads, in bytes after gzip; more than this fails. */
export const budgets = { entry: 141_000, worker: 105_000, css: 30_000 };

/**
 * Groups the built files by what loads them: `entry` is what `index.html` names, `worker` what is named so (it imports the
 * rest of the engine later), `css` every stylesheet.
 *
 * @param {string} html
 * @param {readonly { name: string, gzip: number }[]} assets
 */
export function measure(html, assets) {
  const sums = { entry: 0, worker: 0, css: 0 };
  for (const { name, gzip } of assets) {
    if (name.endsWith('.css')) sums.css += gzip;
    else if (html.includes(name)) sums.entry += gzip;
    else if (name.startsWith('worker')) sums.worker += gzip;
  }
  return sums;
}

function main() {
  const dist = path.join(root, 'dist');
  if (!existsSync(path.join(dist, 'index.html'))) {
    process.stderr.write('dist/index.html is not there: npm run build\n');
    return 1;
  }
  const html = readFileSync(path.join(dist, 'index.html'), 'utf8');
  const assets = readdirSync(path.join(dist, 'assets'))
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => ({
      name,
      gzip: gzipSync(readFileSync(path.join(dist, 'assets', name)), { level: 9 }).length,
    }));
  const sums = measure(html, assets);
  let over = 0;
  for (const kind of /** @type {const} */ (['entry', 'worker', 'css'])) {
    const verdict = sums[kind] > budgets[kind] ? 'OVER' : 'ok';
    if (verdict === 'OVER') over++;
    const kB = (sums[kind] / 1000).toFixed(1).padStart(6);
    process.stdout.write(`${kind.padEnd(7)}${kB} kB gzip of ${budgets[kind] / 1000} kB  ${verdict}\n`);
  }
  const script = ((sums.entry + sums.worker) / 1000).toFixed(1);
  // The two budgets are what may be loaded before the first election is seen.
  const budget = (budgets.entry + budgets.worker) / 1000;
  process.stdout.write(`script ${script} kB gzip together of ${budget} kB\n`);
  return over === 0 ? 0 : 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = main();
}
