import { parseSync } from 'vite';

/**
 * What the law needs to know about one module, read from its syntax tree.
 *
 * @typedef {object} Import
 * @property {string} specifier
 * @property {boolean} type true when only types are imported, so nothing is loaded at run time
 * @property {boolean} url true when it is only named by `new URL('…', import.meta.url)`
 * @property {number} line
 *
 * @typedef {object} ModuleFacts
 * @property {Import[]} imports static, dynamic and type imports, re-exports, and `new URL('…', import.meta.url)`
 * @property {Node[]} nodes every node of the tree, each with its parent
 * @property {{ text: string, line: number }[]} comments
 * @property {(offset: number) => number} lineAt
 *
 * @typedef {{ type: string, start: number, parent: Node | null, role: string } & Record<string, unknown>} Node
 */

/**
 * @param {string} file name, for its kind and for messages
 * @param {string} source
 * @returns {ModuleFacts}
 */
export function readModule(file, source) {
  const parsed = parseSync(file, source);
  const broken = parsed.errors[0];
  if (broken !== undefined) throw new SyntaxError(`${file}: ${broken.message}`);
  const lineStarts = [0];
  for (let i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) lineStarts.push(i + 1);
  /** @param {number} offset */
  const lineAt = (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (/** @type {number} */ (lineStarts[middle]) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  const nodes = flatten(parsed.program);
  return {
    imports: nodes.flatMap((node) => importOf(node, lineAt)),
    nodes,
    comments: parsed.comments.map((c) => ({ text: c.value, line: lineAt(c.start) })),
    lineAt,
  };
}

/**
 * @param {unknown} program
 * @returns {Node[]}
 */
function flatten(program) {
  /** @type {Node[]} */
  const nodes = [];
  /** @param {unknown} value @param {Node | null} parent @param {string} role */
  const visit = (value, parent, role) => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, parent, role);
      return;
    }
    if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
      return;
    }
    const node = /** @type {Node} */ (value);
    const children = Object.entries(node);
    node.parent = parent;
    node.role = role;
    nodes.push(node);
    for (const [key, child] of children) visit(child, node, key);
  };
  visit(program, null, '');
  return nodes;
}

/** @param {unknown} value @returns {string | null} */
const literal = (value) => {
  const node = /** @type {{ type?: string, value?: unknown } | null} */ (value);
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
};

/**
 * @param {Node} node
 * @param {(offset: number) => number} lineAt
 * @returns {Import[]}
 */
function importOf(node, lineAt) {
  const line = lineAt(node.start);
  /** @param {unknown} source @param {boolean} type @param {boolean} [url] */
  const one = (source, type, url = false) => {
    const specifier = literal(source);
    return [{ specifier: specifier ?? '(computed)', type, url, line }];
  };
  switch (node.type) {
    case 'ImportDeclaration':
      return one(node.source, node.importKind === 'type' || onlyTypes(node.specifiers, 'importKind'));
    case 'ExportAllDeclaration':
      return one(node.source, node.exportKind === 'type');
    case 'ExportNamedDeclaration':
      if (node.source === null) return [];
      return one(node.source, node.exportKind === 'type' || onlyTypes(node.specifiers, 'exportKind'));
    case 'ImportExpression':
      return one(node.source, false);
    case 'TSImportType':
      return one(node.source ?? node.argument, true);
    case 'NewExpression': {
      const [first, second] = /** @type {Node[]} */ (node.arguments);
      const callee = /** @type {Node} */ (node.callee);
      if (callee.name !== 'URL' || second === undefined || !isImportMetaUrl(second)) return [];
      return one(first, false, true);
    }
    default:
      return [];
  }
}

/** @param {unknown} specifiers @param {string} kind */
function onlyTypes(specifiers, kind) {
  const list = /** @type {Node[]} */ (specifiers);
  return list.length > 0 && list.every((s) => s[kind] === 'type');
}

/** @param {Node} node */
function isImportMetaUrl(node) {
  const object = /** @type {Node | undefined} */ (node.object);
  const property = /** @type {Node | undefined} */ (node.property);
  return node.type === 'MemberExpression' && object?.type === 'MetaProperty' && property?.name === 'url';
}
