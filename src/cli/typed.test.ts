import { expect, test } from 'vitest';
import { cli } from './testing.ts';

test('operations given with --do are answered in the report, bad ones with the real error’s name', async () => {
  const typed = [
    'put key=hand value=x',
    'put key="" value=x',
    'put key=hand value=x bytes=8388609',
    `put key=${'k'.repeat(8_193)} value=x`,
    'put key=t1_r1 value=x',
    'put key=hand value=x store=9',
  ];
  const orders = typed.flatMap((words, i) => ['--do', `at=${1_000 + 100 * i}ms ${words}`]);
  const { code, out } = await cli(['run', 'rawkv-case-1', '--until', '2s', ...orders], { real: true });
  expect(code).toBe(0);
  const answers = out.split('\n').filter((line) => line.includes(' → '));
  expect(answers.map((line) => line.slice(line.indexOf(' → ') + 3).replace(/[ :,].*/, ''))).toEqual([
    'ok',
    'ok',
    'RaftEntryTooLarge',
    'KeyTooLarge',
    'InvalidKeyMode',
    'StoreNotMatch',
  ]);
});
