import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { everywhere } from './bans.mjs';
import { checkLaw } from './law-check.mjs';
import { oxlintConfig } from './lint-config.mjs';
import { readModule } from './module-facts.mjs';
import { listFiles, readSource, root } from './sources.mjs';

/** @param {Record<string, string>} sources */
const lawOn = (sources) => checkLaw(new Map(Object.entries(sources)), () => false);

describe('the tree', () => {
  test('keeps the import law and the bans in every source file', () => {
    const files = listFiles('src');
    const sources = new Map(files.map((file) => [file, readSource(file)]));
    expect(sources.size).toBeGreaterThan(0);
    expect(checkLaw(sources, (file) => existsSync(path.join(root, file)))).toEqual([]);
  });

  test('has no marks and suppressions in scripts and end-to-end tests either', () => {
    const found = [...listFiles('scripts'), ...listFiles('e2e')].flatMap((file) =>
      everywhere(readModule(file, readSource(file))).map(({ line, what }) => `${file}:${line}: ${what}`),
    );
    expect(found).toEqual([]);
  });

  test('is linted by the same list: .oxlintrc.json is what `npm run law` writes', () => {
    const onDisk = JSON.parse(readFileSync(path.join(root, '.oxlintrc.json'), 'utf8'));
    expect(onDisk).toEqual(JSON.parse(JSON.stringify(oxlintConfig())));
  });
});

describe('imports', () => {
  test('that go down the list pass', () => {
    const clean = lawOn({
      'src/base/hash.ts': 'export const hash32 = () => 0;',
      'src/model/ids.ts': "import { hash32 } from '../base/hash.ts'; export const id = hash32();",
      'src/systems/pd/msg.ts': "import { id } from '../../model/ids.ts'; export const pd = id;",
      'src/systems/ts/tso.ts': "import { id } from '../../model/ids.ts'; export const tso = id;",
      'src/systems/tikv/store.ts':
        "import { pd } from '../pd/msg.ts'; import { tso } from '../ts/tso.ts'; export const s = [pd, tso];",
      'src/worker/protocol.ts': 'export interface Door { readonly open: boolean }',
      'src/ui/panel.tsx':
        "import type { Door } from '../worker/protocol.ts'; import { create } from 'zustand'; export const d: Door | typeof create = create;",
    });
    expect(clean).toEqual([]);
  });

  test.each([
    ['a pure core that sees the model', 'src/raft/core.ts', '../model/ids.ts', 'src/raft/ sees only'],
    ['a page that sees the engine', 'src/ui/panel.tsx', '../engine/run.ts', 'src/ui/ sees only'],
    ['a page that sees more of the worker than its types', 'src/ui/a.ts', '../worker/client.ts', 'src/ui/'],
    ['a check that shares code with what it judges', 'src/checks/a.ts', '../raft/quorum.ts', 'src/checks/'],
    ['a server that sees into another', 'src/systems/ticdc/a.ts', '../tikv/store.ts', 'src/systems/ticdc/'],
    ['a raft store that knows who listens', 'src/systems/tikv/raftstore/a.ts', '../cdc/b.ts', 'never'],
    ['a kernel that knows a fault', 'src/sim/a.ts', '../faults/cut.ts', 'src/sim/'],
    [
      'a production file that uses a test bench',
      'src/systems/pd/a.ts',
      '../testing/bench.ts',
      'src/systems/pd/',
    ],
  ])('%s is a breach', (_what, from, specifier, words) => {
    const target = path.posix.join(path.posix.dirname(from), specifier);
    const forms = [
      `import { x } from '${specifier}'; export const y = x;`,
      `import type { X } from '${specifier}'; export type Y = X;`,
      `export * from '${specifier}';`,
      `export type Y = import('${specifier}').X;`,
      `export const y = () => import('${specifier}');`,
      `export const y = new URL('${specifier}', import.meta.url);`,
    ];
    for (const form of forms) {
      const breaches = lawOn({ [from]: form, [target]: 'export const x = 1; export type X = 1;' });
      expect(breaches, form).toHaveLength(1);
      expect(breaches[0]).toContain(words);
    }
  });

  test('of a test bench are open to a test', () => {
    const sources = {
      'src/systems/pd/a.test.ts':
        "import { test } from 'vitest'; import { x } from '../testing/bench.ts'; test('x', () => x);",
      'src/systems/testing/bench.ts': 'export const x = 1;',
    };
    expect(lawOn(sources)).toEqual([]);
  });

  test('of a package that the room has no business with are a breach', () => {
    expect(lawOn({ 'src/sim/a.ts': "import fs from 'node:fs'; export const f = fs;" })).toHaveLength(1);
    expect(
      lawOn({ 'src/engine/a.ts': "import { create } from 'zustand'; export const f = create;" }),
    ).toHaveLength(1);
  });

  test('of a file that is not there, or with a computed path, are a breach', () => {
    expect(lawOn({ 'src/sim/a.ts': "import './gone.ts';" })[0]).toContain('which is not there');
    expect(lawOn({ 'src/ui/a.ts': 'export const f = (p: string) => import(p);' })[0]).toContain('computed');
  });

  test('that close a cycle are a breach, unless only types go round', () => {
    /** @param {string} how */
    const round = (how) => ({
      'src/sim/a.ts': `import ${how} { b } from './b.ts'; export const a = 1; export type A = typeof b;`,
      'src/sim/b.ts': "import { c } from './c.ts'; export const b = c;",
      'src/sim/c.ts': "import { a } from './a.ts'; export const c = a;",
    });
    expect(lawOn(round(''))).toEqual([
      'import cycle: src/sim/a.ts → src/sim/b.ts → src/sim/c.ts → src/sim/a.ts',
    ]);
    expect(lawOn(round('type'))).toEqual([]);
  });

  test('from a folder that the law does not name are a breach', () => {
    expect(lawOn({ 'src/attic/a.ts': "import '../base/hash.ts';", 'src/base/hash.ts': '' })[0]).toContain(
      'in no room',
    );
  });
});

describe('where a run is computed', () => {
  test.each([
    'const t = Date.now();',
    'const t = new Date(0);',
    'const t = performance.now();',
    'const r = Math.random();',
    'const r = Math.log(2);',
    "const r = Math['pow'](2, 3);",
    'const { pow } = Math;',
    'const r = 2 ** 3;',
    'let r = 2; r **= 3;',
    'const r = 10n;',
    'const r = BigInt(1);',
    'setTimeout(() => 1, 5);',
    "const c = 'a'.localeCompare('b');",
    'const c = (1).toLocaleString();',
    "const c = new Intl.Collator('en');",
    'const t = globalThis.Date;',
    "console.log('x');",
    'const w = { Date };',
  ])('%s is a breach', (line) => {
    expect(lawOn({ 'src/sim/a.ts': `${line}\nexport {};` })).toHaveLength(1);
    expect(lawOn({ 'src/sim/a.test.ts': `${line}\nexport {};` })).toEqual([]);
  });

  test('names that only look like a clock pass', () => {
    const source =
      'export const row = { Date: 1, performance: 2 };\n' +
      'export interface Row { readonly Date: number }\n' +
      'export const words = `Date.now() and 2 ** 3`; // Math.random() is not used here\n' +
      'export const x = [row.Date, Math.floor(1.5), Math.imul(2, 3), Math.sqrt(4)];\n';
    expect(lawOn({ 'src/sim/a.ts': source })).toEqual([]);
  });
});

describe('anywhere', () => {
  test.each([
    ['let x: any = 1; export { x };', '`any`'],
    ['export const x = 1 as unknown as string;', '`as unknown as`'],
    ['export enum Colour { Red }', 'an enum'],
    ['// TO' + 'DO later\nexport {};', 'comment with TO' + 'DO'],
    ['/* FIX' + 'ME */ export {};', 'comment with FIX' + 'ME'],
    ['// @ts-' + 'ignore\nexport const x = 1;', '@ts-' + 'ignore'],
    ['// oxlint-' + 'disable-next-line\nexport const x = 1;', 'oxlint-' + 'disable'],
  ])('%s is a breach', (source, words) => {
    for (const file of ['src/ui/a.ts', 'src/sim/a.ts', 'src/sim/a.test.ts']) {
      const breaches = lawOn({ [file]: source });
      expect(breaches).toHaveLength(1);
      expect(breaches[0]).toContain(words);
    }
  });

  test('a worker is started by the root of the page and by the jobs of the runner only', () => {
    const source = 'export const w = new Worker("x");';
    expect(lawOn({ 'src/ui/a.ts': source })).toHaveLength(1);
    expect(lawOn({ 'src/app/main.ts': source })).toEqual([]);
    expect(lawOn({ 'src/cli/jobs.ts': source })).toEqual([]);
    expect(lawOn({ 'src/cli/sweep.ts': source })).toHaveLength(1);
  });
});
