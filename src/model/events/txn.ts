import type { ClusterName, ProcessId, RegionId, StoreId } from '../ids.ts';
import type { Ts } from '../ts.ts';

/** Where an entry of a transaction's command stands; `request` is that of whoever sent it. */
type TxnProposal = {
  store: StoreId;
  cluster: ClusterName;
  region: RegionId;
  index: number;
  term: number;
  version: number;
  request: number;
  key: string;
  startTs: Ts;
};

/** Transactions, as their clients and the stores saw them. */
export type TxnEvent =
  /** A client began a transaction: `words` say what it is to do. */
  | { kind: 'txn.begun'; client: ProcessId; request: number; startTs: Ts; words: string }
  /** It read these keys as of `startTs` (null: absent). A transaction may read several times. */
  | {
      kind: 'txn.read';
      client: ProcessId;
      request: number;
      startTs: Ts;
      keys: readonly string[];
      values: readonly (string | null)[];
    }
  /** Its primary is committed, and so is all of it. `keys` were written. */
  | {
      kind: 'txn.committed';
      client: ProcessId;
      request: number;
      startTs: Ts;
      commitTs: Ts;
      keys: readonly string[];
      latencyUs: number;
    }
  /** It certainly has no effect; the client may try the same again with a new transaction. */
  | { kind: 'txn.aborted'; client: ProcessId; request: number; startTs: Ts; error: string }
  /** The answer never came: it may or may not be committed. */
  | { kind: 'txn.unknown'; client: ProcessId; request: number; startTs: Ts; error: string }
  /** Somebody ran into a lock of another transaction; `error` is what the store said. */
  | { kind: 'txn.blocked'; client: ProcessId; request: number; key: string; lockTs: Ts; error: string }
  /** What it found out about the transaction of a lock: commit ts, TS_ZERO for rolled back. */
  | { kind: 'txn.resolved'; client: ProcessId; request: number; key: string; lockTs: Ts; commitTs: Ts }
  | ({
      kind: 'txn.prewrite-proposed';
      op: 'put' | 'delete' | 'lock';
      value: string | null;
      primary: string;
      ttlMs: number;
      minCommitTs: Ts;
      asyncCommit: boolean;
    } & TxnProposal)
  /** `ts` is the commit ts. `sourceTs` as for `raw.proposed`. */
  | ({ kind: 'txn.commit-proposed'; value: string | null; ts: Ts; sourceTs: Ts } & TxnProposal)
  | ({ kind: 'txn.rollback-proposed' } & TxnProposal)
  /** The client says that it is alive: its locks are left alone for `ttlMs` after its start ts. `key` is its primary. */
  | ({ kind: 'txn.heart-beat-proposed'; ttlMs: number } & TxnProposal)
  | { kind: 'txn.refused'; store: StoreId; region: RegionId; request: number; error: string };
