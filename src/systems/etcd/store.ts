import type { EtcdCompare, EtcdEvent, EtcdKeyValue, EtcdOp } from './msg.ts';

/**
 * Revisions kept for watchers that come back after a broken connection. One more is forgotten (compacted) per
 * revision beyond it: about half an hour of a busy owner's writes.
 */
export const HISTORY_REVISIONS = 8_192;

export interface TxnResult {
  readonly succeeded: boolean;
  readonly ranges: readonly (readonly EtcdKeyValue[])[];
  readonly events: readonly EtcdEvent[];
}

/** The keys with their revisions, and the recent events. A transaction that changes something is one revision. */
export class EtcdStore {
  private currentRevision = 1;
  private compacted = 0;
  private keys = new Map<string, EtcdKeyValue>();
  private history: EtcdEvent[] = [];

  get revision(): number {
    return this.currentRevision;
  }

  /** Events at or before this revision are no longer known. */
  get compactedRevision(): number {
    return this.compacted;
  }

  get(key: string): EtcdKeyValue | null {
    return this.keys.get(key) ?? null;
  }

  /** Keys equal to `key`, or beginning with it; in key order. */
  range(key: string, prefix: boolean): readonly EtcdKeyValue[] {
    if (!prefix) {
      const kv = this.keys.get(key);
      return kv === undefined ? [] : [kv];
    }
    const found: EtcdKeyValue[] = [];
    for (const kv of this.keys.values()) if (kv.key.startsWith(key)) found.push(kv);
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Runs a transaction whose leases the caller has already checked. */
  txn(compares: readonly EtcdCompare[], success: readonly EtcdOp[], failure: readonly EtcdOp[]): TxnResult {
    const succeeded = compares.every((compare) => this.holds(compare));
    const ranges: (readonly EtcdKeyValue[])[] = [];
    const events: EtcdEvent[] = [];
    const revision = this.currentRevision + 1;
    for (const op of succeeded ? success : failure) {
      if (op.type === 'range') ranges.push(this.range(op.key, op.prefix));
      else if (op.type === 'put') events.push(this.put(op.key, op.value, op.lease, revision));
      else for (const kv of this.range(op.key, op.prefix)) events.push(this.delete(kv, revision));
    }
    this.finish(events);
    return { succeeded, ranges, events };
  }

  /** Deletes every key attached to `lease`, in one revision and in key order. */
  deleteLeased(lease: number): readonly EtcdEvent[] {
    const attached: EtcdKeyValue[] = [];
    for (const kv of this.keys.values()) if (kv.lease === lease) attached.push(kv);
    attached.sort((a, b) => (a.key < b.key ? -1 : 1));
    const events = attached.map((kv) => this.delete(kv, this.currentRevision + 1));
    this.finish(events);
    return events;
  }

  /** Events on `prefix` from `startRevision` on, oldest first. The caller has compared with `compactedRevision`. */
  eventsSince(prefix: string, startRevision: number): readonly EtcdEvent[] {
    return this.history.filter(
      (event) => event.kv.modRevision >= startRevision && event.kv.key.startsWith(prefix),
    );
  }

  clone(): EtcdStore {
    const copy = new EtcdStore();
    copy.currentRevision = this.currentRevision;
    copy.compacted = this.compacted;
    copy.keys = new Map(this.keys);
    copy.history = this.history.slice();
    return copy;
  }

  private put(key: string, value: string, lease: number, revision: number): EtcdEvent {
    const old = this.keys.get(key);
    const createRevision = old === undefined ? revision : old.createRevision;
    const kv: EtcdKeyValue = { key, value, createRevision, modRevision: revision, lease };
    this.keys.set(key, kv);
    return { type: 'put', kv };
  }

  private delete(kv: EtcdKeyValue, revision: number): EtcdEvent {
    this.keys.delete(kv.key);
    return { type: 'delete', kv: { ...kv, modRevision: revision } };
  }

  private finish(events: readonly EtcdEvent[]): void {
    if (events.length === 0) return;
    this.currentRevision++;
    for (const event of events) this.history.push(event);
    this.compacted = Math.max(0, this.currentRevision - HISTORY_REVISIONS);
    // Trimmed in large steps, so that the cost per revision stays constant.
    if (this.history.length > 4 * HISTORY_REVISIONS) {
      this.history = this.history.filter((event) => event.kv.modRevision > this.compacted);
    }
  }

  private holds(compare: EtcdCompare): boolean {
    const kv = this.keys.get(compare.key);
    if (compare.target === 'value') {
      return kv !== undefined && ordered(kv.value, compare.op, compare.value);
    }
    const revision = kv === undefined ? 0 : compare.target === 'create' ? kv.createRevision : kv.modRevision;
    return ordered(revision, compare.op, compare.revision);
  }
}

function ordered<T extends number | string>(left: T, op: EtcdCompare['op'], right: T): boolean {
  if (op === '=') return left === right;
  if (op === '!=') return left !== right;
  return op === '<' ? left < right : left > right;
}
