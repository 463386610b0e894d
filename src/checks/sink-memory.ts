import type { TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'sink-memory',
  title: 'Memory of the event feeds',
  words:
    'What a store keeps for slow captures stays within its memory quota, but for one message and the small ones that end subscriptions.',
  source: 'facts 5.4 I-D8, B-27',
  only: 'captures that are slow',
};

/** Errors and resolved timestamps are never refused: a few dozen bytes each. */
const SMALL_MESSAGES_BYTES = 4_096;

class SinkMemory extends CheckBase {
  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const event = record.event;
    if (event.kind !== 'cdc.sink-memory') return;
    const { store, used, quota, largest } = event;
    this.evaluations++;
    if (used <= quota + largest + SMALL_MESSAGES_BYTES) return;
    const words = `Store ${store} keeps ${used} bytes for captures that do not take them, with a quota of ${quota}`;
    report(this.violation(record, 0, store, words));
  }

  clone(): SinkMemory {
    const copy = new SinkMemory();
    copy.evaluations = this.evaluations;
    return copy;
  }
}

export const sinkMemory: CheckSpec = { ...INFO, create: () => new SinkMemory() };
