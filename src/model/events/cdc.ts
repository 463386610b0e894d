import type { CaptureId, ChangefeedId, RegionId, StoreId } from '../ids.ts';
import type { Ts } from '../ts.ts';

/** Change data capture inside TiKV: subscriptions, rows sent, resolved timestamps. */
export type CdcEvent =
  | {
      kind: 'cdc.subscribed';
      store: StoreId;
      region: RegionId;
      capture: CaptureId;
      changefeed: ChangefeedId;
      requestId: number;
      observeId: number;
      checkpointTs: Ts;
      startKey: string;
      endKey: string;
    }
  /** The scan reads what was applied up to `index`; what is applied behind it comes as deltas. */
  | { kind: 'cdc.snapshot-taken'; store: StoreId; region: RegionId; requestId: number; index: number }
  | { kind: 'cdc.initialized'; store: StoreId; region: RegionId; requestId: number; rows: number }
  /** A row was sent to the subscriber: from the incremental scan or from the apply stream. */
  | {
      kind: 'cdc.sent';
      store: StoreId;
      region: RegionId;
      requestId: number;
      key: string;
      ts: Ts;
      op: 'put' | 'delete';
      from: 'scan' | 'delta';
    }
  /** A transaction's lock, or the end of one, was sent to the subscriber. */
  | {
      kind: 'cdc.sent-txn';
      store: StoreId;
      region: RegionId;
      requestId: number;
      key: string;
      startTs: Ts;
      what: 'prewrite' | 'rollback';
      from: 'scan' | 'delta';
    }
  /** Resolved ts of these subscriptions: `regions[i]` belongs to `requestIds[i]`. */
  | {
      kind: 'cdc.resolved';
      store: StoreId;
      ts: Ts;
      regions: readonly RegionId[];
      requestIds: readonly number[];
    }
  /** The subscription ended without an error: its capture gave it up, or the stream broke. */
  | { kind: 'cdc.unsubscribed'; store: StoreId; region: RegionId; requestId: number }
  /** Bytes that wait to be sent to all captures passed another eighth of the quota; `largest`: of one message. */
  | { kind: 'cdc.sink-memory'; store: StoreId; used: number; quota: number; largest: number }
  /** The subscription ended with an error; nothing may follow for this request id. */
  | { kind: 'cdc.error'; store: StoreId; region: RegionId; requestId: number; error: string };
