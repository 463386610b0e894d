/** Everything that this room offers says what it is: its units, its errors, its source. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const here = import.meta.dirname;

/** Names that `index.ts` passes on: what other rooms see. */
const offered = new Set(
  [...readFileSync(join(here, 'index.ts'), 'utf8').matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(
    ([, list]) => (list as string).split(',').map((name) => name.trim()),
  ),
);

/**
 * What lacks a docstring: exported declarations, methods and getters of exported classes, and the fields of interfaces
 * that other rooms see. Relies on the formatter for indentation.
 */
function undocumented(source: string): string[] {
  const lines = source.split('\n').filter((line) => !/^\s*\/\/ prettier-ignore/.test(line));
  const missing: string[] = [];
  let members: RegExp | null = null;
  lines.forEach((line, i) => {
    const documented = (lines[i - 1] ?? '').trimEnd().endsWith('*/');
    const declared = /^export (?:async |abstract )*(function|class|interface|type|const) (\w+)/.exec(line);
    if (declared !== null) {
      const [, kind = '', name = ''] = declared;
      if (!documented) missing.push(name);
      if (kind === 'class') members = /^ {2}(?:async |static |get )*(\w+)(?:<.*>)?\(/;
      else if (kind === 'interface' && offered.has(name)) members = /^ {2}(?:readonly )?(\w+)\??: /;
      else members = null;
      return;
    }
    if (line.startsWith('}')) members = null;
    const member = members?.exec(line)?.[1];
    if (member !== undefined && member !== 'constructor' && !documented) missing.push(member);
  });
  return missing;
}

describe('docstrings', () => {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();

  it.each(files)('%s: every exported thing has one', (name) => {
    expect(undocumented(readFileSync(join(here, name), 'utf8'))).toEqual([]);
  });

  it('are missed where there is none', () => {
    const bare = [
      'export const LIMIT = 3;',
      '/** Said. */',
      'export class Thing {',
      '  private hidden(): void {}',
      '  /** Said. */',
      '  said(): void {}',
      '  unsaid(): void {}',
      '  get size(): number {',
      '    return call(1);',
      '  }',
      '}',
      '/** Said. */',
      'export interface Config {',
      '  readonly ticks?: number;',
      '}',
      '/** Nobody else sees it. */',
      'export interface Inner {',
      '  readonly ticks: number;',
      '}',
    ];
    expect(undocumented(bare.join('\n'))).toEqual(['LIMIT', 'unsaid', 'size', 'ticks']);
  });
});
