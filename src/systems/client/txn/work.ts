import type { Ts } from '../../../model/ts.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { LockInfo, Mutation } from '../../tikv/msg.ts';

/** What stands in a transaction's way at one of its keys, and how far its client is with that. Frozen. */
export interface Obstacle {
  readonly lock: LockInfo;
  /** Secondaries of an asynchronous commit that have still to answer; then keys that have still to be told. */
  readonly left: number;
  readonly locked: number;
  /** The commit ts as far as it is known. */
  readonly commitTs: Ts;
}

/** One key that is being read, locked, committed or rolled back. Frozen. */
export interface Item {
  readonly key: string;
  readonly state: 'open' | 'done' | 'blocked' | 'asleep';
  readonly obstacle: Obstacle | null;
}

/**
 * How far a transaction is. Replaced, never changed.
 *
 *     start-ts ─▶ read ─▶ prewrite ─▶ commit-ts ─▶ commit (primary) ─▶ secondaries ─▶ end
 *        ▲                   │            ▲            │ CommitTsExpired
 *        │                   │            └────────────┤
 *        └──── rollback ◀────┴── conflict, rolled back ┘
 */
export interface TxnWork {
  readonly phase: 'start-ts' | 'read' | 'prewrite' | 'commit-ts' | 'commit' | 'secondaries' | 'rollback';
  readonly startTs: Ts;
  /** When `startTs` came (monotonic µs): what time it is now follows from both, as in client-go's oracle. */
  readonly startedUs: number;
  readonly items: readonly Item[];
  readonly values: readonly (string | null)[];
  readonly mutations: readonly Mutation[];
  readonly minCommitTs: Ts;
  readonly commitTs: Ts;
  /** Transactions that will commit after this one's snapshot, or not at all. */
  readonly bypass: readonly Ts[];
  /** Waits for locks so far. */
  readonly waits: number;
  /** Next sign of life to the primary (monotonic µs). */
  readonly beatUs: number;
  /** Why it rolls back, and whether the same is tried again. */
  readonly error: string;
  readonly again: boolean;
}

export const FRESH: TxnWork = {
  phase: 'start-ts',
  startTs: TS_ZERO,
  startedUs: 0,
  items: [],
  values: [],
  mutations: [],
  minCommitTs: TS_ZERO,
  commitTs: TS_ZERO,
  bypass: [],
  waits: 0,
  beatUs: 0,
  error: '',
  again: false,
};

export function openItems(keys: readonly string[]): Item[] {
  return keys.map((key) => ({ key, state: 'open', obstacle: null }));
}

export function withItem(work: TxnWork, index: number, change: Partial<Item>): TxnWork {
  return { ...work, items: work.items.map((item, i) => (i === index ? { ...item, ...change } : item)) };
}

export function allDone(work: TxnWork): boolean {
  return work.items.every((item) => item.state === 'done');
}
