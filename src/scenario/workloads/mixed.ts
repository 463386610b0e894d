import * as v from 'valibot';
import { US_PER_MS } from '../../model/time.ts';
import { name, or, percent, section, time } from '../schema-parts.ts';
import { endProblem, keys, threads, valueBytes } from './parts.ts';
import type { Problem } from './parts.ts';

/** Endless open-loop puts and gets over `keys` keys spread evenly over the alphabet. */
export interface MixedWorkload {
  readonly kind: 'mixed';
  readonly id: string;
  readonly threads: number;
  readonly keys: number;
  readonly startAtUs: number;
  /** Stops issuing here, 0: never. */
  readonly endAtUs: number;
  /** Mean time between operations of one thread. */
  readonly thinkUs: number;
  readonly readPercent: number;
  readonly deletePercent: number;
  readonly valueBytes: number;
}

export const DEFAULT_MIXED = {
  threads: 8,
  keys: 100,
  startAtUs: 0,
  endAtUs: 0,
  thinkUs: 20 * US_PER_MS,
  readPercent: 50,
  deletePercent: 0,
  valueBytes: 1_024,
} as const;

export const mixedSchema = section({
  kind: v.literal('mixed'),
  id: name,
  threads: or(threads, DEFAULT_MIXED.threads),
  keys: or(keys, DEFAULT_MIXED.keys),
  startAtUs: or(time(), DEFAULT_MIXED.startAtUs),
  endAtUs: or(time(), DEFAULT_MIXED.endAtUs),
  thinkUs: or(time(), DEFAULT_MIXED.thinkUs),
  readPercent: or(percent, DEFAULT_MIXED.readPercent),
  deletePercent: or(percent, DEFAULT_MIXED.deletePercent),
  valueBytes: or(valueBytes, DEFAULT_MIXED.valueBytes),
});

export function mixedProblem(spec: MixedWorkload): Problem | null {
  if (spec.readPercent + spec.deletePercent > 100) {
    return {
      field: 'deletePercent',
      expected: `at most ${100 - spec.readPercent} beside ${spec.readPercent} % reads`,
      got: spec.deletePercent,
    };
  }
  return endProblem(spec);
}
