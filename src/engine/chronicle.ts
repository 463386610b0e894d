import { Basis } from '../checks/index.ts';
import type { Violation } from '../checks/index.ts';
import type { ChangefeedId } from '../model/ids.ts';
import { describe } from '../model/describe.ts';
import type { MarkRow } from '../model/frame.ts';
import type { Report } from '../model/report.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_MS } from '../model/time.ts';
import type { EventOf, TraceEvent, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { World } from '../sim/world.ts';
import { Beats } from './beats.ts';
import { Heat } from './heat.ts';
import { Judges } from './judges.ts';
import { Series } from './series.ts';
import { Totals } from './totals.ts';
import type { Lags } from './watch.ts';
import { lagUs, pdTimeUs } from './watch.ts';
import type { EffectiveWrite } from './write-tracker.ts';
import { WriteTracker } from './write-tracker.ts';

/** Marks and incidents kept: more do not fit on any timeline; what comes after is in the trace. */
const MARKS_MAX = 2_000;
const INCIDENTS_MAX = 500;

/**
 * What is known of a whole run, from its beginning to the newest record: checks, measurements, marks. It reads each record
 * once, in order, and each sample once; it changes nothing.
 */
export class Chronicle {
  readonly judges: Judges;
  readonly series: Series;
  readonly heat: Heat;
  readonly totals: Totals;
  marks: readonly MarkRow[] = [];
  incidents: Report['incidents'] = [];
  /** Records read. */
  length = 0;
  /** Moment of the newest sample. */
  sampledAt: SimTime = 0;
  private readonly doc: ScenarioDoc;
  private readonly forPage: boolean;
  private readonly beats: Beats;
  private readonly writes: WriteTracker;
  /** When each upstream write took effect, by timestamp, in that order; until the recovery cluster has it. */
  private readonly uncarried: Map<Ts, SimTime>;
  private readonly checkpoints: Map<ChangefeedId, Ts>;
  /** The command being carried out, as its place in the document. */
  private command = -1;

  constructor(doc: ScenarioDoc, forPage: boolean, from: Chronicle | null = null) {
    this.doc = doc;
    this.forPage = forPage;
    this.judges = from?.judges.clone() ?? new Judges(Basis.of(doc.config.ticdc));
    this.beats = from?.beats.clone() ?? new Beats(doc.beats);
    this.series = from?.series.clone() ?? new Series();
    this.heat = from?.heat.clone() ?? new Heat();
    this.totals = from?.totals.clone() ?? new Totals();
    this.writes = from?.writes.clone() ?? new WriteTracker();
    this.uncarried = new Map(from?.uncarried);
    this.checkpoints = new Map(from?.checkpoints);
    if (from === null) return;
    this.marks = from.marks;
    this.incidents = from.incidents;
    this.length = from.length;
    this.sampledAt = from.sampledAt;
    this.command = from.command;
  }

  clone(): Chronicle {
    return new Chronicle(this.doc, this.forPage, this);
  }

  /** The next record; returns what the checks have against it. */
  observe(record: TraceRecord): readonly Violation[] {
    const { at, event } = record;
    this.length = record.n + 1;
    this.judges.observe(record);
    if (this.forPage) this.heat.observe(event);
    if (this.doc.cluster.recovery !== null)
      this.writes.observe(event, (write) => this.onEffective(write, at));
    for (const happened of this.beats.observe(record))
      this.mark(happened.at, 'caption', happened.beat.caption);
    this.measure(at, event);
    return this.judges.takeNews();
  }

  /** Called on a rhythm of simulated time. */
  sample(world: World, { resolvedUs, checkpointUs }: Lags): void {
    const { now } = world;
    this.sampledAt = now;
    if (this.forPage) {
      const pdNowUs = pdTimeUs(world);
      this.heat.sample(now, (ts) => Math.max(0, lagUs(pdNowUs, ts)) / US_PER_MS);
    }
    if (checkpointUs < 0) return;
    this.series.onLags(now, resolvedUs, checkpointUs);
    if (resolvedUs >= 0) this.totals.resolvedLag.add(resolvedUs);
    this.totals.checkpointLag.add(checkpointUs);
  }

  private measure(at: SimTime, event: TraceEvent): void {
    switch (event.kind) {
      case 'client.acked':
        this.totals.endedAt = at;
        if (event.op === 'get') this.onReadAcked(event, at);
        else this.onWriteAcked(event, at);
        return;
      case 'txn.committed':
        this.totals.endedAt = at;
        this.onWriteAcked(event, at);
        return;
      case 'txn.begun':
      case 'client.invoked':
        if (this.totals.beganAt < 0) this.totals.beganAt = at;
        return;
      case 'raw.proposed':
        if (event.cluster === 'upstream') this.onProposed(event, at);
        return;
      case 'changefeed.checkpoint':
        this.checkpoints.set(event.changefeed, event.checkpoint);
        this.forgetCarried();
        return;
      default:
        this.onNotable(at, event);
    }
  }

  private onReadAcked(event: EventOf<'client.acked'>, at: SimTime): void {
    this.series.onReadAcked(at);
    this.totals.read.add(event.latencyUs);
  }

  private onProposed(event: EventOf<'raw.proposed'>, at: SimTime): void {
    this.series.onProposed(at, event.waitedUs);
    this.totals.prePropose.add(event.waitedUs);
  }

  private onWriteAcked(event: EventOf<'client.acked' | 'txn.committed'>, at: SimTime): void {
    this.series.onWriteAcked(at, event.latencyUs);
    this.totals.write.add(event.latencyUs);
  }

  private onEffective(write: EffectiveWrite, at: SimTime): void {
    if (write.upstream) {
      this.uncarried.set(write.ts, at);
      return;
    }
    const since = this.uncarried.get(write.sourceTs);
    if (since === undefined) return;
    this.uncarried.delete(write.sourceTs);
    this.series.onCarried(at, at - since);
    this.totals.cdc.add(at - since);
  }

  /** What every changefeed has passed was carried, or replaced by a newer version of its key. */
  private forgetCarried(): void {
    let passed: Ts | null = null;
    for (const checkpoint of this.checkpoints.values())
      if (passed === null || checkpoint < passed) passed = checkpoint;
    if (passed === null) return;
    for (const ts of this.uncarried.keys()) {
      if (ts > passed) return;
      this.uncarried.delete(ts);
    }
  }

  private onNotable(at: SimTime, event: TraceEvent): void {
    switch (event.kind) {
      case 'command.applied':
        this.command = placeOf(event.id);
        // Faults are marked when they begin and end, in words that say what they do.
        if (event.action !== 'fault' && event.action !== 'heal')
          this.mark(at, MARK_OF[event.action] ?? 'command', event.words, this.command);
        return;
      case 'command.refused':
        this.mark(at, 'refused', event.reason, placeOf(event.id));
        this.incident(at, event);
        return;
      case 'fault.began':
        this.mark(at, 'fault', event.words, this.command);
        this.incident(at, event);
        return;
      case 'fault.healed':
        this.mark(at, 'heal', `healed: ${event.words}`, this.command);
        this.incident(at, event);
        return;
      case 'check.violated':
        this.mark(at, 'violation', event.words);
        this.incident(at, event);
        return;
      case 'run.drained':
        // The whole sentence is in the log; here it stands on a flag.
        this.mark(at, 'drained', 'all writes carried over');
        return;
      case 'process.started':
        if (event.incarnation > 1) this.incident(at, event);
        return;
      case 'client.answered':
      case 'process.crashed':
      case 'process.paused':
      case 'process.resumed':
      case 'capture.gone':
      case 'capture.session-lost':
      case 'ts.flush-failed':
      case 'changefeed.state-changed':
        this.incident(at, event);
    }
  }

  private mark(at: SimTime, kind: MarkRow['kind'], words: string, command: number | null = null): void {
    if (this.marks.length < MARKS_MAX) this.marks = [...this.marks, { at, kind, words, command }];
  }

  private incident(at: SimTime, event: TraceEvent): void {
    if (this.incidents.length >= INCIDENTS_MAX) return;
    this.incidents = [...this.incidents, { atMs: at / US_PER_MS, words: describe(event) }];
  }
}

/** Actions that break a process or mend it; every other one is an operator's command. */
const MARK_OF: Readonly<Partial<Record<string, MarkRow['kind']>>> = {
  kill: 'fault',
  pause: 'fault',
  restart: 'heal',
  resume: 'heal',
};
/** Commands are named c1, c2, … in the order of the document. */
function placeOf(id: string): number {
  return Number(id.slice(1)) - 1;
}
