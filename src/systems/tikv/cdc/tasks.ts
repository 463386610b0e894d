import type { ProcessId, RegionId } from '../../../model/ids.ts';
import type { Ts } from '../../../model/ts.ts';
import type { CdcError, CdcRegister, CheckLeader } from '../msg.ts';
import type { ObservedCommand } from '../raftstore/taps.ts';
import type { Scan } from './delegate.ts';
import type { ScanChunk } from './scan.ts';

/** Tasks of the endpoint's FIFO (facts 3.1.3): what was put in first is told first (R-FIFO-ENDPOINT). */
export type Task =
  | { readonly kind: 'register'; readonly from: ProcessId; readonly message: CdcRegister }
  | {
      readonly kind: 'deregister';
      readonly from: ProcessId;
      readonly requestId: number;
      readonly region: RegionId;
    }
  | {
      readonly kind: 'deregister-region';
      readonly region: RegionId;
      readonly observeId: number;
      readonly error: CdcError;
    }
  | { readonly kind: 'connection-lost'; readonly connection: ProcessId }
  | { readonly kind: 'init'; readonly region: RegionId; readonly downstream: number; readonly scan: Scan }
  | {
      readonly kind: 'batch';
      readonly region: RegionId;
      readonly observeId: number;
      readonly commands: readonly ObservedCommand[];
    }
  | { readonly kind: 'min-ts'; readonly candidate: Ts; readonly regions: readonly RegionId[] };

/** A task with its place in the FIFO. */
export interface Queued {
  readonly kind: 'task';
  readonly n: number;
  readonly task: Task;
}

/** Another store's question on its way through its worker. */
export interface Question {
  readonly kind: 'check-leader';
  readonly from: ProcessId;
  readonly message: CheckLeader;
}

/** The next piece of an incremental scan, on its way through a scan thread. */
export interface ScanWork {
  readonly kind: 'scan';
  readonly scan: Scan;
  /** Read and not sent yet; null when it is still to be read. */
  readonly chunk: ScanChunk | null;
}

/** The lanes of the endpoint. Those of the scan threads are `scan/0`, `scan/1` … */
export const TASK_LANE = 'cdc';
export const SCAN_LANE = 'scan';
export const CHECK_LEADER_LANE = 'check-leader';

/** Whose task it is; null for those of a connection or of many Regions. */
export function regionOf(task: Task): RegionId | null {
  switch (task.kind) {
    case 'register':
      return task.message.region;
    case 'connection-lost':
    case 'min-ts':
      return null;
    default:
      return task.region;
  }
}
