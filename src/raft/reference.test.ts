import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDifference, runScriptText } from './script/index.ts';

/** Every `.txt` below `folder`. */
function scriptsIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return scriptsIn(path);
      return name.endsWith('.txt') ? [path] : [];
    });
}

function check(path: string): void {
  const report = runScriptText(path, readFileSync(path, 'utf8'));
  expect(report.differences.map(formatDifference).join('\n')).toBe('');
  expect(report.failed).toBe(0);
  expect(report.passed).toBeGreaterThan(0);
}

// What the reference scripts do not exercise (facts/raft.md §16).
describe('our own scripts', () => {
  it.each(scriptsIn(join(import.meta.dirname, 'testdata')))('%s', check);
});

const folder = process.env['RAFT_SCRIPTS'] ?? '';

describe('the reference scripts', () => {
  if (folder === '') it.skip('are not here: set RAFT_SCRIPTS to the folder that holds them', () => {});
  else it.each(scriptsIn(folder))('%s', check);
});
