import { encodeRawKey } from '../model/key.ts';
import type { RegionId, StoreId } from '../model/ids.ts';
import type { KeyRange } from '../model/region.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { formatTs } from '../model/ts.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { NumberChunks } from './chunks.ts';
import type { EffectiveWrites } from './effective-writes.ts';
import type { KeyTable } from './key-table.ts';

const INFO: CheckInfo = {
  id: 'region-max-ts',
  title: 'A leader’s clock is above its Region',
  words:
    'Where stores have clocks of their own, whoever comes to lead a Region has its clock above every write that took effect in it.',
  source: 'facts 5.2 I-C8, 1.3',
  only: 'stores with hybrid clocks',
};

class RegionMaxTs extends CheckBase {
  private readonly keys: KeyTable;
  private readonly writes: EffectiveWrites;
  /** By key: largest timestamp that took effect. */
  private newest = new NumberChunks();
  private known = 0;
  /** By Region and store: the range as that store has it. */
  private ranges = new Map<string, KeyRange>();
  /** The comparison waits until the queue item is over: until then it is not known what took effect before it. */
  private waiting: TraceRecord | null = null;

  constructor({ keys, writes }: Basis) {
    super(INFO);
    this.keys = keys;
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    if (this.waiting !== null && this.waiting.item !== record.item) {
      const { waiting } = this;
      this.waiting = null;
      this.writes.observe(record, (write) => this.onEffective(write));
      if (waiting.event.kind === 'ts.led') this.onLed(waiting.event, waiting, report);
    } else {
      this.writes.observe(record, (write) => this.onEffective(write));
    }
    const { event } = record;
    if (event.kind === 'region.updated') {
      const { startKey, endKey } = event;
      this.ranges.set(at(event.region, event.store), { startKey, endKey });
    } else if (event.kind === 'ts.led') {
      this.waiting = record;
    }
  }

  clone(basis: Basis): RegionMaxTs {
    const copy = new RegionMaxTs(basis);
    copy.evaluations = this.evaluations;
    copy.newest = this.newest.clone();
    copy.known = this.known;
    copy.ranges = new Map(this.ranges);
    copy.waiting = this.waiting;
    return copy;
  }

  private onEffective(write: { readonly cluster: string; readonly key: string; readonly ts: Ts }): void {
    if (write.cluster !== 'upstream') return;
    const id = this.keys.idOf(write.key);
    this.known = Math.max(this.known, id + 1);
    if (write.ts > this.newest.get(id)) this.newest.set(id, write.ts);
  }

  /** Looks at every key: there are few elections, and only generation `hlc` traces them so. */
  private onLed(event: EventOf<'ts.led'>, record: TraceRecord, report: Report): void {
    const range = this.ranges.get(at(event.region, event.store));
    if (range === undefined) return;
    let newest = 0;
    let key = '';
    for (let id = 0; id < this.known; id++) {
      const ts = this.newest.get(id);
      if (ts <= newest || !contains(range, encodeRawKey(this.keys.keyOf(id)))) continue;
      newest = ts;
      key = this.keys.keyOf(id);
    }
    if (newest === 0) return;
    this.evaluations++;
    if (event.clock > newest) return;
    const words =
      `Region ${event.region}: store ${event.store} came to lead it with its clock at ${formatTs(event.clock)}, ` +
      `although key ${key} had been written at ${formatTs(newest as Ts)}`;
    report(this.violation(record, event.region, event.store, words));
  }
}

function contains(range: KeyRange, key: string): boolean {
  return key >= range.startKey && (range.endKey === '' || key < range.endKey);
}

function at(region: RegionId, store: StoreId): string {
  return `${region}@${store}`;
}

export const regionMaxTs: CheckSpec = { ...INFO, create: (basis) => new RegionMaxTs(basis) };
