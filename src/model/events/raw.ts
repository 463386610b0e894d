import type { ClusterName, ProcessId, RegionId, StoreId } from '../ids.ts';
import type { Ts } from '../ts.ts';

export type ClientOp = 'put' | 'get' | 'delete' | 'cas';

/** What a scan was asked for. `from`, `to`: user keys, half-open; '' at either end: no bound. */
export type ScanRange = {
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly reverse: boolean;
  readonly keyOnly: boolean;
};

/** Clients and RawKV: what was asked and answered, and what the stores did for it. */
export type RawEvent =
  /**
   * A client began an operation; `value` is null for get and delete. `request` is unique in the run. A `cas` says what it
   * expects the key to hold.
   */
  | {
      kind: 'client.invoked';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      value: string | null;
      expected?: string | null;
      /** An operation on several keys is told as one for each of them: the request that carries them all. */
      batch?: number;
    }
  /** A client began to read a range; its answer is put together from those of several Regions, at several moments. */
  | ({ kind: 'client.scan-began'; client: ProcessId; request: number } & ScanRange)
  /** In the order of the scan. `values` is empty when only keys were asked for. */
  | {
      kind: 'client.scanned';
      client: ProcessId;
      request: number;
      keys: readonly string[];
      values: readonly string[];
      regionCount: number;
      latencyUs: number;
    }
  | { kind: 'client.scan-failed'; client: ProcessId; request: number; error: string }
  /**
   * It ended well. For put/delete `ts` is the version written; for get `value` is what was read (null: absent). For
   * `cas` it is what the key held, and `ts` is 0 when that was not what was expected: nothing was written.
   */
  | {
      kind: 'client.acked';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      value: string | null;
      ts: Ts;
      latencyUs: number;
    }
  /** It certainly had no effect. */
  | {
      kind: 'client.failed';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      error: string;
    }
  /** The answer never came: it may or may not have happened (facts 3.8.1). */
  | {
      kind: 'client.unknown';
      client: ProcessId;
      request: number;
      op: ClientOp;
      key: string;
      error: string;
    }
  /** What the console tells the person who typed an operation. Follows how it ended. */
  | { kind: 'client.answered'; client: ProcessId; request: number; typed: string; answer: string }
  /** A retry after a Region error; part of the same request. */
  | { kind: 'client.retried'; client: ProcessId; request: number; error: string; attempt: number }
  /** Every operation of the workload ended; `ts` is a TSO taken afterwards. */
  | { kind: 'workload.finished'; client: ProcessId; workload: string; ts: Ts }
  /**
   * A stamped write entered the leader's log at (index, term). `key` is the user key; `value` null is a delete.
   * Whether it took effect is known from `raft.applied` of that index with that term.
   */
  | {
      kind: 'raw.proposed';
      store: StoreId;
      cluster: ClusterName;
      region: RegionId;
      index: number;
      term: number;
      version: number;
      key: string;
      value: string | null;
      ts: Ts;
      request: number;
      /** On the recovery cluster: the upstream timestamp of the change being applied (hidden ground truth); else 0. */
      sourceTs: Ts;
      /** UNIX second from which the value counts as absent (facts 2.8); absent: never. */
      expireS?: number;
      /** From its arrival at the storage layer to here: what stamping, locking and encoding cost, and what it waited. */
      waitedUs: number;
    }
  /** A memory lock (key guard) held down resolved ts between `ts` and the write's apply. */
  | { kind: 'raw.locked'; store: StoreId; region: RegionId; request: number; ts: Ts }
  /** A write got the timestamp of its data; it is proposed later, or refused. */
  | { kind: 'raw.stamped'; store: StoreId; region: RegionId; request: number; ts: Ts }
  /** The memory lock of the write stamped `ts` is dropped. */
  | { kind: 'raw.unlocked'; store: StoreId; region: RegionId; request: number; ts: Ts }
  /** A read met a version whose time is over by this store's clock, and takes the key for absent. */
  | { kind: 'raw.expired'; store: StoreId; cluster: ClusterName; key: string; ts: Ts; wallMs: number }
  | { kind: 'raw.refused'; store: StoreId; region: RegionId; request: number; error: string };
