import type { Figure } from '../../model/figures.ts';

export interface Differences {
  /** The largest change first; what only one run has before all others. */
  readonly different: readonly Figure[];
  readonly equal: readonly Figure[];
}

/** Figures apart by whether they differ; names break ties. */
export function differencesOf(figures: readonly Figure[]): Differences {
  const different = figures
    .filter(({ a, b }) => a !== b)
    .toSorted((x, y) => changeOf(y) - changeOf(x) || (x.name < y.name ? -1 : 1));
  return { different, equal: figures.filter(({ a, b }) => a === b) };
}

/** How much larger the larger one is, as a part of it: 0 for the same, 1 where only one is there or one is 0. */
function changeOf({ a, b }: Figure): number {
  if (a === null || b === null) return 2;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
}

/** `+12 %`, `×3.4`, `−40 %`; '' where there is no ratio. */
export function changeWords({ ratio }: Figure): string {
  if (ratio === null) return '';
  if (ratio >= 2) return `×${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)}`;
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(digits)} %`;
}
