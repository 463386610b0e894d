import * as v from 'valibot';
import { US_PER_MS } from '../../model/time.ts';
import { name, or, section, time, whole } from '../schema-parts.ts';
import { threads } from './parts.ts';

/** Threads that take and give up locks by compare-and-swap, all in atomic mode (facts 1.7.3). */
export interface LocksWorkload {
  readonly kind: 'locks';
  readonly id: string;
  readonly threads: number;
  readonly locks: number;
  readonly startAtUs: number;
  /** 0: never. */
  readonly endAtUs: number;
  readonly thinkUs: number;
}

export const DEFAULT_LOCKS = {
  threads: 8,
  locks: 1,
  startAtUs: 0,
  endAtUs: 0,
  thinkUs: 5 * US_PER_MS,
} as const;

export const locksSchema = section({
  kind: v.literal('locks'),
  id: name,
  threads: or(threads, DEFAULT_LOCKS.threads),
  locks: or(whole(1, 1_000), DEFAULT_LOCKS.locks),
  startAtUs: or(time(), DEFAULT_LOCKS.startAtUs),
  endAtUs: or(time(), DEFAULT_LOCKS.endAtUs),
  thinkUs: or(time(), DEFAULT_LOCKS.thinkUs),
});
