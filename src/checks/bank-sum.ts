import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'bank-sum',
  title: 'The sum of all accounts',
  words:
    'Moving money between accounts changes none of it: whoever adds all accounts up, as of any moment, gets the same sum.',
  source: 'facts cdc 8; Jepsen’s bank test',
  only: 'transactions of the bank',
};

/** Compares the sums that readers of the same records got. */
class BankSum extends CheckBase {
  /** The first sum of this many accounts, and who got it. */
  private first = new Map<number, { readonly sum: number; readonly words: string }>();
  private most = 0;

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    if (record.event.kind === 'txn.read') this.onRead(record.event, record, report);
  }

  clone(): BankSum {
    const copy = new BankSum();
    copy.evaluations = this.evaluations;
    copy.first = new Map(this.first);
    copy.most = this.most;
    return copy;
  }

  private onRead(event: EventOf<'txn.read'>, record: TraceRecord, report: Report): void {
    // Only who reads everything there is can tell; a transfer reads two.
    if (event.keys.length < this.most) return;
    this.most = event.keys.length;
    const balances = event.values.map(balanceOf);
    if (balances.some((balance) => balance === null)) return;
    let sum = 0;
    for (const balance of balances) sum += balance ?? 0;
    const first = this.first.get(this.most);
    const words = `${event.client} as of ${formatTs(event.startTs)}`;
    if (first === undefined) {
      this.first.set(this.most, { sum, words });
      return;
    }
    this.evaluations++;
    if (first.sum === sum) return;
    const complaint = `${words} adds ${this.most} accounts up to ${sum}; ${first.words} it was ${first.sum}`;
    report(this.violation(record, 0, 0, complaint));
  }
}

function balanceOf(value: string | null): number | null {
  const found = /\bbalance=(-?\d+)/.exec(value ?? '');
  return found === null ? null : Number(found[1]);
}

export const bankSum: CheckSpec = { ...INFO, create: () => new BankSum() };
