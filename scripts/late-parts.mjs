import path from 'node:path';
import { root } from './sources.mjs';

/**
 * What nobody does in the first moments of the first story (decision 0013): files that others import, each with all that
 * only such files import. Another story may need one of them at once; its prelude is given up at once, too.
 */
export const LATE_PARTS = [
  // Commands, faults and churn.
  'src/engine/churn.ts',
  'src/engine/perform.ts',
  'src/engine/possible.ts',
  // Transactions, operations on many keys, retries, and workloads of other kinds.
  'src/systems/client/operations/batch.ts',
  'src/systems/client/operations/cas.ts',
  'src/systems/client/operations/scan.ts',
  'src/systems/client/retry.ts',
  'src/systems/client/txn/transaction.ts',
  'src/systems/client/workloads/bank.ts',
  'src/systems/client/workloads/counter.ts',
  'src/systems/client/workloads/locks.ts',
  'src/systems/client/workloads/ycsb.ts',
  'src/systems/tikv/gc.ts',
  'src/systems/tikv/mvcc.ts',
  'src/systems/tikv/raftstore/trace-txn.ts',
  'src/systems/tikv/txn-records.ts',
  'src/systems/tikv/txn/actions.ts',
  'src/systems/tikv/txn/check.ts',
  // PD's initiative and its elections.
  'src/systems/pd/balance.ts',
  'src/systems/pd/checkers.ts',
  'src/systems/pd/election.ts',
  'src/systems/pd/placement.ts',
  // Snapshots, and peers that come and go.
  'src/systems/tikv/raftstore/destroy.ts',
  'src/systems/tikv/raftstore/pd-tasks.ts',
  'src/systems/tikv/raftstore/snapshot.ts',
  'src/systems/tikv/raftstore/stale-peers.ts',
  // Capturing: the lease of an owner is all that captures come to.
  'src/systems/ticdc/agent.ts',
  'src/systems/ticdc/coordinator.ts',
  'src/systems/ticdc/sink-worker.ts',
  'src/systems/tikv/cdc/deltas.ts',
  'src/systems/tikv/cdc/end.ts',
  'src/systems/tikv/cdc/publish.ts',
  'src/systems/tikv/cdc/register.ts',
  'src/systems/tikv/cdc/scanner.ts',
];

/** Fetched at last, with all parts. */
const WHOLE = file('src/engine/engine.ts');
const STAND_IN = file('src/worker/stand-in.ts');

/** Modules that are made here. */
const STANDS_FOR = '\0stands-for:';
const ARRIVALS = '\0arrivals';

/**
 * A plugin for the build of the worker: it has the late parts fetched with the whole engine, without a line about it in the engine.
 *
 *     prelude ──import──▶ [late part]                     as it is written, and as tests and the headless runner load it
 *     prelude ──import──▶ stand-in ◀──arrive── engine ──import──▶ [late part]      as it is built
 *
 * What others import of a late part is a variable of its stand-in, which the engine sets to the real thing before it
 * does anything. Until then using it throws `NotFetched`, and the host gives the prelude up (`src/worker/host.ts`).
 * Only classes, functions and tables have stand-ins: a build fails whose prelude imports anything else of a late part, or nothing.
 *
 * @returns {import('vite').Plugin}
 */
export function lateParts() {
  const parts = LATE_PARTS.map(file);
  const unused = new Set(parts);
  return {
    name: 'raftide-late-parts',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source === ARRIVALS || source.startsWith(STANDS_FOR)) return source;
      if (importer === undefined || importer === ARRIVALS || parts.includes(importer)) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return resolved !== null && parts.includes(resolved.id) ? STANDS_FOR + resolved.id : null;
    },
    async load(id) {
      if (id === ARRIVALS) return parts.map(arrival).join('\n');
      if (!id.startsWith(STANDS_FOR)) return null;
      const part = id.slice(STANDS_FOR.length);
      unused.delete(part);
      const { code } = await this.load({ id: part });
      return standIns(this.parse(code ?? '').body.flatMap(exported));
    },
    transform(code, id) {
      return id === WHOLE ? `import ${JSON.stringify(ARRIVALS)};\n${code}` : null;
    },
    buildEnd(error) {
      if (error === undefined && unused.size > 0)
        this.error(`late parts that nothing imports: ${[...unused].join(', ')}`);
    },
  };
}

/** @param {string} part */
function file(part) {
  return path.join(root, part);
}

/** @param {string} part @param {number} index */
function arrival(part, index) {
  return `import * as part${index} from ${JSON.stringify(part)};
import { arrive as arrive${index} } from ${JSON.stringify(STANDS_FOR + part)};
arrive${index}(part${index});`;
}

/** The module that stands for a part. @param {readonly string[]} names */
function standIns(names) {
  return `import { standIn } from ${JSON.stringify(STAND_IN)};
let part;
${names.map((name) => `export let ${name} = /* @__PURE__ */ standIn(() => part?.${name});`).join('\n')}
export function arrive(whole) {
  part = whole;
  ${names.map((name) => `${name} = part.${name};`).join('\n  ')}
}`;
}

/**
 * The classes, functions and tables that a statement exports.
 *
 * @param {ReturnType<import('vite').Rolldown.PluginContext['parse']>['body'][number]} statement
 * @returns {string[]}
 */
function exported(statement) {
  if (statement.type !== 'ExportNamedDeclaration') return [];
  const { declaration } = statement;
  if (declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration')
    return declaration.id === null ? [] : [declaration.id.name];
  if (declaration?.type !== 'VariableDeclaration') return [];
  return declaration.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && /^(ArrowFunction|Object)Expression$/.test(init?.type ?? '') ? [id.name] : [],
  );
}
