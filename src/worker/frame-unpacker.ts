import { assert, must } from '../base/assert.ts';
import type { Frame, MarkRow, PeerRow } from '../model/frame.ts';
import type { FramePacket, PeersPacket, RowsPacket } from './frame-packet.ts';
import { PEER_COLUMNS, readPeer } from './peer-columns.ts';

/** The page's end of the way that frames take: makes each from the one that it has. */
export class FrameUnpacker {
  private id = 0;
  private before: Frame | null = null;
  private marksBefore: readonly MarkRow[] = [];

  /** Throws `AssertionError` when `packet` was not made from the frame that the page has: packets may not be lost. */
  frame(packet: FramePacket): Frame {
    const { before } = this;
    assert(packet.base === this.id, `frame ${packet.id} follows ${packet.base}, the page has ${this.id}`);
    this.id = packet.id;
    const { etcd, downstream } = packet;
    this.before = {
      ...packet.head,
      azs: rowsOf(before?.azs, packet.azs),
      processes: rowsOf(before?.processes, packet.processes),
      stores: rowsOf(before?.stores, packet.stores),
      peers: peersOf(before?.peers, packet.peers),
      regions: rowsOf(before?.regions, packet.regions),
      flights: rowsOf(before?.flights, packet.flights),
      pd: rowsOf(before?.pd, packet.pd),
      etcd: etcd === 'same' ? (before?.etcd ?? null) : etcd,
      captures: rowsOf(before?.captures, packet.captures),
      changefeeds: rowsOf(before?.changefeeds, packet.changefeeds),
      workloads: rowsOf(before?.workloads, packet.workloads),
      downstream: downstream === 'same' ? (before?.downstream ?? null) : downstream,
      checks: rowsOf(before?.checks, packet.checks),
      faults: rowsOf(before?.faults, packet.faults),
      links: rowsOf(before?.links, packet.links),
    };
    return this.before;
  }

  marks(marks: readonly MarkRow[] | null): readonly MarkRow[] {
    if (marks !== null) this.marksBefore = marks;
    return this.marksBefore;
  }
}

function rowsOf<R>(before: readonly R[] | undefined, packet: RowsPacket<R> | null): readonly R[] {
  if (packet === null) return must(before, 'former rows');
  return merge(before ?? [], packet.from, (index) => must(packet.fresh[index], 'row of a packet'));
}

function peersOf(before: readonly PeerRow[] | undefined, packet: PeersPacket | null): readonly PeerRow[] {
  if (packet === null) return must(before, 'former rows');
  return merge(before ?? [], packet.from, (index) => readPeer(packet.fresh, index * PEER_COLUMNS));
}

function merge<R>(before: readonly R[], from: Int32Array, fresh: (index: number) => R): readonly R[] {
  const rows: R[] = [];
  let next = 0;
  for (const place of from) rows.push(place < 0 ? fresh(next++) : must(before[place], 'former row'));
  return rows;
}
