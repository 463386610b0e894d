import type { ClusterName, ProcessId, RegionId, StoreId } from '../ids.ts';
import type { Ts } from '../ts.ts';

/** PD and timestamps: the oracle, operators, safe points, the causal providers of the stores. */
export type PdEvent =
  /** PD granted `count` consecutive timestamps ending at `last`. */
  | { kind: 'tso.granted'; pd: ProcessId; cluster: ClusterName; to: ProcessId; last: Ts; count: number }
  /**
   * No timestamp at or above `savedMs` may be granted. `revision` is etcd's: of two saves the later one has the higher;
   * 0 where PD has one member and saves on its own disk, in the order of the trace.
   */
  | { kind: 'tso.window-saved'; pd: ProcessId; cluster: ClusterName; savedMs: number; revision: number }
  /** This member holds the leader key, which it created at this revision of etcd. It does not serve yet. */
  | { kind: 'pd.elected'; pd: ProcessId; cluster: ClusterName; revision: number }
  | { kind: 'pd.stepped-down'; pd: ProcessId; cluster: ClusterName; reason: string }
  | { kind: 'pd.operator-created'; pd: ProcessId; operator: number; region: RegionId; words: string }
  | { kind: 'pd.operator-finished'; pd: ProcessId; operator: number; region: RegionId; words: string }
  | {
      kind: 'pd.operator-cancelled';
      pd: ProcessId;
      operator: number;
      region: RegionId;
      words: string;
      reason: string;
    }
  /** A service asked that nothing above `ts` be collected; refused where more may be gone already. `min`: of all services. */
  | {
      kind: 'pd.service-safe-point';
      pd: ProcessId;
      cluster: ClusterName;
      service: string;
      ts: Ts;
      min: Ts;
      refused: boolean;
    }
  /** Of versions at or below `ts` only the newest of each key needs to be kept from now on. */
  | { kind: 'pd.gc-safe-point'; pd: ProcessId; cluster: ClusterName; ts: Ts }
  /** A store dropped versions that the safe point allows it to. */
  | { kind: 'gc.collected'; store: StoreId; cluster: ClusterName; safePoint: Ts; versions: number }
  /** The store's causal provider discarded its cache and got a fresh batch (R-FLUSH-LEADER / R-FLUSH-MERGE). */
  | { kind: 'ts.flushed'; store: StoreId; ts: Ts }
  | { kind: 'ts.flush-failed'; store: StoreId; reason: string }
  /**
   * Generation `hlc`: a leader begins, or absorbed a Region. `maxTs` is its Region-Max-TS, `clock` the next timestamp
   * of its store afterwards.
   */
  | { kind: 'ts.led'; store: StoreId; region: RegionId; term: number; maxTs: Ts; clock: Ts }
  /** The leader may stamp writes again: its sync bit is set for this term and version. */
  | { kind: 'ts.synced'; store: StoreId; region: RegionId; term: number; version: number };
