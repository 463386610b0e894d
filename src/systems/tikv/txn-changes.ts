import type { Ts } from '../../model/ts.ts';
import type { ColumnFamily, Lock } from './txn-records.ts';

/** One change of one column family, as it stands in the raft log. `value` null deletes. */
export interface Modify {
  readonly cf: ColumnFamily;
  /** Storage key: with a ts suffix, except in `lock`. */
  readonly key: string;
  readonly value: string | null;
}

/** What a command means for one key (encoded): for the trace. */
export type TxnChange =
  | { readonly type: 'prewrite'; readonly key: string; readonly lock: Lock; readonly value: string | null }
  | {
      readonly type: 'commit';
      readonly key: string;
      readonly lock: Lock;
      readonly value: string | null;
      readonly commitTs: Ts;
      readonly sourceTs: Ts;
    }
  | { readonly type: 'rollback'; readonly key: string; readonly startTs: Ts }
  /** The client is alive: the lock of its primary, with a longer time. */
  | { readonly type: 'heart-beat'; readonly key: string; readonly lock: Lock };
