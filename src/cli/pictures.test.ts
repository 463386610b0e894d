import { expect, test } from 'vitest';
import { ok } from '../base/result.ts';
import { CHECKS } from '../checks/index.ts';
import { SHIVIZ_REGEX } from '../engine/export/index.ts';
import { createEngine } from '../engine/index.ts';
import { runCli } from './app.ts';
import { describeRecord } from './describe.ts';
import type { Parts } from './parts.ts';

const parts: Parts = {
  createEngine,
  checks: CHECKS,
  runScriptText: () => ({ passed: 0, failed: 0, differences: [] }),
  inFreshThread: () => Promise.reject(new Error('not measured here')),
  benchSeek: () => Promise.resolve(ok([])),
  cpus: 1,
  runTasks: () => Promise.resolve(),
  describe: describeRecord,
};

test('the expression is told to whoever runs the command', async () => {
  let out = '';
  let err = '';
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    errIsTerminal: false,
    readFile: () => Promise.resolve({ problem: 'there is no such file' }),
    now: () => 0,
  };
  const argv = [
    'trace',
    'rawkv-case-1',
    '--until',
    '800ms',
    '--format',
    'shiviz',
    '--kinds',
    'raft.role-changed',
  ];
  expect(await runCli(argv, io, parts)).toBe(0);
  expect(err).toBe(`parse it with: ${SHIVIZ_REGEX}\n`);
  expect(
    out
      .split('\n')
      .slice(2)
      .filter((line) => line !== '').length,
  ).toBeLessThan(20);
  expect(out).toContain('Region 1');
});
