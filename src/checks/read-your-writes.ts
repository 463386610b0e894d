import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { ListChunks } from './chunks.ts';
import type { EffectiveWrites } from './effective-writes.ts';
import type { KeyTable } from './key-table.ts';
import { MortalVersions } from './mortal-versions.ts';

const INFO: CheckInfo = {
  id: 'read-your-writes',
  title: 'Reads see acknowledged writes',
  words:
    'A read that began after a write of its key was acknowledged returns that write or one with a larger timestamp; nothing, if the time of the version it met is over.',
  source: 'facts 5.2 I-C3',
};

interface Version {
  readonly ts: number;
  readonly value: string | null;
}

const ABSENT: Version = { ts: 0, value: null };

/** A put or delete that began, until its outcome is known. */
interface Write {
  readonly value: string | null;
}

interface Read {
  readonly key: number;
  /** The newest acknowledged version when it began. */
  readonly floor: Version;
  /** Versions above the floor that took effect before it ended. */
  readonly newer: readonly Version[];
}

class ReadYourWrites extends CheckBase {
  private readonly keys: KeyTable;
  private readonly writes: EffectiveWrites;
  private mortal = new MortalVersions();
  /** Per key: the newest acknowledged version. */
  private acked = new ListChunks<Version>();
  /** Per key: versions that took effect above the acknowledged one. Few keys have any at a time. */
  private unacked = new Map<number, readonly Version[]>();
  private begun = new Map<number, Write>();
  private reads = new Map<number, Read>();
  /** Per key: the reads under way. */
  private readsOf = new Map<number, readonly number[]>();

  constructor({ keys, writes }: Basis) {
    super(INFO);
    this.keys = keys;
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write) => {
      if (write.cluster === 'upstream') {
        this.tookEffect(this.keys.idOf(write.key), { ts: write.ts, value: write.value });
      }
    });
    const event = record.event;
    switch (event.kind) {
      case 'raw.proposed':
        this.mortal.onProposed(event);
        return;
      case 'raw.expired':
        if (event.cluster === 'upstream') this.mortal.judge(event);
        return;
      case 'client.invoked':
        if (event.op === 'get') this.onReadBegan(event);
        else this.begun.set(event.request, { value: event.value });
        return;
      case 'client.acked':
        if (event.op === 'cas' && event.ts === 0) this.begun.delete(event.request);
        else if (event.op === 'get') this.onReadEnded(event, record, report);
        else this.onWriteAcked(event);
        return;
      case 'client.failed':
      case 'client.unknown':
        this.begun.delete(event.request);
        this.endRead(event.request);
        return;
    }
  }

  clone(basis: Basis): ReadYourWrites {
    const copy = new ReadYourWrites(basis);
    copy.evaluations = this.evaluations;
    copy.mortal = this.mortal.clone();
    copy.acked = this.acked.clone();
    copy.unacked = new Map(this.unacked);
    copy.begun = new Map(this.begun);
    copy.reads = new Map(this.reads);
    copy.readsOf = new Map(this.readsOf);
    return copy;
  }

  private tookEffect(key: number, version: Version): void {
    for (const request of this.readsOf.get(key) ?? []) {
      const read = this.reads.get(request);
      if (read !== undefined && version.ts > read.floor.ts) {
        this.reads.set(request, { ...read, newer: [...read.newer, version] });
      }
    }
    const floor = this.acked.get(key) ?? ABSENT;
    if (version.ts > floor.ts) this.unacked.set(key, [...(this.unacked.get(key) ?? []), version]);
  }

  private onWriteAcked(event: EventOf<'client.acked'>): void {
    const write = this.begun.get(event.request);
    if (write === undefined) return;
    this.begun.delete(event.request);
    const key = this.keys.idOf(event.key);
    const version: Version = { ts: event.ts, value: write.value };
    const known = this.unacked.get(key) ?? [];
    if (!known.some((other) => other.ts === version.ts)) this.tookEffect(key, version);
    if (version.ts <= (this.acked.get(key) ?? ABSENT).ts) return;
    this.acked.set(key, version);
    const left = (this.unacked.get(key) ?? []).filter((other) => other.ts > version.ts);
    if (left.length === 0) this.unacked.delete(key);
    else this.unacked.set(key, left);
  }

  private onReadBegan(event: EventOf<'client.invoked'>): void {
    const key = this.keys.idOf(event.key);
    this.reads.set(event.request, {
      key,
      floor: this.acked.get(key) ?? ABSENT,
      newer: this.unacked.get(key) ?? [],
    });
    this.readsOf.set(key, [...(this.readsOf.get(key) ?? []), event.request]);
  }

  private onReadEnded(event: EventOf<'client.acked'>, record: TraceRecord, report: Report): void {
    const read = this.reads.get(event.request);
    if (read === undefined) return;
    this.endRead(event.request);
    this.evaluations++;
    if (event.value === read.floor.value) return;
    // The version it met has outlived its time; that it is none below the floor remains to be seen.
    if (event.value === null && event.ts >= read.floor.ts && this.mortal.isGone(event.key, event.ts)) return;
    if (read.newer.some((version) => version.value === event.value)) return;
    const words =
      `Key ${event.key}: ${event.client} read ${show(event.value)}, although ` +
      (read.floor.ts === 0
        ? 'nobody wrote that'
        : `${show(read.floor.value)} at ${formatTs(read.floor.ts as Ts)} was acknowledged before the read began`);
    report(this.violation(record, 0, 0, words));
  }

  private endRead(request: number): void {
    const read = this.reads.get(request);
    if (read === undefined) return;
    this.reads.delete(request);
    const left = (this.readsOf.get(read.key) ?? []).filter((other) => other !== request);
    if (left.length === 0) this.readsOf.delete(read.key);
    else this.readsOf.set(read.key, left);
  }
}

function show(value: string | null): string {
  if (value === null) return 'nothing';
  return value.length > 24 ? `“${value.slice(0, 24)}…”` : `“${value}”`;
}

export const readYourWrites: CheckSpec = { ...INFO, create: (basis) => new ReadYourWrites(basis) };
