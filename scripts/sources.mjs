import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a closing separator. */
export const root = fileURLToPath(new URL('../', import.meta.url));

const CODE = /\.(ts|tsx|mjs)$/;

/**
 * Every source file under `folder`, as paths from the project's root in a fixed order.
 *
 * @param {string} folder
 * @param {RegExp} [kind]
 * @returns {string[]}
 */
export function listFiles(folder, kind = CODE) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} at */
  const visit = (at) => {
    const entries = readdirSync(path.join(root, at), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const here = `${at}/${entry.name}`;
      if (entry.isDirectory()) visit(here);
      else if (kind.test(entry.name)) found.push(here);
    }
  };
  visit(folder);
  return found;
}

/** @param {string} file path from the project's root */
export const readSource = (file) => readFileSync(path.join(root, file), 'utf8');
