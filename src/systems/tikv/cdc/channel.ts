import type { CdcConfig } from '../../../model/config.ts';
import type { ProcessId, StoreId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CdcEventBatch, CdcResolved } from '../msg.ts';

export type FeedMessage = CdcEventBatch | CdcResolved;

/** A scan waits while this many of its connection's messages are waiting (facts 3.5.1: a bounded channel of 128). */
const SCAN_CHANNEL_MAX = 128;

/** The event feed to one capture. `credit`: bytes it may still be sent before it must say that it took some in. */
interface Channel {
  credit: number;
  bytes: number;
  messages: FeedMessage[];
}

/**
 * The event feeds of a store, one to each capture, under one memory quota (facts 3.5.1):
 *
 *     endpoint ──▶ channel (counts against the quota) ──window open──▶ stream ──▶ capture
 *                                                          ▲                        │ took in half a window
 *                                                          └──── cdc.window-update ─┘
 *
 * A capture that takes nothing in leaves its feed in the channel. What the scans send waits for room; what was applied
 * cannot be refused, so where the quota is spent the Region is given up with Congested (R-CONGESTION).
 */
export class Channels {
  private readonly store: StoreId;
  private readonly config: CdcConfig;
  private readonly limited: boolean;
  private byConnection = new Map<ProcessId, Channel>();
  /** Bytes in all channels. */
  used = 0;
  private largest = 0;

  constructor(store: StoreId, config: CdcConfig, limited: boolean) {
    this.store = store;
    this.config = config;
    this.limited = limited;
  }

  /** True when `bytes` more would exceed the quota. */
  isCongested(bytes: number): boolean {
    return this.limited && this.used + bytes > this.config.sinkMemoryQuotaBytes;
  }

  /** A scan may send only while the channel has room. */
  hasRoomForScan(to: ProcessId): boolean {
    const channel = this.byConnection.get(to);
    return channel === undefined || channel.messages.length < SCAN_CHANNEL_MAX;
  }

  waitingFor(to: ProcessId): number {
    return this.byConnection.get(to)?.messages.length ?? 0;
  }

  send(to: ProcessId, message: FeedMessage, ctx: Context): void {
    let channel = this.byConnection.get(to);
    if (channel === undefined) {
      channel = { credit: this.config.streamWindowBytes, bytes: 0, messages: [] };
      this.byConnection.set(to, channel);
    }
    if (channel.messages.length === 0 && channel.credit > 0) {
      channel.credit -= message.bytes;
      ctx.send(to, message);
      return;
    }
    channel.messages.push(message);
    channel.bytes += message.bytes;
    if (message.bytes > this.largest) this.largest = message.bytes;
    this.use(message.bytes, ctx);
  }

  private use(bytes: number, ctx: Context): void {
    const { sinkMemoryQuotaBytes: quota } = this.config;
    const before = Math.floor((this.used * 8) / quota);
    this.used += bytes;
    if (Math.floor((this.used * 8) / quota) === before) return;
    const { store, used, largest } = this;
    ctx.trace({ kind: 'cdc.sink-memory', store, used, quota, largest });
  }

  /** The capture took `bytes` in: what waits for it goes out as far as that reaches. */
  onWindowUpdate(from: ProcessId, bytes: number, ctx: Context): void {
    const channel = this.byConnection.get(from);
    if (channel === undefined) return;
    channel.credit += bytes;
    let sent = 0;
    let bytesSent = 0;
    for (const message of channel.messages) {
      if (channel.credit <= 0) break;
      channel.credit -= message.bytes;
      channel.bytes -= message.bytes;
      bytesSent += message.bytes;
      ctx.send(from, message);
      sent++;
    }
    if (sent === 0) return;
    channel.messages = channel.messages.slice(sent);
    this.use(-bytesSent, ctx);
  }

  /** The stream is closed: what waited for it is dropped. */
  close(connection: ProcessId, ctx: Context): void {
    const channel = this.byConnection.get(connection);
    if (channel === undefined) return;
    this.byConnection.delete(connection);
    this.use(-channel.bytes, ctx);
  }

  clone(): Channels {
    const copy = new Channels(this.store, this.config, this.limited);
    for (const [connection, { credit, bytes, messages }] of this.byConnection) {
      copy.byConnection.set(connection, { credit, bytes, messages: messages.slice() });
    }
    copy.used = this.used;
    copy.largest = this.largest;
    return copy;
  }
}
