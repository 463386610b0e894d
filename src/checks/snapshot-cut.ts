import type { RegionId, StoreId } from '../model/ids.ts';
import { encodeRawKey } from '../model/key.ts';
import { rangeContains } from '../model/region.ts';
import type { KeyRange } from '../model/region.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import type { EffectiveWrites, Proposal } from './effective-writes.ts';

const INFO: CheckInfo = {
  id: 'snapshot-cut',
  title: 'Snapshot and stream meet',
  words:
    'What a subscription gets from the stream is exactly what was applied behind its snapshot: each change once, in the order of the log, none of an earlier observation, and all up to a resolved ts before that is published.',
  source: 'facts 5.4 I-D1 (delivery), I-D4, I-D5',
};

/** Writes of a Region kept for subscriptions that begin behind what others have applied. */
const KEPT_MAX = 128;

interface Write {
  readonly index: number;
  readonly key: string;
  readonly ts: Ts;
}

/** `expected`: writes behind the snapshot that were not sent yet, in the order of the log. */
interface Subscription {
  readonly region: RegionId;
  readonly store: StoreId;
  readonly range: KeyRange;
  /** -1 until the snapshot is taken. */
  readonly cut: number;
  /** Some writes behind the snapshot were forgotten before it was taken: what is sent may be unknown. */
  readonly partial: boolean;
  readonly expected: readonly Write[];
}

interface Recent {
  readonly writes: readonly Write[];
  /** Writes up to here are forgotten. */
  readonly forgotten: number;
}

const NOTHING: Recent = { writes: [], forgotten: 0 };

class SnapshotCut extends CheckBase {
  private readonly writes: EffectiveWrites;
  private recent = new Map<RegionId, Recent>();
  /** By `store/region/request`; and which of them a Region has. */
  private subscriptions = new Map<string, Subscription>();
  private ofRegion = new Map<RegionId, readonly string[]>();

  constructor({ writes }: Basis) {
    super(INFO);
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write) => this.onEffective(write));
    const event = record.event;
    switch (event.kind) {
      case 'cdc.subscribed': {
        const { region, store, startKey, endKey } = event;
        const name = nameOf(event);
        const range = { startKey, endKey };
        this.subscriptions.set(name, { region, store, range, cut: -1, partial: false, expected: [] });
        this.ofRegion.set(region, [...(this.ofRegion.get(region) ?? []), name]);
        return;
      }
      case 'cdc.snapshot-taken':
        this.onCut(event);
        return;
      case 'cdc.sent':
        if (event.from === 'delta') this.onDelta(event, record, report);
        return;
      case 'cdc.resolved':
        this.onResolved(event, record, report);
        return;
      case 'cdc.error':
      case 'cdc.unsubscribed':
        this.end(nameOf(event));
        return;
      case 'raft.recovered':
        for (const [name, each] of [...this.subscriptions]) if (each.store === event.store) this.end(name);
        return;
    }
  }

  clone(basis: Basis): SnapshotCut {
    const copy = new SnapshotCut(basis);
    copy.evaluations = this.evaluations;
    copy.recent = new Map(this.recent);
    copy.subscriptions = new Map(this.subscriptions);
    copy.ofRegion = new Map(this.ofRegion);
    return copy;
  }

  private onEffective(write: Proposal): void {
    if (write.cluster !== 'upstream') return;
    const { region, index, key, ts } = write;
    const entry: Write = { index, key, ts };
    const { writes, forgotten } = this.recent.get(region) ?? NOTHING;
    const drop = writes.length >= 2 * KEPT_MAX ? writes[writes.length - KEPT_MAX] : undefined;
    this.recent.set(region, {
      writes: drop === undefined ? [...writes, entry] : [...writes.slice(-KEPT_MAX), entry],
      forgotten: drop === undefined ? forgotten : drop.index,
    });
    const encoded = encodeRawKey(key);
    for (const name of this.ofRegion.get(region) ?? []) {
      const known = this.subscriptions.get(name);
      if (known === undefined || known.cut < 0 || index <= known.cut) continue;
      if (!rangeContains(known.range, encoded)) continue;
      this.subscriptions.set(name, { ...known, expected: [...known.expected, entry] });
    }
  }

  private onCut(event: EventOf<'cdc.snapshot-taken'>): void {
    const name = nameOf(event);
    const known = this.subscriptions.get(name);
    if (known === undefined) return;
    const { writes, forgotten } = this.recent.get(event.region) ?? NOTHING;
    // Another store may have applied more than the one whose snapshot it is.
    const expected = writes.filter(
      (write) => write.index > event.index && rangeContains(known.range, encodeRawKey(write.key)),
    );
    const partial = event.index < forgotten;
    this.subscriptions.set(name, { ...known, cut: event.index, partial, expected });
  }

  private onDelta(event: EventOf<'cdc.sent'>, record: TraceRecord, report: Report): void {
    const name = nameOf(event);
    const known = this.subscriptions.get(name);
    if (known === undefined) return;
    this.evaluations++;
    const at = known.expected.findIndex((write) => write.ts === event.ts && write.key === event.key);
    if (at !== 0) {
      const skipped = known.expected[0];
      const what =
        at > 0 && skipped !== undefined
          ? `before key ${skipped.key} at ${formatTs(skipped.ts)}, which stands before it in the log`
          : known.cut < 0
            ? 'from the stream before its snapshot was taken'
            : 'from the stream, though it lies in its snapshot or was sent before';
      if (at > 0 || !known.partial)
        this.complain(event, `sent key ${event.key} at ${formatTs(event.ts)} ${what}`, record, report);
    }
    if (at >= 0) this.subscriptions.set(name, { ...known, expected: known.expected.slice(at + 1) });
  }

  private onResolved(event: EventOf<'cdc.resolved'>, record: TraceRecord, report: Report): void {
    const { store, regions, requestIds, ts } = event;
    for (let i = 0; i < regions.length; i++) {
      const subscription = { store, region: regions[i] as RegionId, requestId: requestIds[i] as number };
      const name = nameOf(subscription);
      const known = this.subscriptions.get(name);
      if (known === undefined) continue;
      this.evaluations++;
      const late = known.expected.find((write) => write.ts <= ts);
      if (late === undefined) continue;
      this.complain(
        subscription,
        `published resolved ts ${formatTs(ts)} without having sent key ${late.key} at ${formatTs(late.ts)}`,
        record,
        report,
      );
      this.subscriptions.set(name, { ...known, expected: known.expected.filter((write) => write.ts > ts) });
    }
  }

  private complain(
    { store, region, requestId }: { store: StoreId; region: RegionId; requestId: number },
    what: string,
    record: TraceRecord,
    report: Report,
  ): void {
    const words = `Region ${region}: for request ${requestId} store ${store} ${what}`;
    report(this.violation(record, region, store, words));
  }

  private end(name: string): void {
    const known = this.subscriptions.get(name);
    if (known === undefined) return;
    this.subscriptions.delete(name);
    const left = (this.ofRegion.get(known.region) ?? []).filter((each) => each !== name);
    if (left.length === 0) this.ofRegion.delete(known.region);
    else this.ofRegion.set(known.region, left);
  }
}

function nameOf(event: {
  readonly store: StoreId;
  readonly region: RegionId;
  readonly requestId: number;
}): string {
  return `${event.store}/${event.region}/${event.requestId}`;
}

export const snapshotCut: CheckSpec = { ...INFO, create: (basis) => new SnapshotCut(basis) };
