import type { RegionId, StoreId } from '../../../model/ids.ts';
import type { Region } from '../../../model/region.ts';
import type { Ts } from '../../../model/ts.ts';
import type { RaftRole, RegionChange } from '../../../model/trace.ts';
import type { Context } from '../../../sim/actor.ts';
import type { RegionError } from '../msg.ts';
import type { ColumnFamily } from '../txn-records.ts';
import type { Modify } from '../txn-changes.ts';
import type { Peer, ReadContinuation } from './peer.ts';

/**
 * Where others listen to the raftstore without the raftstore knowing them (TiKV's coprocessor observers).
 * Taps point upward: cdc imports this file; raftstore never imports cdc.
 */
export interface RaftstoreObserver {
  /**
   * A batch was applied on a peer that is being observed. Called after the writes are visible and BEFORE the
   * proposals' callbacks run (R-OBSERVE-BEFORE-ACK, facts 3.1.2). `commands` are in log order.
   */
  onApplied(region: RegionId, observeId: number, commands: readonly ObservedCommand[], ctx: Context): void;
  onRoleChanged(region: RegionId, role: RaftRole, leaderStore: StoreId, ctx: Context): void;
  onRegionChanged(region: Region, change: RegionChange, ctx: Context): void;
  /** The peer is gone from this store (merged away or removed). */
  onRegionDestroyed(region: RegionId, ctx: Context): void;
}

export type ObservedCommand =
  | {
      readonly type: 'write';
      readonly index: number;
      readonly ts: Ts;
      readonly pairs: readonly {
        readonly key: string;
        readonly value: string | null;
        readonly expireS?: number;
      }[];
    }
  /** What a transaction's command changed, column family by column family (facts 3.4.2). */
  | { readonly type: 'txn'; readonly index: number; readonly modifies: readonly Modify[] }
  /** Split: the Regions that result. Merge commands carry none (facts 3.4.2). */
  | {
      readonly type: 'admin';
      readonly index: number;
      readonly change: RegionChange;
      readonly regions: readonly Region[];
    }
  /** The command was refused at apply (stale epoch): the whole delegate is deregistered (facts 3.4.3b). */
  | { readonly type: 'refused'; readonly index: number; readonly error: RegionError };

/** A consistent read view of one Region's data at one apply index. Keys are versioned encoded keys. */
export interface KvSnapshot {
  readonly appliedIndex: number;
  /** Visits entries with `startKey <= key < endKey` ('' = +infinity) in key order; stop by returning false. */
  scan(
    startKey: string,
    endKey: string,
    visit: (versionedKey: string, encodedValue: string) => boolean,
  ): void;
  /** The same for a column family of transactions (or `default`). */
  scanCf(
    cf: ColumnFamily,
    startKey: string,
    endKey: string,
    visit: (key: string, value: string) => boolean,
  ): void;
  getCf(cf: ColumnFamily, key: string): string | null;
}

/** Finishes a transaction's command: applied here, or refused. */
export interface TxnServer {
  onTaskDone(task: number, error: RegionError | null, ctx: Context): void;
}

/** Finishes an atomic command's write: applied here at `ts`, or refused. */
export interface AtomicServer {
  onWriteDone(task: number, ts: Ts, error: RegionError | null, ctx: Context): void;
}

/** Finishes what waited for a read index. */
export interface ReadServer {
  /** This leader has applied the read index: reading now is linearizable. */
  onReadReady(peer: Peer, then: ReadContinuation, ctx: Context): void;
  /** It lost leadership, or the Region is gone. */
  onReadFailed(then: ReadContinuation, error: RegionError, ctx: Context): void;
}
