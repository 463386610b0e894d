import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { NumberChunks } from './chunks.ts';
import type { Applied, EffectiveWrites, Proposal } from './effective-writes.ts';
import type { KeyTable } from './key-table.ts';

const INFO: CheckInfo = {
  id: 'causality',
  title: 'Per-key causality',
  words:
    'A write of a key that began after another write of that key was acknowledged gets a larger timestamp.',
  source: 'facts 5.2 I-C1, 10.15',
};

/** A put or delete that began: no write of it may have a timestamp at or below `floor`. */
interface Begun {
  readonly key: number;
  /** Largest timestamp acknowledged for the key when it began, 0 for none. */
  readonly floor: number;
}

class Causality extends CheckBase {
  private readonly keys: KeyTable;
  private readonly writes: EffectiveWrites;
  /** Per key: largest acknowledged timestamp. */
  private acked = new NumberChunks();
  /** By request; those whose outcome stays unknown remain, because they may still take effect. */
  private begun = new Map<number, Begun>();

  constructor({ keys, writes }: Basis) {
    super(INFO);
    this.keys = keys;
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write, applied) => this.onEffective(write, applied, report));
    const event = record.event;
    switch (event.kind) {
      case 'client.invoked': {
        if (event.op === 'get') return;
        const key = this.keys.idOf(event.key);
        this.begun.set(event.request, { key, floor: this.acked.get(key) });
        return;
      }
      case 'client.acked':
        // A compare-and-swap that found something else wrote nothing.
        if (event.op === 'cas' && event.ts === 0) this.begun.delete(event.request);
        else if (event.op !== 'get') this.onAcked(event, record, report);
        return;
      case 'client.failed':
        this.begun.delete(event.request);
        return;
    }
  }

  clone(basis: Basis): Causality {
    const copy = new Causality(basis);
    copy.evaluations = this.evaluations;
    copy.acked = this.acked.clone();
    copy.begun = new Map(this.begun);
    return copy;
  }

  /** Catches a write that took effect in the past even if its client never hears of it. */
  private onEffective(write: Proposal, applied: Applied, report: Report): void {
    if (write.cluster !== 'upstream') return;
    const begun = this.begun.get(write.request);
    // A batch has one request and several keys; the client names the first.
    if (begun === undefined || begun.key !== this.keys.idOf(write.key)) return;
    this.compare(begun, write.key, write.ts, applied, write.region, write.store, write.request, report);
  }

  private onAcked(event: EventOf<'client.acked'>, record: TraceRecord, report: Report): void {
    const begun = this.begun.get(event.request);
    if (begun === undefined) return;
    // The write was judged when it took effect; here the answer to the client is.
    this.compare(begun, event.key, event.ts, record, 0, 0, event.request, report);
    this.begun.delete(event.request);
    if (event.ts > this.acked.get(begun.key)) this.acked.set(begun.key, event.ts);
  }

  private compare(
    begun: Begun,
    key: string,
    ts: Ts,
    where: { readonly at: number; readonly n: number },
    region: number,
    store: number,
    request: number,
    report: Report,
  ): void {
    if (begun.floor === 0) return;
    this.evaluations++;
    if (ts > begun.floor) return;
    // Told once: neither the answer nor a later attempt of the same request is judged again.
    this.begun.set(request, { key: begun.key, floor: 0 });
    const by = store === 0 ? '' : ` on store ${store}`;
    const words =
      `Key ${key}: a write got timestamp ${formatTs(ts)}${by}, although it began after the write at ` +
      `${formatTs(begun.floor as Ts)} had been acknowledged`;
    report(this.violation(where, region, store, words));
  }
}

export const causality: CheckSpec = { ...INFO, create: (basis) => new Causality(basis) };
