import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';

/** A range of seeds, both ends in it. */
export interface Seeds {
  readonly from: number;
  readonly to: number;
}

/** A sweep over more would not end in anybody's lifetime; it is a slip of the keyboard. */
const SEEDS_MAX = 10_000_000;
const JOBS_MAX = 256;

/** `0..999` or a single seed. */
export function readSeeds(text: string): Result<Seeds> {
  const match = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(text);
  if (match === null) return fail(`--seeds: expected a range such as 0..999, got ${JSON.stringify(text)}`);
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  if (to < from) return fail(`--seeds: ${from}..${to} goes backwards`);
  if (to - from >= SEEDS_MAX)
    return fail(`--seeds: at most ${SEEDS_MAX} seeds at once, got ${to - from + 1}`);
  return ok({ from, to });
}

/** How many threads: `--jobs`, or as many as the machine has. */
export function readJobs(text: string | null, standard: number): Result<number> {
  if (text === null) return ok(standard);
  const jobs = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return jobs >= 1 && jobs <= JOBS_MAX
    ? ok(jobs)
    : fail(`--jobs: expected a whole number from 1 to ${JOBS_MAX}, got ${JSON.stringify(text)}`);
}
