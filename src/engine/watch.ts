import { Sketch } from '../base/sketch.ts';
import type { ChangefeedId } from '../model/ids.ts';
import { describe } from '../model/describe.ts';
import type { MarkRow } from '../model/frame.ts';
import type { Report } from '../model/report.ts';
import type { SimTime } from '../model/time.ts';
import { US_PER_MS, US_PER_S } from '../model/time.ts';
import type { EventOf, TraceEvent, TraceRecord } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { physicalMs } from '../model/ts.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { World } from '../sim/world.ts';
import { Beats } from './beats.ts';
import { Heat } from './heat.ts';
import { Judges, violationEvent } from './judges.ts';
import { pdLeader } from './servers.ts';
import { Progress } from './progress.ts';
import { Rates } from './rates.ts';
import { Series } from './series.ts';
import type { EffectiveWrite } from './write-tracker.ts';
import { WriteTracker } from './write-tracker.ts';

/** Marks and incidents kept: more do not fit on any timeline; what comes after is in the trace. */
const MARKS_MAX = 2_000;
const INCIDENTS_MAX = 500;

/** µs; −1 while there is nothing to measure. */
export interface Lags {
  readonly resolvedUs: number;
  readonly checkpointUs: number;
}

export interface Position {
  readonly checkpoint: Ts;
  readonly resolved: Ts;
}

/**
 * Everything that looks at the run from outside: checks, measurements, marks, captions. It reads the trace and
 * samples the world; it changes nothing. What it finds (`takeNews`) is traced by the run.
 */
export class Watch {
  readonly judges: Judges;
  readonly progress: Progress;
  readonly beats: Beats;
  readonly series: Series;
  readonly rates: Rates;
  readonly heat: Heat;
  /** Over the whole run, µs. */
  readonly totals: Totals;
  marks: readonly MarkRow[] = [];
  incidents: Report['incidents'] = [];
  private readonly doc: ScenarioDoc;
  private readonly forPage: boolean;
  private readonly writes: WriteTracker;
  /** When each upstream write took effect, by timestamp, in that order; until the recovery cluster has it. */
  private readonly uncarried: Map<Ts, SimTime>;
  private readonly positions: Map<ChangefeedId, Position>;
  private drainedNow = false;
  /** The command being carried out, as its place in the document. */
  private command = -1;
  /** As last sampled. */
  private sampled: Lags = { resolvedUs: -1, checkpointUs: -1 };

  constructor(doc: ScenarioDoc, forPage: boolean, from: Watch | null = null) {
    this.doc = doc;
    this.forPage = forPage;
    this.judges = from?.judges.clone() ?? new Judges();
    this.progress = from?.progress.clone(doc) ?? new Progress(doc);
    this.beats = from?.beats.clone() ?? new Beats(doc.beats);
    this.series = from?.series.clone() ?? new Series();
    this.rates = from?.rates.clone() ?? new Rates();
    this.heat = from?.heat.clone() ?? new Heat();
    this.totals = from?.totals.clone() ?? new Totals();
    this.writes = from?.writes.clone() ?? new WriteTracker();
    this.uncarried = new Map(from?.uncarried);
    this.positions = new Map(from?.positions);
    if (from === null) return;
    this.marks = from.marks;
    this.incidents = from.incidents;
    this.drainedNow = from.drainedNow;
    this.command = from.command;
    this.sampled = from.sampled;
  }

  clone(): Watch {
    return new Watch(this.doc, this.forPage, this);
  }

  observe(record: TraceRecord): void {
    const { event } = record;
    this.judges.observe(record);
    if (this.forPage) this.heat.observe(event);
    if (this.progress.observe(event)) this.drainedNow = true;
    if (this.doc.cluster.recovery !== null)
      this.writes.observe(event, (write) => this.onEffective(write, record.at));
    for (const happened of this.beats.observe(record))
      this.mark(happened.at, 'caption', happened.beat.caption);
    switch (event.kind) {
      case 'client.acked':
        this.totals.endedAt = record.at;
        if (event.op === 'get') this.onReadAcked(event, record.at);
        else this.onWriteAcked(event, record.at);
        return;
      case 'txn.committed':
        this.totals.endedAt = record.at;
        this.onWriteAcked(event, record.at);
        return;
      case 'txn.begun':
      case 'client.invoked':
        if (this.totals.beganAt < 0) this.totals.beganAt = record.at;
        return;
      case 'raw.proposed':
        if (event.cluster === 'upstream') this.onProposed(event, record.at);
        return;
      case 'changefeed.checkpoint':
        this.positions.set(event.changefeed, { checkpoint: event.checkpoint, resolved: event.resolved });
        this.forgetCarried();
        return;
      default:
        this.onNotable(record.at, event);
    }
  }

  /** Of the changefeed that is furthest behind, as last sampled. */
  get lags(): Lags {
    return this.sampled;
  }

  /** Last persisted checkpoint and resolved ts of each changefeed. */
  changefeedPositions(): ReadonlyMap<ChangefeedId, Position> {
    return this.positions;
  }

  /** What the last record made true and must be in the trace. */
  takeNews(): readonly TraceEvent[] {
    const violations = this.judges.takeNews();
    if (violations.length === 0 && !this.drainedNow) return NONE;
    const news = violations.map(violationEvent);
    if (this.drainedNow) news.push({ kind: 'run.drained' });
    this.drainedNow = false;
    return news;
  }

  /** Called on a rhythm of simulated time. */
  sample(world: World): void {
    if (this.forPage) this.rates.sample(world);
    const pdNowUs = world.now + world.wallOffsetUs(world.process(pdLeader(world)));
    if (this.forPage) this.heat.sample(world.now, (ts) => Math.max(0, lagUs(pdNowUs, ts)) / US_PER_MS);
    let resolvedUs = -1;
    let checkpointUs = -1;
    for (const { resolved, checkpoint } of this.positions.values()) {
      resolvedUs = Math.max(resolvedUs, lagUs(pdNowUs, resolved));
      checkpointUs = Math.max(checkpointUs, lagUs(pdNowUs, checkpoint));
    }
    this.sampled = { resolvedUs, checkpointUs };
    if (checkpointUs < 0) return;
    this.series.onLags(world.now, resolvedUs, checkpointUs);
    if (resolvedUs >= 0) this.totals.resolvedLag.add(resolvedUs);
    this.totals.checkpointLag.add(checkpointUs);
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
    for (const { checkpoint } of this.positions.values())
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
        this.mark(at, 'heal', event.words, this.command);
        this.incident(at, event);
        return;
      case 'check.violated':
        this.mark(at, 'violation', event.words);
        this.incident(at, event);
        return;
      case 'run.drained':
        this.mark(at, 'drained', describe(event));
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

class Totals {
  write = new Sketch();
  read = new Sketch();
  prePropose = new Sketch();
  /** When clients began, −1: not yet, and when they last had an answer. */
  beganAt = -1;
  endedAt = -1;
  cdc = new Sketch();
  resolvedLag = new Sketch();
  checkpointLag = new Sketch();

  clone(): Totals {
    const copy = new Totals();
    copy.write = this.write.clone();
    copy.read = this.read.clone();
    copy.prePropose = this.prePropose.clone();
    copy.beganAt = this.beganAt;
    copy.endedAt = this.endedAt;
    copy.cdc = this.cdc.clone();
    copy.resolvedLag = this.resolvedLag.clone();
    copy.checkpointLag = this.checkpointLag.clone();
    return copy;
  }

  /** Null before anything was answered. */
  throughput(): Report['throughput'] {
    const us = this.endedAt - this.beganAt;
    if (this.beganAt < 0 || us <= 0) return null;
    const perS = (count: number): number => (count * US_PER_S) / us;
    return {
      seconds: us / US_PER_S,
      opsPerS: perS(this.read.count + this.write.count),
      readsPerS: perS(this.read.count),
      writesPerS: perS(this.write.count),
    };
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

const NONE: readonly TraceEvent[] = [];

/** How far `ts` is behind PD's clock, −1 without a timestamp or at the beginning of time. */
export function lagUs(pdNowUs: number, ts: Ts): number {
  const ms = physicalMs(ts);
  return ms === 0 ? -1 : Math.max(0, Math.floor(pdNowUs - ms * US_PER_MS));
}
