import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'sink-order',
  title: 'Order of the sink',
  words:
    'A capture writes the changes of a key in the order of their timestamps, and none before the resolved ts of its span has passed it.',
  source: 'facts 5.5 I-S1, 5.6 I-W1, I-W2',
};

/** One pipeline: it begins with Replicating and may then write again what an earlier one wrote. */
interface Pipeline {
  readonly resolved: Ts;
  /** Per key: the newest change written. */
  readonly written: Map<string, Ts>;
}

class SinkOrder extends CheckBase {
  private pipelines = new Map<string, Pipeline>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const event = record.event;
    switch (event.kind) {
      case 'span.table-state':
        if (event.state === 'Preparing') this.begin(nameOf(event));
        return;
      case 'puller.resolved': {
        const name = nameOf(event);
        const { written } = this.pipelines.get(name) ?? this.begin(name);
        this.pipelines.set(name, { resolved: event.ts, written });
        return;
      }
      case 'sink.wrote':
        this.onWrote(event, record, report);
        return;
    }
  }

  clone(): SinkOrder {
    const copy = new SinkOrder();
    copy.evaluations = this.evaluations;
    for (const [name, { resolved, written }] of this.pipelines)
      copy.pipelines.set(name, { resolved, written: new Map(written) });
    return copy;
  }

  private begin(name: string): Pipeline {
    const fresh: Pipeline = { resolved: 0 as Ts, written: new Map() };
    this.pipelines.set(name, fresh);
    return fresh;
  }

  private onWrote(event: EventOf<'sink.wrote'>, record: TraceRecord, report: Report): void {
    const { capture, span, key, ts } = event;
    const pipeline = this.pipelines.get(nameOf(event));
    if (pipeline === undefined) return;
    this.evaluations++;
    const what = `${capture} wrote the change of key ${key} at ${formatTs(ts)} in span ${span}`;
    if (ts > pipeline.resolved)
      report(
        this.violation(record, 0, 0, `${what} while its resolved ts was ${formatTs(pipeline.resolved)}`),
      );
    const newest = pipeline.written.get(key);
    if (newest !== undefined && ts < newest)
      report(this.violation(record, 0, 0, `${what} after the one at ${formatTs(newest)}`));
    else pipeline.written.set(key, ts);
  }
}

function nameOf(event: {
  readonly capture: string;
  readonly changefeed: string;
  readonly span: string;
}): string {
  return `${event.capture}/${event.changefeed}/${event.span}`;
}

export const sinkOrder: CheckSpec = { ...INFO, create: () => new SinkOrder() };
