import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { runNode } from './run.mjs';
import { isTest } from './law.mjs';
import { listFiles, root } from './sources.mjs';

/**
 * `npm run -s raftide -- …`: the headless runner. Its bundle is kept under a name made from the sources, so a
 * start without changes only lists files, and two starts at once never see half a bundle.
 */

const OLD_MS = 3_600_000;

/** @returns {Promise<string | null>} the bundle's file, null when it could not be made */
async function bundle() {
  const folder = path.join(root, 'dist-cli');
  const stamp = stampOfSources();
  const made = path.join(folder, stamp, 'main.js');
  if (existsSync(made)) return made;

  if (!(await ensureInstalled())) return null;
  const draft = path.join(folder, `draft-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const { code, output } = await runNode([path.join(root, 'scripts/build-cli.mjs'), draft], {
    output: 'quiet',
  });
  if (code !== 0) {
    process.stderr.write(`${output}the headless runner could not be built\n`);
    rmSync(draft, { recursive: true, force: true });
    return null;
  }
  try {
    renameSync(draft, path.join(folder, stamp));
  } catch {
    // Somebody else's bundle of the same sources came first; it is as good as ours.
    rmSync(draft, { recursive: true, force: true });
  }
  removeOld(folder, stamp);
  return existsSync(made) ? made : null;
}

/** Changes whenever a source, a package or the way of building does. */
function stampOfSources() {
  const hash = createHash('sha256');
  const files = listFiles('src', /\.(ts|json)$/).filter(
    (file) => !isTest(file) && !/^src\/(ui|app)\//.test(file),
  );
  for (const file of [...files, 'package-lock.json', 'scripts/build-cli.mjs']) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** @param {string} folder @param {string} keep */
function removeOld(folder, keep) {
  for (const name of readdirSync(folder)) {
    const at = path.join(folder, name);
    if (name !== keep && Date.now() - statSync(at).mtimeMs > OLD_MS)
      rmSync(at, { recursive: true, force: true });
  }
}

const made = await bundle();
if (made === null) {
  process.exitCode = 1;
} else {
  const { main } = await import(pathToFileURL(made).href);
  process.exitCode = await main(process.argv.slice(2));
}
