import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import type { Applied, EffectiveWrites, Proposal } from './effective-writes.ts';
import type { KeyTable } from './key-table.ts';

const INFO: CheckInfo = {
  id: 'cas-chain',
  title: 'Compare-and-swaps form a chain',
  words:
    'Of a key that is written by compare-and-swap alone, each swap expected the value that the one before it wrote, in the order of effects and of timestamps alike.',
  source: 'facts 5.2 I-C5',
  only: 'compare-and-swap',
};

interface Swap {
  readonly expected: string | null;
  readonly value: string | null;
}

/** The newest swap of a key. */
interface Link {
  readonly ts: number;
  readonly value: string | null;
  /** Somebody else wrote the key without the latch: nothing is promised any more (facts 1.7.4). */
  readonly mixed: boolean;
}

class CasChain extends CheckBase {
  private readonly keys: KeyTable;
  private readonly writes: EffectiveWrites;
  private begun = new Map<number, Swap>();
  /** Per key; few keys are swapped. */
  private links = new Map<number, Link>();

  constructor({ keys, writes }: Basis) {
    super(INFO);
    this.keys = keys;
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write, applied) => {
      if (write.cluster === 'upstream') this.onEffective(write, applied, report);
    });
    const { event } = record;
    if (event.kind === 'client.invoked' && event.op === 'cas') this.onBegan(event);
    else if (event.kind === 'client.acked' && event.op === 'cas' && event.ts === 0)
      this.begun.delete(event.request);
    else if (event.kind === 'client.failed') this.begun.delete(event.request);
  }

  clone(basis: Basis): CasChain {
    const copy = new CasChain(basis);
    copy.evaluations = this.evaluations;
    copy.begun = new Map(this.begun);
    copy.links = new Map(this.links);
    return copy;
  }

  private onBegan(event: EventOf<'client.invoked'>): void {
    this.begun.set(event.request, { expected: event.expected ?? null, value: event.value });
    const key = this.keys.idOf(event.key);
    if (!this.links.has(key)) this.links.set(key, { ts: 0, value: null, mixed: false });
  }

  private onEffective(write: Proposal, applied: Applied, report: Report): void {
    const key = this.keys.idOf(write.key);
    const link = this.links.get(key);
    const swap = this.begun.get(write.request);
    if (swap === undefined) {
      // A key that is swapped later begins with what it holds then.
      if (link !== undefined) this.links.set(key, { ts: write.ts, value: write.value, mixed: true });
      return;
    }
    this.begun.delete(write.request);
    if (link === undefined) return;
    this.links.set(key, { ts: write.ts, value: swap.value, mixed: link.mixed });
    if (link.mixed) return;
    this.evaluations++;
    if (write.ts <= link.ts) {
      const words =
        `Key ${write.key}: the swap to ${shown(swap.value)} took effect after the one to ${shown(link.value)}, but at ` +
        `${formatTs(write.ts)}, which is before ${formatTs(link.ts as Ts)}: nobody will read it`;
      report(this.violation(applied, write.region, applied.store, words));
    } else if (link.ts > 0 && swap.expected !== link.value) {
      const words =
        `Key ${write.key}: the swap to ${shown(swap.value)} at ${formatTs(write.ts)} expected ${shown(swap.expected)}, although the swap ` +
        `before it had written ${shown(link.value)}`;
      report(this.violation(applied, write.region, applied.store, words));
    }
  }
}

function shown(value: string | null): string {
  if (value === null) return 'nothing';
  return value.length > 24 ? `“${value.slice(0, 24)}…”` : `“${value}”`;
}

export const casChain: CheckSpec = { ...INFO, create: (basis) => new CasChain(basis) };
