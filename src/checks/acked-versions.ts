import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Basis } from './basis.ts';
import { ListChunks } from './chunks.ts';

/** What a key held from `ts` on. */
export interface AckedVersion {
  readonly ts: number;
  /** Null: deleted. */
  readonly value: string | null;
}

export const NEVER_WRITTEN: AckedVersion = { ts: 0, value: null };

/** A version of the upstream cluster that nobody had seen take effect. */
export type Visit = (key: number, version: AckedVersion) => void;

/** Of every upstream key what a client was told is written, and what took effect since then without anybody being told. */
export class AckedVersions {
  private acked = new ListChunks<AckedVersion>();
  /** Few keys have any at a time. */
  private unacked = new Map<number, readonly AckedVersion[]>();
  /** Of each write whose outcome is not known: its value. */
  private begun = new Map<number, string | null>();

  /** Call with each record. */
  observe(record: TraceRecord, { keys, writes }: Basis, visit: Visit): void {
    writes.observe(record, (write) => {
      if (write.cluster === 'upstream')
        this.tookEffect(keys.idOf(write.key), { ts: write.ts, value: write.value }, visit);
    });
    const { event } = record;
    switch (event.kind) {
      case 'client.invoked':
        if (event.op !== 'get') this.begun.set(event.request, event.value);
        return;
      case 'client.acked':
        if (event.op === 'cas' && event.ts === 0) this.begun.delete(event.request);
        else if (event.op !== 'get') this.onWriteAcked(keys.idOf(event.key), event, visit);
        return;
      case 'client.failed':
      case 'client.unknown':
        this.begun.delete(event.request);
        return;
    }
  }

  /** The newest version that somebody was told of. */
  floorOf(key: number): AckedVersion {
    return this.acked.get(key) ?? NEVER_WRITTEN;
  }

  /** Versions above the floor that took effect. */
  newerOf(key: number): readonly AckedVersion[] {
    return this.unacked.get(key) ?? [];
  }

  clone(): AckedVersions {
    const copy = new AckedVersions();
    copy.acked = this.acked.clone();
    copy.unacked = new Map(this.unacked);
    copy.begun = new Map(this.begun);
    return copy;
  }

  private tookEffect(key: number, version: AckedVersion, visit: Visit): void {
    visit(key, version);
    if (version.ts > this.floorOf(key).ts) this.unacked.set(key, [...this.newerOf(key), version]);
  }

  private onWriteAcked(key: number, event: EventOf<'client.acked'>, visit: Visit): void {
    const value = this.begun.get(event.request);
    if (value === undefined) return;
    this.begun.delete(event.request);
    const version: AckedVersion = { ts: event.ts, value };
    if (!this.newerOf(key).some((other) => other.ts === version.ts)) this.tookEffect(key, version, visit);
    if (version.ts <= this.floorOf(key).ts) return;
    this.acked.set(key, version);
    const left = this.newerOf(key).filter((other) => other.ts > version.ts);
    if (left.length === 0) this.unacked.delete(key);
    else this.unacked.set(key, left);
  }
}
