import * as v from 'valibot';
import { LIMITS } from '../limits.ts';
import { name, oneOf, or, section, time, whole } from '../schema-parts.ts';
import { endProblem, threads } from './parts.ts';
import type { Problem } from './parts.ts';

/** YCSB's core workloads A, B, C, D and F over one table of records (facts 8.4). */
export interface YcsbWorkload {
  readonly kind: 'ycsb';
  readonly id: string;
  readonly mix: 'a' | 'b' | 'c' | 'd' | 'f';
  readonly threads: number;
  /** Records loaded before the mix begins. */
  readonly records: number;
  readonly fields: number;
  readonly fieldBytes: number;
  readonly startAtUs: number;
  /** Operations of all threads after the load, 0: no end. */
  readonly operations: number;
  /** No operation begins after this, 0: no end. */
  readonly endAtUs: number;
  /** Of all threads together; 0: each thread as fast as it is answered. */
  readonly targetOpsPerS: number;
  /** `even`: YCSB's throttle. `random`: an open loop of random arrivals. */
  readonly arrivals: 'even' | 'random';
}

/** Records of ten fields of 100 bytes, 1000 of them: what YCSB ships (facts 8.4.1, 8.4.2). */
export const DEFAULT_YCSB = {
  mix: 'a',
  threads: 16,
  records: 1_000,
  fields: 10,
  fieldBytes: 100,
  startAtUs: 0,
  operations: 0,
  endAtUs: 0,
  targetOpsPerS: 0,
  arrivals: 'even',
} as const;

export const ycsbSchema = section({
  kind: v.literal('ycsb'),
  id: name,
  mix: or(oneOf(['a', 'b', 'c', 'd', 'f']), DEFAULT_YCSB.mix),
  threads: or(threads, DEFAULT_YCSB.threads),
  records: or(whole(1, LIMITS.keys), DEFAULT_YCSB.records),
  fields: or(whole(1, 100), DEFAULT_YCSB.fields),
  fieldBytes: or(whole(1, 10_000), DEFAULT_YCSB.fieldBytes),
  startAtUs: or(time(), DEFAULT_YCSB.startAtUs),
  operations: or(whole(0, 1_000_000_000), DEFAULT_YCSB.operations),
  endAtUs: or(time(), DEFAULT_YCSB.endAtUs),
  targetOpsPerS: or(whole(0, 1_000_000), DEFAULT_YCSB.targetOpsPerS),
  arrivals: or(oneOf(['even', 'random']), DEFAULT_YCSB.arrivals),
});

export function ycsbProblem(spec: YcsbWorkload): Problem | null {
  if (spec.arrivals === 'random' && spec.targetOpsPerS === 0) {
    return { field: 'targetOpsPerS', expected: 'a rate for random arrivals', got: 0 };
  }
  return endProblem(spec);
}
