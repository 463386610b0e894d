import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { readSource, root } from './sources.mjs';
import { rooms, tests, workerStarters } from './law.mjs';

/**
 * The linter's configuration: general rules, and one override per room made from the import law. The linter
 * sees only how an import is spelt, so it is the quick net; `law.test.mjs` resolves paths and is the exact one.
 *
 * @typedef {import('./law.mjs').Room} Room
 */

/** First segments under `src/`, each a room or a house of rooms. */
const houses = [...new Set(rooms.map((room) => /** @type {string} */ (room.path.split('/')[1])))];

/** Simulated servers. */
const servers = rooms
  .map((room) => room.path.split('/'))
  .filter((parts) => parts[1] === 'systems' && parts.length === 4)
  .map((parts) => /** @type {string} */ (parts[2]));

/** @returns {readonly string[]} */
function knownPackages() {
  const manifest = JSON.parse(readSource('package.json'));
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter((name) => !name.startsWith('@types/'))
    .toSorted();
}

/**
 * @param {Room} room
 * @param {boolean} test
 */
function restrictedImports(room, test) {
  const may = [room.path, ...room.may, ...(test ? tests.may : [])];
  const packages = [...(room.packages ?? []), ...(test ? tests.packages : [])];
  /** @param {string} house */
  const doors = (house) => may.filter((p) => p.startsWith(`src/${house}/`));
  const message = `src law: ${room.path} sees only ${may.join(', ')}`;

  const closed = houses.filter((house) => doors(house).length === 0);
  const patterns = [
    { regex: `^(\\.\\./)+(${closed.join('|')})/`, message },
    ...(packages.length === 0 ? [{ regex: '^[^.]', message: `${room.path} uses no package` }] : []),
    ...houses.flatMap((house) => narrowHouse(house, doors(house), message)),
    ...(room.never ?? []).map((p) => ({ group: [`**/${p.split('/').at(-2)}/**`], message })),
  ];
  /** @param {string} name */
  const open = (name) => packages.some((p) => p === name);
  const paths = packages.length === 0 ? [] : knownPackages().filter((name) => !open(name));
  const node = packages.includes('node:*') ? [] : ['^node:'];
  return [
    'error',
    {
      paths: paths.map((name) => ({ name, message: `${room.path} does not use it` })),
      patterns: [
        ...patterns,
        ...(packages.length === 0 ? [] : node.map((regex) => ({ regex, message: 'no Node here' }))),
      ],
    },
  ];
}

/**
 * Patterns for a house of which only some doors are open.
 *
 * @param {string} house
 * @param {readonly string[]} doors
 * @param {string} message
 */
function narrowHouse(house, doors, message) {
  if (doors.length === 0 || doors.includes(`src/${house}/`)) return [];
  if (house !== 'systems') {
    const open = doors.map((p) => `!**/${p.slice('src/'.length)}${p.endsWith('/') ? '**' : ''}`);
    return [{ group: [`**/${house}/**`, ...open], message }];
  }
  return servers
    .filter((name) => !doors.includes(`src/systems/${name}/`))
    .filter((name) => !doors.some((p) => p.startsWith(`src/systems/${name}/`) && p.split('/').length > 4))
    .map((name) => ({ group: [`**/${name}/**`, `!**/${name}/msg.ts`], message }));
}

/** @param {Room} room */
function roomRules(room) {
  const purity = room.pure === true ? { 'no-console': 'error' } : {};
  const starts = workerStarters.includes(room.path);
  return [
    {
      files: [`${room.path}**`],
      rules: {
        'no-restricted-imports': restrictedImports(room, false),
        ...(starts
          ? {}
          : { 'no-restricted-globals': ['error', { name: 'Worker', message: 'src/app starts it' }] }),
        ...purity,
      },
    },
    {
      files: [`${room.path}**/*.test.ts`, `${room.path}**/*.test.tsx`],
      rules: { 'no-restricted-imports': restrictedImports(room, true) },
    },
  ];
}

/** The whole of `.oxlintrc.json`. */
export function oxlintConfig() {
  return {
    $schema: './node_modules/oxlint/configuration_schema.json',
    plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react', 'jsx-a11y', 'vitest'],
    categories: { correctness: 'error' },
    env: { builtin: true },
    ignorePatterns: ['dist', 'dist-cli', '.reports'],
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-else-return': 'error',
      'no-param-reassign': 'off',
      'no-restricted-globals': 'off',
      'import/no-cycle': ['error', { ignoreTypes: true }],
      'import/no-duplicates': 'error',
      'typescript/no-explicit-any': 'error',
      'typescript/ban-ts-comment': 'error',
      'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'typescript/no-floating-promises': 'error',
      'typescript/no-misused-promises': 'error',
      // `'pd-1' | string` tells a reader what to expect.
      'typescript/no-redundant-type-constituents': 'off',
      'react/rules-of-hooks': 'error',
      'react/exhaustive-deps': 'error',
      'react/react-in-jsx-scope': 'off',
      // A separator that can be moved is a control (WAI-ARIA, separator); an hr is one.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: ['hr'], roles: ['tabpanel', 'separator'] }],
      'vitest/valid-expect': ['error', { maxArgs: 2 }],
      // Data may have a field named so; nothing of that kind is awaited.
      'unicorn/no-thenable': 'off',
      // Arrays of a known length, and copies made before the original changes, are both meant.
      'unicorn/no-new-array': 'off',
      'unicorn/no-useless-spread': 'off',
      'vitest/no-standalone-expect': 'off',
      'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'assert', 'fc.assert'] }],
      'vitest/valid-title': 'off',
      // Spreading a string into its code points is meant; methods are bound where they are handed out.
      'typescript/no-misused-spread': 'off',
      'typescript/unbound-method': 'off',
      'vitest/no-conditional-expect': 'off',
      // Tests made from tables and from files found on disk need these.
      'vitest/no-conditional-tests': 'off',
      'vitest/no-disabled-tests': 'off',
    },
    overrides: [
      { files: ['src/**'], rules: { 'no-console': 'error' } },
      { files: ['src/cli/**'], rules: { 'no-console': 'off' } },
      // Deeper rooms after the rooms that hold them: the last matching override wins.
      ...rooms.toSorted((a, b) => a.path.length - b.path.length).flatMap(roomRules),
    ],
  };
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  writeFileSync(path.join(root, '.oxlintrc.json'), `${JSON.stringify(oxlintConfig(), null, 2)}\n`);
}
