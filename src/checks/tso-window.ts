import type { ClusterName, ProcessId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs, physicalMs } from '../model/ts.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'tso-window',
  title: 'TSO stays inside its durable window',
  words:
    'Every timestamp granted lies below the bound that is durable at that moment, and the bound never goes down.',
  source: 'facts 5.1 I-T2, I-T4',
};

/** A bound as it was saved. */
interface Bound {
  readonly revision: number;
  readonly savedMs: number;
  readonly pd: ProcessId;
}

class TsoWindow extends CheckBase {
  /** By cluster, ascending by revision; only bounds whose neighbours may still be told late are kept. */
  private bounds = new Map<ClusterName, readonly Bound[]>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind === 'tso.window-saved') this.onSaved(event, record, report);
    else if (event.kind === 'tso.granted') this.onGranted(event, record, report);
  }

  clone(): TsoWindow {
    const copy = new TsoWindow();
    copy.evaluations = this.evaluations;
    copy.bounds = new Map(this.bounds);
    return copy;
  }

  /** A member may hear of its save after another member's later one, so revisions are compared, not moments. */
  private onSaved(event: EventOf<'tso.window-saved'>, record: TraceRecord, report: Report): void {
    const bounds = this.bounds.get(event.cluster) ?? [];
    const mine: Bound = { revision: event.revision, savedMs: event.savedMs, pd: event.pd };
    const at = bounds.findIndex((bound) => bound.revision > mine.revision);
    const place = at === -1 ? bounds.length : at;
    const pairs = [
      [bounds[place - 1], mine],
      [mine, bounds[place]],
    ] as const;
    for (const [before, after] of pairs) {
      if (before === undefined || after === undefined) continue;
      this.evaluations++;
      if (after.savedMs >= before.savedMs) continue;
      const words = `${after.pd} saved ${after.savedMs} ms as the bound of timestamps, although ${before.pd} had saved ${before.savedMs} ms before`;
      report(this.violation(record, 0, 0, words));
    }
    this.bounds.set(event.cluster, [...bounds.slice(0, place), mine, ...bounds.slice(place)].slice(-KEPT));
  }

  private onGranted(event: EventOf<'tso.granted'>, record: TraceRecord, report: Report): void {
    const bounds = this.bounds.get(event.cluster) ?? [];
    let durable = 0;
    for (const bound of bounds) durable = Math.max(durable, bound.savedMs);
    this.evaluations++;
    if (physicalMs(event.last) < durable) return;
    const words = `${event.pd} granted ${formatTs(event.last)}, but only timestamps below ${durable} ms were covered by a saved bound`;
    report(this.violation(record, 0, 0, words));
  }
}

/** A save is told within a few others. */
const KEPT = 16;

export const tsoWindow: CheckSpec = { ...INFO, create: () => new TsoWindow() };
