/**
 * The import law, in one list. `npm run law` writes it into `.oxlintrc.json`, and `law.test.mjs` holds every
 * file of the tree against it. There is no list of exceptions: an import that is not allowed here is moved,
 * or the law is changed here, with the reason beside it.
 *
 * A room may import itself and what `may` names. A name that ends in `/` is a folder, any other a file; `*`
 * stands for one path segment. The room of a file is the longest one that contains it.
 *
 * @typedef {object} Room
 * @property {string} path folder that the rule is about
 * @property {readonly string[]} may folders and files that it may import, besides itself
 * @property {readonly string[]} [never] parts of itself or of `may` that stay closed to it
 * @property {readonly string[]} [packages] packages that it may import; none when left out
 * @property {boolean} [pure] true where a run is computed: no clock, no chance, no locale (see bans.mjs)
 */

const BASE = 'src/base/';
const MODEL = 'src/model/';
const SIM = 'src/sim/';
const RAFT = 'src/raft/';
const FAULTS = 'src/faults/';
const CHECKS = 'src/checks/';
const SCENARIO = 'src/scenario/';
const SYSTEMS = 'src/systems/';
const ENGINE = 'src/engine/';
const WORKER = 'src/worker/';
const UI = 'src/ui/';

/** What every simulated server sees: the kernel's nouns, other servers' messages, and the timestamp library. */
const SERVER = [BASE, MODEL, SIM, 'src/systems/*/msg.ts', 'src/systems/ts/'];

/** @type {readonly Room[]} */
export const rooms = [
  { path: BASE, may: [], pure: true },
  { path: MODEL, may: [BASE], pure: true },
  { path: SIM, may: [BASE, MODEL], pure: true },
  { path: RAFT, may: [BASE], pure: true },
  { path: FAULTS, may: [BASE, MODEL], pure: true },
  { path: CHECKS, may: [BASE, MODEL], packages: ['sorted-btree'], pure: true },
  { path: SCENARIO, may: [BASE, MODEL], packages: ['valibot'], pure: true },

  // One folder per simulated server; `ts/` is a library that PD and TiKV share (docs/decisions/0002).
  { path: 'src/systems/ts/', may: [BASE, MODEL], pure: true },
  { path: 'src/systems/pd/', may: SERVER, pure: true },
  { path: 'src/systems/etcd/', may: SERVER, pure: true },
  { path: 'src/systems/client/', may: SERVER, pure: true },
  { path: 'src/systems/ticdc/', may: SERVER, packages: ['sorted-btree'], pure: true },
  { path: 'src/systems/tikv/', may: [...SERVER, RAFT], packages: ['sorted-btree'], pure: true },
  // Observers point upward: the raft store offers taps and knows none of those who listen.
  {
    path: 'src/systems/tikv/raftstore/',
    may: [...SERVER, RAFT, 'src/systems/tikv/'],
    never: ['src/systems/tikv/cdc/', 'src/systems/tikv/rawkv/', 'src/systems/tikv/txn/'],
    packages: ['sorted-btree'],
    pure: true,
  },
  // Benches that tests of several servers share; an oracle may judge them.
  { path: 'src/systems/testing/', may: [BASE, MODEL, SIM, RAFT, SYSTEMS, CHECKS], pure: true },

  { path: ENGINE, may: [BASE, MODEL, SIM, RAFT, SYSTEMS, FAULTS, CHECKS, SCENARIO], pure: true },
  { path: WORKER, may: [BASE, MODEL, SCENARIO, ENGINE], packages: ['comlink'] },
  {
    path: UI,
    may: [BASE, MODEL, FAULTS, SCENARIO, 'src/worker/protocol.ts'],
    packages: [
      'cmdk',
      'd3-array',
      'd3-axis',
      'd3-scale',
      'html-to-image',
      'mediabunny',
      'd3-selection',
      'd3-shape',
      'lucide-react',
      'radix-ui',
      'react',
      'react-dom',
      'tinykeys',
      'zustand',
    ],
  },
  {
    path: 'src/app/',
    may: [BASE, MODEL, SCENARIO, WORKER, UI],
    packages: ['react', 'react-dom'],
  },
  {
    path: 'src/cli/',
    may: [
      BASE,
      MODEL,
      ENGINE,
      SCENARIO,
      FAULTS,
      CHECKS,
      'src/raft/script/',
      'src/raft/bench.ts',
      'src/raft/fuzz.ts',
    ],
    packages: ['node:*'],
  },
  // A test of what no room can see alone: that the page has words for everything that the engine says.
  {
    path: 'src/chinese.test.ts',
    may: [BASE, MODEL, FAULTS, CHECKS, SCENARIO, ENGINE, UI],
    packages: ['vitest'],
  },
  // Likewise: that the glossary has every term that the engine names.
  {
    path: 'src/glossary.test.ts',
    may: [BASE, SCENARIO, ENGINE, UI],
    packages: ['vitest'],
  },
];

/** What a test may import on top of what its room may: shared benches, and the oracles to judge by. */
export const tests = {
  may: ['src/systems/testing/', CHECKS],
  packages: ['vitest', 'fast-check', 'node:*'],
};

/** The only places that may start a worker: the root of the page, and the threads of the headless runner. */
export const workerStarters = ['src/app/', 'src/cli/jobs.ts'];

/** @param {string} file */
export const isTest = (file) => /\.test\.(ts|tsx|mjs)$/.test(file);

/**
 * The room that a file belongs to, null outside all of them.
 *
 * @param {string} file path from the project's root
 * @returns {Room | null}
 */
export function roomOf(file) {
  /** @type {Room | null} */
  let best = null;
  for (const room of rooms) {
    if (file.startsWith(room.path) && (best === null || room.path.length > best.path.length)) best = room;
  }
  return best;
}

/**
 * @param {string} pattern folder (`…/`), file, or either with `*` for one segment
 * @param {string} file
 */
export function covers(pattern, file) {
  const wanted = pattern.split('/');
  const got = file.split('/');
  const folder = wanted.at(-1) === '';
  if (folder) wanted.pop();
  if (folder ? got.length <= wanted.length : got.length !== wanted.length) return false;
  return wanted.every((part, i) => part === '*' || part === got[i]);
}

/**
 * Why `from` may not import the file `to`, or null when it may.
 *
 * @param {string} from
 * @param {string} to
 */
export function breachOfFile(from, to) {
  const room = roomOf(from);
  if (room === null) return `${from} is in no room of the import law`;
  const open = [room.path, ...room.may, ...(isTest(from) ? tests.may : [])];
  const closed = (room.never ?? []).some((p) => covers(p, to));
  if (!closed && open.some((p) => covers(p, to))) return null;
  return `${from} imports ${to}; ${room.path} sees only ${[...new Set(open)].join(', ')}${
    room.never ? `, never ${room.never.join(', ')}` : ''
  }`;
}

/**
 * Why `from` may not import the package `specifier`, or null when it may.
 *
 * @param {string} from
 * @param {string} specifier
 */
export function breachOfPackage(from, specifier) {
  const room = roomOf(from);
  if (room === null) return `${from} is in no room of the import law`;
  const open = [...(room.packages ?? []), ...(isTest(from) ? tests.packages : [])];
  const allowed = open.some((p) =>
    p.endsWith('*') ? specifier.startsWith(p.slice(0, -1)) : specifier === p || specifier.startsWith(`${p}/`),
  );
  if (allowed) return null;
  return `${from} imports the package ${specifier}; ${room.path} may use ${open.join(', ') || 'none'}`;
}
