import type { Report } from './report.ts';

/** A number that two reports have, or one of them. */
export interface Figure {
  readonly name: string;
  readonly a: number | null;
  readonly b: number | null;
  /** b to a; null where one of them has no figure or a is 0. */
  readonly ratio: number | null;
}

/** Said of the run as a whole or of this machine: nothing to compare. */
const APART: readonly string[] = ['seed', 'wallMs'];

/** Every number of two reports under its path; a figure that only one of them has is there too. */
export function figuresOf(a: Report, b: Report): readonly Figure[] {
  const left = numbersOf(a);
  const right = numbersOf(b);
  const names = [...left.keys(), ...[...right.keys()].filter((name) => !left.has(name))];
  return names.map((name) => {
    const x = left.get(name) ?? null;
    const y = right.get(name) ?? null;
    return { name, a: x, b: y, ratio: x === null || y === null || x === 0 ? null : y / x };
  });
}

function numbersOf(report: Report): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const visit = (value: unknown, path: string) => {
    if (typeof value === 'number') found.set(path, value);
    else if (typeof value === 'boolean') found.set(path, value ? 1 : 0);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) visit(inner, path === '' ? name : `${path}.${name}`);
    }
  };
  for (const [name, value] of Object.entries(report)) if (!APART.includes(name)) visit(value, name);
  for (const check of report.checks) {
    if (check.violations > 0) found.set(`violations.${check.id}`, check.violations);
  }
  return found;
}
