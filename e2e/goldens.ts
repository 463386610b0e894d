import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What each story was in Node; see src/engine/golden. */
export interface Golden {
  readonly scenario: string;
  readonly untilMs: number;
  readonly fingerprint: string;
  readonly events: number;
}

const FOLDER = path.join(import.meta.dirname, '../src/engine/golden');

export const goldens: readonly Golden[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')));
