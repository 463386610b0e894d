import { samePlain } from '../base/same.ts';
import type { Frame, MarkRow, PeerRow } from '../model/frame.ts';
import type { FrameHead, FramePacket, PeersPacket, RowsPacket } from './frame-packet.ts';
import { PEER_COLUMNS, samePeer, writePeer } from './peer-columns.ts';

/**
 * The worker's end of the way that frames take: it keeps the frame that it sent last and sends what became of it. A row
 * is sent when something in it changed; one that only moved within its table is named by its former place.
 */
export class FramePacker {
  private id = 0;
  private before: Frame | null = null;
  private marksBefore: readonly MarkRow[] = [];

  /** The next packet; packets must be unpacked in this order. */
  frame(frame: Frame): FramePacket {
    const { before } = this;
    const base = this.id++;
    this.before = frame;
    return {
      id: this.id,
      base,
      head: headOf(frame),
      azs: rowsPacket(before?.azs, frame.azs, byId),
      processes: rowsPacket(before?.processes, frame.processes, byId),
      stores: rowsPacket(before?.stores, frame.stores, byId),
      peers: peersPacket(before?.peers, frame.peers),
      regions: rowsPacket(before?.regions, frame.regions, (row) => `${row.cluster}/${row.id}`),
      flights: rowsPacket(before?.flights, frame.flights, byId),
      pd: rowsPacket(before?.pd, frame.pd, byProcess),
      etcd: samePlain(before?.etcd, frame.etcd) ? 'same' : frame.etcd,
      captures: rowsPacket(before?.captures, frame.captures, byProcess),
      changefeeds: rowsPacket(before?.changefeeds, frame.changefeeds, byId),
      workloads: rowsPacket(before?.workloads, frame.workloads, byId),
      downstream: samePlain(before?.downstream, frame.downstream) ? 'same' : frame.downstream,
      checks: rowsPacket(before?.checks, frame.checks, byId),
      faults: rowsPacket(before?.faults, frame.faults, byId),
      links: rowsPacket(before?.links, frame.links, (row) => `${row.from}>${row.to}`),
    };
  }

  /** The marks of the timeline, null when they are those that were sent last. */
  marks(marks: readonly MarkRow[]): readonly MarkRow[] | null {
    if (marks === this.marksBefore) return null;
    this.marksBefore = marks;
    return marks;
  }
}

type Key = string | number;

function byId({ id }: { readonly id: Key }): Key {
  return id;
}

function byProcess({ process }: { readonly process: Key }): Key {
  return process;
}

function headOf({ at, validUntil, traceLength, fingerprint, run, flightsTotal }: Frame): FrameHead {
  return { at, validUntil, traceLength, fingerprint, run, flightsTotal };
}

function rowsPacket<R>(
  before: readonly R[] | undefined,
  rows: readonly R[],
  keyOf: (row: R) => Key,
): RowsPacket<R> | null {
  if (before === rows) return null;
  const from = placesOf(before ?? [], rows, keyOf, samePlain);
  if (from === null && before !== undefined) return null;
  return { from: from ?? new Int32Array(0), fresh: freshOf(from, rows) };
}

function peersPacket(before: readonly PeerRow[] | undefined, rows: readonly PeerRow[]): PeersPacket | null {
  const from = placesOf(before ?? [], rows, peerKey, samePeer);
  if (from === null && before !== undefined) return null;
  const changed = freshOf(from, rows);
  const fresh = new Float64Array(changed.length * PEER_COLUMNS);
  changed.forEach((row, index) => writePeer(row, fresh, index * PEER_COLUMNS));
  return { from: from ?? new Int32Array(0), fresh };
}

function peerKey({ store, region }: PeerRow): Key {
  return store * 0x1_0000_0000 + region;
}

function freshOf<R>(from: Int32Array | null, rows: readonly R[]): readonly R[] {
  return from === null ? [] : rows.filter((_, index) => from[index] === -1);
}

/** Where each row stood before, −1 for a new or changed one; null when the table is as it was. */
function placesOf<R>(
  before: readonly R[],
  rows: readonly R[],
  keyOf: (row: R) => Key,
  same: (a: R, b: R) => boolean,
): Int32Array | null {
  const from = new Int32Array(rows.length);
  let unchanged = before.length === rows.length;
  let places: ReadonlyMap<Key, number> | null = null;
  rows.forEach((row, index) => {
    const key = keyOf(row);
    let place = index;
    const former = before[index];
    if (former === undefined || keyOf(former) !== key) {
      // Rows came or went before this one: from here on places are looked up.
      places ??= new Map(before.map((other, at) => [keyOf(other), at]));
      place = places.get(key) ?? -1;
    }
    const known = before[place];
    from[index] = known !== undefined && same(known, row) ? place : -1;
    if (from[index] !== index) unchanged = false;
  });
  return unchanged ? null : from;
}
