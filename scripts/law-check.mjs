import path from 'node:path';
import { everywhere, inPureRooms, workerStarts } from './bans.mjs';
import { breachOfFile, breachOfPackage, isTest, roomOf, workerStarters } from './law.mjs';
import { readModule } from './module-facts.mjs';

/**
 * Holds sources against the law. A pure function of them, so a test can plant a breach and see it caught.
 *
 * @param {ReadonlyMap<string, string>} sources path from the project's root → text
 * @param {(file: string) => boolean} exists for imports of what is not a source (styles, JSON)
 * @returns {string[]} one line for each breach, in the order of the files
 */
export function checkLaw(sources, exists) {
  /** @type {string[]} */
  const breaches = [];
  /** @type {Map<string, string[]>} */
  const edges = new Map();
  for (const [file, source] of sources) {
    const facts = readModule(file, source);
    /** @param {{ line: number, what: string }[]} found */
    const report = (found) => {
      for (const { line, what } of found) breaches.push(`${file}:${line}: ${what}`);
    };
    report(everywhere(facts));
    if (!isTest(file) && roomOf(file)?.pure === true) report(inPureRooms(facts));
    if (!isTest(file) && !workerStarters.some((room) => file.startsWith(room))) report(workerStarts(facts));

    const targets = [];
    for (const { specifier, type, url, line } of facts.imports) {
      /** @param {string | null} what */
      const breach = (what) => {
        if (what !== null) breaches.push(`${file}:${line}: ${what}`);
      };
      // A test may name a file to read it.
      if (isTest(file) && url) continue;
      if (specifier === '(computed)') {
        breach('an import whose path is computed');
      } else if (!specifier.startsWith('.')) {
        breach(breachOfPackage(file, specifier));
      } else {
        const target = resolve(file, specifier);
        if (!sources.has(target) && !exists(target)) breach(`imports ${specifier}, which is not there`);
        breach(breachOfFile(file, target));
        if (sources.has(target) && !type) targets.push(target);
      }
    }
    edges.set(file, targets);
  }
  for (const cycle of findCycles(edges)) breaches.push(`import cycle: ${cycle.join(' → ')}`);
  return breaches;
}

/** @param {string} file @param {string} specifier */
function resolve(file, specifier) {
  const bare = specifier.replace(/\?.*$/, '');
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), bare));
}

/**
 * Cycles among modules that load each other. Types alone may refer to each other: within a room that is how
 * two nouns know of each other, and between rooms the law leaves no way back.
 *
 * @param {ReadonlyMap<string, readonly string[]>} edges
 * @returns {string[][]} each as a path that closes on its first file
 */
export function findCycles(edges) {
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const trail = [];
  /** @type {string[][]} */
  const cycles = [];
  /** @param {string} file */
  const visit = (file) => {
    state.set(file, 'open');
    trail.push(file);
    for (const target of edges.get(file) ?? []) {
      const seen = state.get(target);
      if (seen === 'open') cycles.push([...trail.slice(trail.indexOf(target)), target]);
      else if (seen === undefined) visit(target);
    }
    trail.pop();
    state.set(file, 'done');
  };
  for (const file of edges.keys()) if (!state.has(file)) visit(file);
  return cycles;
}
