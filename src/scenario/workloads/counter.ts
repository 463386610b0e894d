import * as v from 'valibot';
import { flag, name, or, section, time } from '../schema-parts.ts';
import { keys, threads, valueBytes } from './parts.ts';

/**
 * Facts 8.1: `threads` × `keys`, disjoint; each is put v, at once v+1, then read back. With `pauseBetweenUs`
 * it is two phases: v to every key, all threads wait, then v+1 to every key (case 2 creates the changefeed there).
 */
export interface CounterWorkload {
  readonly kind: 'counter';
  readonly id: string;
  readonly threads: number;
  readonly keys: number;
  readonly startAtUs: number;
  readonly thinkUs: number;
  readonly pauseBetweenUs: number;
  readonly readBack: boolean;
  readonly valueBytes: number;
}

export const DEFAULT_COUNTER = {
  threads: 8,
  keys: 6,
  startAtUs: 0,
  thinkUs: 0,
  pauseBetweenUs: 0,
  readBack: true,
  valueBytes: 64,
} as const;

export const counterSchema = section({
  kind: v.literal('counter'),
  id: name,
  threads: or(threads, DEFAULT_COUNTER.threads),
  keys: or(keys, DEFAULT_COUNTER.keys),
  startAtUs: or(time(), DEFAULT_COUNTER.startAtUs),
  thinkUs: or(time(), DEFAULT_COUNTER.thinkUs),
  pauseBetweenUs: or(time(), DEFAULT_COUNTER.pauseBetweenUs),
  readBack: or(flag, DEFAULT_COUNTER.readBack),
  valueBytes: or(valueBytes, DEFAULT_COUNTER.valueBytes),
});
