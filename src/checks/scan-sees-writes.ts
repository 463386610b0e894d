import { encodeRawKey, RAW_END } from '../model/key.ts';
import { rangeContains } from '../model/region.ts';
import type { KeyRange } from '../model/region.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { AckedVersions } from './acked-versions.ts';
import type { AckedVersion } from './acked-versions.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { MortalVersions } from './mortal-versions.ts';

const INFO: CheckInfo = {
  id: 'scan-sees-writes',
  title: 'A scan sees acknowledged writes',
  words:
    'A scan returns keys of its range in order and each once, with a value that the key held at some moment of the scan, and leaves out none that was there all the time.',
  source: 'facts 2.9, 5.2 I-C3; client-go rawkv Scan: each Region answers for its own moment',
  only: 'scans',
};

/** A scan under way: what was acknowledged when it began, and what has taken effect since. */
interface Scan {
  readonly asked: EventOf<'client.scan-began'>;
  /** Encoded. */
  readonly range: KeyRange;
  readonly before: AckedVersions;
  readonly since: ReadonlyMap<number, readonly AckedVersion[]>;
}

class ScanSeesWrites extends CheckBase {
  private readonly basis: Basis;
  private versions = new AckedVersions();
  private mortal = new MortalVersions();
  private scans = new Map<number, Scan>();

  constructor(basis: Basis) {
    super(INFO);
    this.basis = basis;
  }

  observe(record: TraceRecord, report: Report): void {
    this.versions.observe(record, this.basis, (key, version) => this.tookEffect(key, version));
    const { event } = record;
    switch (event.kind) {
      case 'raw.proposed':
        this.mortal.onProposed(event);
        return;
      case 'client.scan-began': {
        const to = event.to === '' ? RAW_END : encodeRawKey(event.to);
        const range = { startKey: encodeRawKey(event.from), endKey: to };
        const before = this.versions.clone();
        this.scans.set(event.request, { asked: event, range, before, since: new Map() });
        return;
      }
      case 'client.scan-failed':
        this.scans.delete(event.request);
        return;
      case 'client.scanned': {
        const scan = this.scans.get(event.request);
        this.scans.delete(event.request);
        if (scan !== undefined) this.judge(scan, event, record, report);
        return;
      }
    }
  }

  clone(basis: Basis): ScanSeesWrites {
    const copy = new ScanSeesWrites(basis);
    copy.evaluations = this.evaluations;
    copy.versions = this.versions.clone();
    copy.mortal = this.mortal.clone();
    copy.scans = new Map(this.scans);
    return copy;
  }

  private tookEffect(key: number, version: AckedVersion): void {
    for (const [request, scan] of this.scans) {
      const since = new Map(scan.since).set(key, [...(scan.since.get(key) ?? []), version]);
      this.scans.set(request, { ...scan, since });
    }
  }

  private judge(scan: Scan, event: EventOf<'client.scanned'>, record: TraceRecord, report: Report): void {
    this.evaluations++;
    const words =
      this.disorder(scan, event) ??
      event.keys.map((key, i) => this.neverHeld(scan, key, event.values[i])).find((each) => each !== null) ??
      this.leftOut(scan, event.keys);
    if (words === null) return;
    report(this.violation(record, 0, 0, `A scan of ${event.client} ${words}`));
  }

  private disorder({ asked, range }: Scan, { keys }: EventOf<'client.scanned'>): string | null {
    if (keys.length > asked.limit)
      return `returned ${keys.length} keys, though at most ${asked.limit} were asked for`;
    let before: string | null = null;
    for (const key of keys) {
      const encoded = encodeRawKey(key);
      if (!rangeContains(range, encoded)) return `returned key ${key}, which is outside of its range`;
      const isNext = before === null || (asked.reverse ? encoded < before : encoded > before);
      if (!isNext) return `returned key ${key} out of order, or twice`;
      before = encoded;
    }
    return null;
  }

  /** Values that the key held at some moment of the scan; a scan of keys alone asks for any. */
  private neverHeld(scan: Scan, key: string, value: string | undefined): string | null {
    const held = this.heldBy(scan, this.basis.keys.idOf(key));
    if (held.some((version) => (value === undefined ? version.value !== null : version.value === value)))
      return null;
    return `returned key ${key} with a value that it did not hold at any moment of the scan`;
  }

  private leftOut(scan: Scan, found: readonly string[]): string | null {
    const { asked, range } = scan;
    const returned = new Set(found);
    // Beyond the last one it was not asked for more.
    const last = found.length < asked.limit ? undefined : found[found.length - 1];
    const end = last === undefined ? null : encodeRawKey(last);
    let missing: string | null = null;
    for (let id = 0; id < this.basis.keys.size; id++) {
      const key = this.basis.keys.keyOf(id);
      if (returned.has(key)) continue;
      const encoded = encodeRawKey(key);
      if (!rangeContains(range, encoded)) continue;
      if (end !== null && (asked.reverse ? encoded < end : encoded > end)) continue;
      const held = this.heldBy(scan, id);
      // What may have outlived its time, or was absent for a moment, may be left out.
      if (held.some(({ ts, value }) => value === null || this.mortal.valueOf(key, ts) !== null)) continue;
      if (missing === null || key < missing) missing = key;
    }
    return missing === null ? null : `left out key ${missing}, which was there all the time`;
  }

  private heldBy({ before, since }: Scan, key: number): readonly AckedVersion[] {
    const floor = before.floorOf(key);
    const later = [...before.newerOf(key), ...(since.get(key) ?? [])];
    return [floor, ...later.filter(({ ts }) => ts > floor.ts)];
  }
}

export const scanSeesWrites: CheckSpec = { ...INFO, create: (basis) => new ScanSeesWrites(basis) };
