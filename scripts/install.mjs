import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runNpm } from './run.mjs';
import { root } from './sources.mjs';

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} Lock */

/**
 * Makes `node_modules` what the lock file says, and only when it is not. Uses nothing but Node itself, so it
 * works on a fresh clone. npm's words go to standard error.
 *
 * @returns {Promise<boolean>} false when it could not
 */
export async function ensureInstalled() {
  const wanted = /^v?(\d+)\.(\d+)/.exec(process.version);
  const major = Number(wanted?.[1]);
  const minor = Number(wanted?.[2]);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`Raftide needs Node 20.19 or newer; this is ${process.version}\n`);
    return false;
  }
  if (isInstalled()) return true;
  process.stderr.write('installing packages (npm ci) …\n');
  const { code } = await runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'], { output: 'stderr' });
  return code === 0;
}

/** True when every package of the lock file is in `node_modules` in its version, as npm recorded it there. */
function isInstalled() {
  const locked = readLock('package-lock.json');
  const present = readLock('node_modules/.package-lock.json');
  if (locked?.packages === undefined || present?.packages === undefined) return false;
  const here = present.packages;
  return Object.entries(locked.packages).every(([where, { version, optional }]) => {
    if (where === '') return true;
    const found = here[where];
    return found === undefined ? optional === true : found.version === version;
  });
}

/** @param {string} file @returns {Lock | null} */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  } catch {
    return null;
  }
}
