import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from './sources.mjs';

/**
 * Platform packages that a locked package names and the lock file itself does not hold. `npm ci` refuses such
 * a lock file, here or on somebody else's machine.
 *
 * @param {{ packages: Record<string, { optionalDependencies?: Record<string, string> }> }} lock
 * @returns {string[]}
 */
export function missingFromLock(lock) {
  /** @type {string[]} */
  const missing = [];
  for (const [where, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isLocked(lock.packages, where, name)) missing.push(`${name}, needed by ${where || 'the project'}`);
    }
  }
  return missing;
}

/** @param {Record<string, unknown>} packages @param {string} where @param {string} name */
function isLocked(packages, where, name) {
  for (let at = where; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in packages) return true;
    if (at === '') return false;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const missing = missingFromLock(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')));
  for (const line of missing) process.stderr.write(`package-lock.json lacks ${line}\n`);
  if (missing.length === 0) process.stdout.write('package-lock.json is complete\n');
  process.exitCode = missing.length === 0 ? 0 : 1;
}
