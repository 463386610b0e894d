import type { Frame, MarkRow } from '../model/frame.ts';
import type { EngineDoor } from './protocol.ts';

/**
 * A frame as it crosses the port: what became of the one before it. Tables whose rows are all as they were are null, and
 * rows that are as they were keep their identity on the page: whoever draws compares rows by identity.
 *
 *     worker   FramePacker ──packet 8 (base 7)──▶ FrameUnpacker   page
 *              keeps frame 8                      has frame 7, makes 8
 */
export interface FramePacket {
  /** Number of this frame, counted from 1, and of the one that it was made from; 0 stands for none. */
  readonly id: number;
  readonly base: number;
  readonly head: FrameHead;
  readonly azs: Rows<'azs'>;
  readonly processes: Rows<'processes'>;
  readonly stores: Rows<'stores'>;
  readonly peers: PeersPacket | null;
  readonly regions: Rows<'regions'>;
  readonly flights: Rows<'flights'>;
  readonly pd: Rows<'pd'>;
  readonly etcd: Frame['etcd'] | 'same';
  readonly captures: Rows<'captures'>;
  readonly changefeeds: Rows<'changefeeds'>;
  readonly workloads: Rows<'workloads'>;
  readonly downstream: Frame['downstream'] | 'same';
  readonly checks: Rows<'checks'>;
  readonly faults: Rows<'faults'>;
  readonly links: Rows<'links'>;
}

/** What is sent with every frame. */
export type FrameHead = Pick<
  Frame,
  'at' | 'validUntil' | 'traceLength' | 'fingerprint' | 'run' | 'flightsTotal'
>;

type Tables = Pick<
  Frame,
  | 'azs'
  | 'processes'
  | 'stores'
  | 'regions'
  | 'flights'
  | 'pd'
  | 'captures'
  | 'changefeeds'
  | 'workloads'
  | 'checks'
  | 'faults'
  | 'links'
>;

type Rows<N extends keyof Tables> = RowsPacket<Tables[N][number]> | null;

export interface RowsPacket<R> {
  /** For each row its place in the former table, −1 for the next one of `fresh`. */
  readonly from: Int32Array;
  readonly fresh: readonly R[];
}

/** The table that is the largest by far: changed rows as numbers, `PEER_COLUMNS` each. */
export interface PeersPacket {
  readonly from: Int32Array;
  readonly fresh: Float64Array;
}

/** Null: those that were sent last. */
export type PackedMarks = readonly MarkRow[] | null;

/** The door as it passes the port. */
export type PackedDoor = EngineDoor<FramePacket, PackedMarks>;
