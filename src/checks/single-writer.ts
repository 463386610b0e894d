import type { CaptureId } from '../model/ids.ts';
import { formatMoment } from '../model/time.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { EffectiveWrites } from './effective-writes.ts';
import type { Proposal } from './effective-writes.ts';

const INFO: CheckInfo = {
  id: 'single-writer',
  title: 'One writer per span',
  words:
    'Once a capture has begun to write a span, no write that another capture sent for it before takes effect on the recovery cluster any more.',
  source: 'facts 5.6 I-W7, I-W4',
};

interface Sent {
  readonly capture: CaptureId;
  readonly span: string;
}

/** Who writes a span now, and since when. */
interface Holder {
  readonly capture: CaptureId;
  readonly since: SimTime;
}

/** Requests kept: one that is older has long been answered or lost. */
const KEPT_MAX = 20_000;

class SingleWriter extends CheckBase {
  private writes = new EffectiveWrites();
  private sent = new Map<number, Sent>();
  private holders = new Map<string, Holder>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write, applied) => this.onEffective(write, applied, report));
    const event = record.event;
    if (event.kind === 'sink.sent') {
      const { capture, changefeed, span, request } = event;
      this.sent.set(request, { capture, span: `${changefeed} ${span}` });
      if (this.sent.size > KEPT_MAX) this.forgetOldest();
    } else if (event.kind === 'span.table-state' && event.state === 'Replicating') {
      this.holders.set(`${event.changefeed} ${event.span}`, { capture: event.capture, since: record.at });
    }
  }

  clone(): SingleWriter {
    const copy = new SingleWriter();
    copy.evaluations = this.evaluations;
    copy.writes = this.writes.clone();
    copy.sent = new Map(this.sent);
    copy.holders = new Map(this.holders);
    return copy;
  }

  private onEffective(
    write: Proposal,
    applied: { readonly at: SimTime; readonly n: number },
    report: Report,
  ): void {
    if (write.cluster !== 'recovery') return;
    const sent = this.sent.get(write.request);
    if (sent === undefined) return;
    const holder = this.holders.get(sent.span);
    if (holder === undefined) return;
    this.evaluations++;
    if (holder.capture === sent.capture || holder.since > applied.at) return;
    const words =
      `${sent.capture} wrote key ${write.key}, changed upstream at ${formatTs(write.sourceTs)}, in ${sent.span}, ` +
      `which ${holder.capture} has been writing since ${formatMoment(holder.since)}`;
    report(this.violation(applied, write.region, write.store, words));
  }

  private forgetOldest(): void {
    for (const request of this.sent.keys()) {
      this.sent.delete(request);
      return;
    }
  }
}

export const singleWriter: CheckSpec = { ...INFO, create: () => new SingleWriter() };
