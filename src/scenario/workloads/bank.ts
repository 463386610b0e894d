import * as v from 'valibot';
import { US_PER_MS } from '../../model/time.ts';
import { flag, name, or, percent, section, time, whole } from '../schema-parts.ts';
import { endProblem, threads, valueBytes } from './parts.ts';
import type { Problem } from './parts.ts';

/** Transactions between records of one table (`t1_r0`, `t1_r1`, …), and sums over all of them at one moment. */
export interface BankWorkload {
  readonly kind: 'bank';
  readonly id: string;
  readonly threads: number;
  readonly accounts: number;
  /** Of each account in the beginning. */
  readonly balance: number;
  readonly startAtUs: number;
  /** Stops issuing here, 0: never. */
  readonly endAtUs: number;
  /** Mean pause of a thread after each transaction. */
  readonly thinkUs: number;
  /** Transactions that add all accounts up instead of moving money. */
  readonly sumPercent: number;
  /** Locks are left alone for this long (client-go: 3 s). */
  readonly lockTtlMs: number;
  /** Committed as soon as all locks stand, without waiting for the primary's commit (TiDB 5.0). */
  readonly asyncCommit: boolean;
  /** Transactions say at half their TTL that they are alive, as client-go's large ones do. */
  readonly keepAlive: boolean;
  readonly noteBytes: number;
}

export const DEFAULT_BANK = {
  threads: 4,
  accounts: 10,
  balance: 100,
  startAtUs: 0,
  endAtUs: 0,
  thinkUs: 20 * US_PER_MS,
  sumPercent: 20,
  lockTtlMs: 3_000,
  asyncCommit: false,
  keepAlive: false,
  noteBytes: 0,
} as const;

const ACCOUNTS_MAX = 1_000;
const BALANCE_MAX = 1_000_000_000;

export const bankSchema = section({
  kind: v.literal('bank'),
  id: name,
  threads: or(threads, DEFAULT_BANK.threads),
  accounts: or(whole(2, ACCOUNTS_MAX), DEFAULT_BANK.accounts),
  balance: or(whole(0, BALANCE_MAX), DEFAULT_BANK.balance),
  startAtUs: or(time(), DEFAULT_BANK.startAtUs),
  endAtUs: or(time(), DEFAULT_BANK.endAtUs),
  thinkUs: or(time(), DEFAULT_BANK.thinkUs),
  sumPercent: or(percent, DEFAULT_BANK.sumPercent),
  lockTtlMs: or(whole(1, 120_000), DEFAULT_BANK.lockTtlMs),
  asyncCommit: or(flag, DEFAULT_BANK.asyncCommit),
  keepAlive: or(flag, DEFAULT_BANK.keepAlive),
  noteBytes: or(valueBytes, DEFAULT_BANK.noteBytes),
});

export function bankProblem(spec: BankWorkload): Problem | null {
  return endProblem(spec);
}
