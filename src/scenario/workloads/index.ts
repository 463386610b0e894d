import * as v from 'valibot';
import { bankProblem, bankSchema, DEFAULT_BANK } from './bank.ts';
import type { BankWorkload } from './bank.ts';
import { counterSchema, DEFAULT_COUNTER } from './counter.ts';
import type { CounterWorkload } from './counter.ts';
import { DEFAULT_LOCKS, locksSchema } from './locks.ts';
import type { LocksWorkload } from './locks.ts';
import { DEFAULT_MIXED, mixedProblem, mixedSchema } from './mixed.ts';
import type { MixedWorkload } from './mixed.ts';
import { DEFAULT_YCSB, ycsbProblem, ycsbSchema } from './ycsb.ts';
import type { YcsbWorkload } from './ycsb.ts';
import type { Problem } from './parts.ts';

/** The kinds of workload a document may name: one file each, a line in each list here. What they do is the client's. */
export type WorkloadSpec = CounterWorkload | LocksWorkload | MixedWorkload | YcsbWorkload | BankWorkload;

export const workloadSchema = v.variant('kind', [
  counterSchema,
  locksSchema,
  mixedSchema,
  ycsbSchema,
  bankSchema,
]);

/** What else has to be known of a kind; each spec goes only to the row of its own kind. */
interface KindRow {
  /** What a sparse document leaves out. */
  readonly defaults: object;
  /** Keys it writes, of all threads together. */
  readonly keys: number;
  /** Whether it goes on until the run ends. */
  readonly endless: boolean;
  readonly problem: Problem | null;
}

function row(spec: WorkloadSpec): KindRow {
  switch (spec.kind) {
    case 'counter':
      return { defaults: DEFAULT_COUNTER, keys: spec.threads * spec.keys, endless: false, problem: null };
    case 'locks':
      return { defaults: DEFAULT_LOCKS, keys: spec.locks, endless: spec.endAtUs === 0, problem: null };
    case 'bank':
      return {
        defaults: DEFAULT_BANK,
        keys: spec.accounts,
        endless: spec.endAtUs === 0,
        problem: bankProblem(spec),
      };
    case 'mixed':
      return {
        defaults: DEFAULT_MIXED,
        keys: spec.keys,
        endless: spec.endAtUs === 0,
        problem: mixedProblem(spec),
      };
    case 'ycsb':
      return {
        defaults: DEFAULT_YCSB,
        keys: spec.records,
        endless: spec.endAtUs === 0 && spec.operations === 0,
        problem: ycsbProblem(spec),
      };
  }
}

export function workloadDefaults(spec: WorkloadSpec): object {
  return row(spec).defaults;
}

export function workloadKeys(spec: WorkloadSpec): number {
  return row(spec).keys;
}

export function isEndless(spec: WorkloadSpec): boolean {
  return row(spec).endless;
}

export function workloadProblem(spec: WorkloadSpec): Problem | null {
  return row(spec).problem;
}
