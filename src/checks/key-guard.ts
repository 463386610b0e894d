import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'key-guard',
  title: 'A memory lock stands below every write in flight',
  words:
    'When a write gets its timestamp, its store holds a memory lock for it with a smaller one, and keeps it until the write was applied or refused.',
  source: 'facts 5.2 I-C6',
};

/** One write of one store between its lock and its end. */
interface InFlight {
  readonly store: number;
  readonly region: number;
  readonly request: number;
  /** Of the lock, 0 while there is none; of the data, 0 before the stamp. */
  readonly lockTs: number;
  readonly dataTs: number;
  /** Place in the log, 0 before it is proposed. */
  readonly index: number;
}

class KeyGuard extends CheckBase {
  /** By store and timestamp of the data; a write that is locked and not stamped stands in `locked`. */
  private stamped = new Map<string, InFlight>();
  private locked = new Map<string, InFlight>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    switch (event.kind) {
      case 'raw.locked':
        this.onLocked(event);
        return;
      case 'raw.stamped':
        this.onStamped(event, record, report);
        return;
      case 'raw.proposed': {
        const write = this.stamped.get(id(event.store, event.ts));
        if (write !== undefined) this.put({ ...write, index: event.index });
        return;
      }
      case 'raw.unlocked':
        this.onUnlocked(event, record, report);
        return;
      case 'raft.applied':
        this.onApplied(event.store, event.region, event.from + event.terms.length - 1);
        return;
      case 'raw.refused':
        this.onRefused(event);
        return;
      case 'process.crashed':
        this.onCrashed(event.process);
        return;
    }
  }

  clone(): KeyGuard {
    const copy = new KeyGuard();
    copy.evaluations = this.evaluations;
    copy.stamped = new Map(this.stamped);
    copy.locked = new Map(this.locked);
    return copy;
  }

  private onLocked({ store, region, request, ts }: EventOf<'raw.locked'>): void {
    this.locked.set(id(store, request), { store, region, request, lockTs: ts, dataTs: 0, index: 0 });
  }

  private onStamped(event: EventOf<'raw.stamped'>, record: TraceRecord, report: Report): void {
    this.evaluations++;
    const { store, region, request, ts } = event;
    const lock = this.locked.get(id(store, request));
    this.locked.delete(id(store, request));
    const lockTs = lock?.lockTs ?? 0;
    this.put({ store, region, request, lockTs, dataTs: ts, index: 0 });
    if (lockTs > 0 && lockTs < ts) return;
    const how =
      lockTs === 0
        ? 'store holds no memory lock for it'
        : 'memory lock has the same timestamp: a resolved ts may reach it';
    const words = `Region ${region}: request ${request} on store ${store} got ${formatTs(ts)} for its data, while its ${how}`;
    report(this.violation(record, region, store, words));
  }

  private onUnlocked(event: EventOf<'raw.unlocked'>, record: TraceRecord, report: Report): void {
    const write = this.stamped.get(id(event.store, event.ts));
    if (write === undefined) return;
    this.evaluations++;
    this.stamped.delete(id(event.store, event.ts));
    const words = `Region ${event.region}: store ${event.store} dropped the memory lock of request ${event.request} before its write at ${formatTs(event.ts)} was applied or refused`;
    report(this.violation(record, event.region, event.store, words));
  }

  /** Applied: from now on observers have it, and the lock may go. */
  private onApplied(store: number, region: number, upTo: number): void {
    for (const write of this.stamped.values()) {
      if (write.store === store && write.region === region && write.index > 0 && write.index <= upTo)
        this.stamped.delete(id(store, write.dataTs));
    }
  }

  private onRefused({ store, request }: EventOf<'raw.refused'>): void {
    this.locked.delete(id(store, request));
    for (const write of this.stamped.values()) {
      if (write.store === store && write.request === request) this.stamped.delete(id(store, write.dataTs));
    }
  }

  /** Everything in memory is gone, the writes with it. */
  private onCrashed(process: string): void {
    for (const write of [...this.stamped.values(), ...this.locked.values()]) {
      if (process !== `store-${write.store}`) continue;
      this.stamped.delete(id(write.store, write.dataTs));
      this.locked.delete(id(write.store, write.request));
    }
  }

  private put(write: InFlight): void {
    this.stamped.set(id(write.store, write.dataTs), write);
  }
}

function id(store: number, number: number): string {
  return `${store}/${number}`;
}

export const keyGuard: CheckSpec = { ...INFO, create: () => new KeyGuard() };
