import type { CaptureId } from '../model/ids.ts';
import { formatMoment } from '../model/time.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import type { EffectiveWrites, Proposal } from './effective-writes.ts';

const INFO: CheckInfo = {
  id: 'single-writer',
  title: 'One writer per span',
  words:
    'Once a write of the capture that took a span over has taken effect on the recovery cluster, no write of a former holder does any more.',
  source: 'facts 5.6 I-W7, I-W4',
};

/** A request of a capture, and the how-manieth holder of the span it was when it sent it. */
interface Sent {
  readonly capture: CaptureId;
  readonly span: string;
  readonly turn: number;
}

/** The latest holder of a span of whom a write took effect, and since when. */
interface Writer {
  readonly capture: CaptureId;
  readonly turn: number;
  readonly since: SimTime;
}

/** Requests kept: one that is older has long been answered or lost. */
const KEPT_MAX = 20_000;

class SingleWriter extends CheckBase {
  private readonly writes: EffectiveWrites;
  private sent = new Map<number, Sent>();
  /** How many holders each span has had, and the last turn of each capture in it. */
  private holders = new Map<string, number>();
  private turns = new Map<string, number>();
  private writers = new Map<string, Writer>();

  constructor({ writes }: Basis) {
    super(INFO);
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write, applied) => this.onEffective(write, applied, report));
    const event = record.event;
    if (event.kind === 'sink.sent') {
      const { capture, request } = event;
      const span = `${event.changefeed} ${event.span}`;
      this.sent.set(request, { capture, span, turn: this.turns.get(`${span} ${capture}`) ?? 0 });
      if (this.sent.size > KEPT_MAX) this.forgetOldest();
    } else if (event.kind === 'span.table-state' && event.state === 'Replicating') {
      const span = `${event.changefeed} ${event.span}`;
      const turn = (this.holders.get(span) ?? 0) + 1;
      this.holders.set(span, turn);
      this.turns.set(`${span} ${event.capture}`, turn);
    }
  }

  clone(basis: Basis): SingleWriter {
    const copy = new SingleWriter(basis);
    copy.evaluations = this.evaluations;
    copy.sent = new Map(this.sent);
    copy.holders = new Map(this.holders);
    copy.turns = new Map(this.turns);
    copy.writers = new Map(this.writers);
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
    const { capture, span, turn } = sent;
    const writer = this.writers.get(span);
    if (writer === undefined || turn > writer.turn) {
      this.writers.set(span, { capture, turn, since: applied.at });
      return;
    }
    this.evaluations++;
    if (turn === writer.turn) return;
    const words =
      `${capture} wrote key ${write.key}, changed upstream at ${formatTs(write.sourceTs)}, in ${span}, ` +
      `which ${writer.capture} has been writing since ${formatMoment(writer.since)}`;
    report(this.violation(applied, write.region, write.store, words));
  }

  private forgetOldest(): void {
    for (const request of this.sent.keys()) {
      this.sent.delete(request);
      return;
    }
  }
}

export const singleWriter: CheckSpec = { ...INFO, create: (basis) => new SingleWriter(basis) };
