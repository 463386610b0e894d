/**
 * What may not stand in a source file, read from its syntax tree. The same RunSpec must give the same
 * fingerprint everywhere, so in the pure rooms there is no clock but the simulated one, no chance but the
 * named streams, no locale, and no arithmetic whose last bit differs between JavaScript engines.
 *
 * @typedef {import('./module-facts.mjs').Node} Node
 * @typedef {import('./module-facts.mjs').ModuleFacts} ModuleFacts
 */

/** @type {Readonly<Record<string, string>>} */
const GLOBALS = {
  Date: 'simulated time comes from the context',
  performance: 'simulated time comes from the context',
  Intl: 'its answers differ between machines',
  BigInt: 'timestamps are safe integers, see model/ts.ts',
  setTimeout: 'set a timer in the simulated world',
  setInterval: 'set a timer in the simulated world',
  setImmediate: 'set a timer in the simulated world',
  queueMicrotask: 'the kernel decides what runs next',
  requestAnimationFrame: 'the page pulls',
  crypto: 'chance comes from named streams',
  console: 'what happened is a trace event',
  WeakRef: 'it shows when memory was collected',
  FinalizationRegistry: 'it shows when memory was collected',
};

/** Exact in every engine; all the rest of `Math` is not, or is chance. */
const EXACT_MATH = new Set([
  'abs',
  'ceil',
  'clz32',
  'floor',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
]);

const MARKS = /\b(?:TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b/;
const SUPPRESSIONS = /@ts-(?:ignore|nocheck|expect-error)|(?:eslint|oxlint)-disable/;

/**
 * Breaches of what holds in every source file.
 *
 * @param {ModuleFacts} facts
 * @returns {{ line: number, what: string }[]}
 */
export function everywhere(facts) {
  const found = [];
  for (const { text, line } of facts.comments) {
    const mark = MARKS.exec(text) ?? SUPPRESSIONS.exec(text);
    if (mark !== null) found.push({ line, what: `comment with ${mark[0]}` });
  }
  for (const node of facts.nodes) {
    const what = everywhereNode(node);
    if (what !== null) found.push({ line: facts.lineAt(node.start), what });
  }
  return found;
}

/** @param {Node} node @returns {string | null} */
function everywhereNode(node) {
  if (node.type === 'TSAnyKeyword') return '`any`';
  if (node.type === 'TSEnumDeclaration') return 'an enum; use a union of strings';
  if (node.type === 'TSAsExpression') {
    const inner = /** @type {Node} */ (node.expression);
    const type = /** @type {Node | undefined} */ (inner.typeAnnotation);
    if (inner.type === 'TSAsExpression' && type?.type === 'TSUnknownKeyword') return '`as unknown as`';
  }
  return null;
}

/**
 * Breaches of what holds where a run is computed.
 *
 * @param {ModuleFacts} facts
 * @returns {{ line: number, what: string }[]}
 */
export function inPureRooms(facts) {
  const found = [];
  for (const node of facts.nodes) {
    const what = pureNode(node);
    if (what !== null) found.push({ line: facts.lineAt(node.start), what });
  }
  return found;
}

/** @param {Node} node @returns {string | null} */
function pureNode(node) {
  switch (node.type) {
    case 'Identifier': {
      const name = String(node.name);
      const reason = Object.hasOwn(GLOBALS, name) ? GLOBALS[name] : undefined;
      return reason !== undefined && isReference(node) ? `${name}: ${reason}` : null;
    }
    case 'MemberExpression': {
      const object = /** @type {Node} */ (node.object);
      const property = /** @type {Node} */ (node.property);
      if (object.name === 'globalThis') return 'globalThis: there is nothing global here';
      const name = node.computed === true ? property.value : property.name;
      if (typeof name === 'string' && /^(?:toLocale|localeCompare)/.test(name)) {
        return `${name}: its answer differs between machines`;
      }
      if (object.name === 'Math' && !EXACT_MATH.has(String(name))) {
        return `Math.${String(name)}: it differs between engines in the last bit, or is chance`;
      }
      return null;
    }
    case 'BinaryExpression':
      return node.operator === '**' ? '**: it differs between engines in the last bit' : null;
    case 'AssignmentExpression':
      return node.operator === '**=' ? '**=: it differs between engines in the last bit' : null;
    case 'VariableDeclarator': {
      const init = /** @type {Node | null} */ (node.init);
      return init?.type === 'Identifier' && init.name === 'Math' ? 'Math under another name' : null;
    }
    case 'Literal':
      return typeof node.bigint === 'string' ? 'a BigInt literal' : null;
    default:
      return null;
  }
}

/**
 * False for names that only look like a global: the key of a property, the right side of a dot.
 *
 * @param {Node} node
 */
function isReference(node) {
  const parent = node.parent;
  if (parent === null) return true;
  if (node.role === 'property') return parent.computed === true;
  if (node.role === 'key') return parent.computed === true;
  return node.role !== 'right' || parent.type !== 'TSQualifiedName';
}

/**
 * Workers are started at the root of the page, and by the headless runner for its jobs.
 *
 * @param {ModuleFacts} facts
 * @returns {{ line: number, what: string }[]}
 */
export function workerStarts(facts) {
  const found = [];
  for (const node of facts.nodes) {
    const callee = /** @type {Node | undefined} */ (node.callee);
    const starts = node.type === 'NewExpression' && callee?.name === 'Worker';
    if (starts) found.push({ line: facts.lineAt(node.start), what: 'new Worker outside the roots' });
  }
  for (const { specifier, line } of facts.imports) {
    if (/\?(?:shared)?worker\b/.test(specifier))
      found.push({ line, what: `a worker by import: ${specifier}` });
  }
  return found;
}
