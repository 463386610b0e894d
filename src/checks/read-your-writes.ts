import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { AckedVersions } from './acked-versions.ts';
import type { AckedVersion } from './acked-versions.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { MortalVersions } from './mortal-versions.ts';

const INFO: CheckInfo = {
  id: 'read-your-writes',
  title: 'Reads see acknowledged writes',
  words:
    'A read that began after a write of its key was acknowledged returns that write or one with a larger timestamp; nothing, if the time of the version it met is over.',
  source: 'facts 5.2 I-C3',
};

interface Read {
  readonly key: number;
  /** The newest acknowledged version when it began. */
  readonly floor: AckedVersion;
  /** Versions above the floor that took effect before it ended. */
  readonly newer: readonly AckedVersion[];
}

class ReadYourWrites extends CheckBase {
  private readonly basis: Basis;
  private mortal = new MortalVersions();
  private versions = new AckedVersions();
  private reads = new Map<number, Read>();
  /** Per key: the reads under way. */
  private readsOf = new Map<number, readonly number[]>();

  constructor(basis: Basis) {
    super(INFO);
    this.basis = basis;
  }

  observe(record: TraceRecord, report: Report): void {
    this.versions.observe(record, this.basis, (key, version) => this.tookEffect(key, version));
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
        return;
      case 'client.acked':
        if (event.op === 'get') this.onReadEnded(event, record, report);
        return;
      case 'client.failed':
      case 'client.unknown':
        this.endRead(event.request);
        return;
    }
  }

  clone(basis: Basis): ReadYourWrites {
    const copy = new ReadYourWrites(basis);
    copy.evaluations = this.evaluations;
    copy.mortal = this.mortal.clone();
    copy.versions = this.versions.clone();
    copy.reads = new Map(this.reads);
    copy.readsOf = new Map(this.readsOf);
    return copy;
  }

  private tookEffect(key: number, version: AckedVersion): void {
    for (const request of this.readsOf.get(key) ?? []) {
      const read = this.reads.get(request);
      if (read !== undefined && version.ts > read.floor.ts) {
        this.reads.set(request, { ...read, newer: [...read.newer, version] });
      }
    }
  }

  private onReadBegan(event: EventOf<'client.invoked'>): void {
    const key = this.basis.keys.idOf(event.key);
    this.reads.set(event.request, {
      key,
      floor: this.versions.floorOf(key),
      newer: this.versions.newerOf(key),
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
