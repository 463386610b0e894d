import { AssertionError } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Violation } from '../checks/index.ts';
import type { Action } from '../model/command.ts';
import type { RunCondition } from '../model/condition.ts';
import type { EntityRef, Frame, Inspection, MarkRow, RunState, SeriesWindow } from '../model/frame.ts';
import type { HeatWindow } from '../model/heat.ts';
import type { Report } from '../model/report.ts';
import type { SpaceTime } from '../model/spacetime.ts';
import type { SimTime } from '../model/time.ts';
import { formatMoment } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';
import { firstDifference, inOrder } from '../scenario/commands.ts';
import type { Advanced, Caption, Engine, EngineOptions, Refusal, TraceFilter, TraceLines } from './api.ts';
import { LIMITS } from '../scenario/limits.ts';
import { Annals } from './annals.ts';
import { frameOf } from './frame.ts';
import { inspect } from './inspect.ts';
import { Keyframes } from './keyframes.ts';
import { Ledger } from './ledger.ts';
import { impossible } from './possible.ts';
import { Rehearsal } from './rehearsal.ts';
import { reportOf } from './report.ts';
import type { Run } from './run.ts';
import { spaceTimeOf } from './spacetime.ts';
import { startRun } from './start.ts';
import { TraceHistory } from './trace-history.ts';
import { Waiting } from './waiting.ts';

/** Items that one `step` to the next message or tick may take: more means that there is none. */
const STEP_ITEMS_MAX = 100_000;

interface History {
  readonly keyframes: Keyframes;
  readonly ledger: Ledger;
  readonly trace: TraceHistory;
  readonly rehearsal: Rehearsal;
}

/** Builds the cluster of a document and stands at time 0. Fails with one line when it cannot be built. */
export function createEngine(doc: ScenarioDoc, options: EngineOptions): Result<Engine> {
  const started = startRun(doc, options.history);
  return started.ok ? ok(new RunEngine(started.value, options)) : started;
}

class RunEngine implements Engine {
  private run: Run;
  private document: ScenarioDoc;
  private readonly history: History | null;
  private newestAt: SimTime = 0;
  private newestHandled = 0;
  private readonly annals: Annals;
  /** What the run is played up to just now. */
  private waiting: Waiting | null = null;
  onRecord: ((record: TraceRecord) => void) | null = null;

  constructor(run: Run, options: EngineOptions) {
    this.document = run.doc;
    this.run = run;
    this.annals = new Annals(run.doc, options.history);
    this.history = options.history
      ? {
          keyframes: new Keyframes(run),
          ledger: new Ledger(),
          trace: new TraceHistory(options.recordsMax),
          rehearsal: new Rehearsal(),
        }
      : null;
    this.listen();
  }

  get doc(): ScenarioDoc {
    return this.document;
  }

  get at(): SimTime {
    return this.run.world.now;
  }

  get newest(): SimTime {
    return this.newestAt;
  }

  get keyframeAt(): SimTime {
    return this.history?.keyframes.momentBefore(this.at) ?? 0;
  }

  get keyframes(): Engine['keyframes'] {
    if (this.history === null) return null;
    const { count, bytesKept } = this.history.keyframes;
    return { count, bytes: bytesKept };
  }

  get state(): RunState {
    return this.run.state;
  }

  get ended(): boolean {
    return this.run.state !== 'running';
  }

  get drained(): boolean {
    return this.run.watch.progress.drained;
  }

  get events(): number {
    return this.run.world.handled;
  }

  get traceLength(): number {
    return this.run.world.traceLength;
  }

  get fingerprint(): string {
    return this.run.world.fingerprint.hex();
  }

  get refusals(): readonly Refusal[] {
    return this.run.conductor.refusals;
  }

  get violations(): readonly Violation[] {
    return this.annals.violations(this.run);
  }

  /* ---- moving --------------------------------------------------------------------------------------- */

  advance(goal: SimTime, itemsMax = Infinity): Advanced {
    // Simulated time is whole; a viewer's cursor may be between two microseconds.
    const until = Math.floor(goal);
    let handled = 0;
    const { history, run } = this;
    if (until < run.world.now) return { at: this.at, ended: this.ended, handled };
    if (history === null) {
      handled = run.advance(until, itemsMax);
      this.note();
      return { at: this.at, ended: this.ended, handled };
    }
    for (;;) {
      const portion = Math.min(itemsMax - handled, history.keyframes.itemsLeft(run));
      const count = run.advance(until, portion);
      handled += count;
      this.note();
      if (count < portion || handled >= itemsMax || this.hasMet) break;
    }
    return { at: this.at, ended: this.ended, handled };
  }

  runUntil(
    condition: RunCondition,
    until: SimTime,
    itemsMax = Infinity,
  ): Advanced & { readonly met: string | null } {
    const { beats } = this.run.watch;
    const waiting = new Waiting(condition, beats);
    this.waiting = waiting;
    // A caption at a fixed time happens by itself: nothing in the trace tells of it.
    const timed = condition.on === 'caption' ? beats.nextTimed(this.at) : null;
    try {
      const advanced = this.advance(Math.min(until, timed?.at ?? until), itemsMax);
      const reached = timed !== null && this.at === timed.at;
      return { ...advanced, met: waiting.met ?? (reached ? beats.caption(this.at).caption : null) };
    } finally {
      this.waiting = null;
    }
  }

  step(what: 'event' | 'message' | 'tick'): void {
    for (let i = 0; i < STEP_ITEMS_MAX; i++) {
      const next = this.run.world.nextAt === this.run.nextAt ? this.run.world.nextItem() : null;
      const { handled } = this.run.world;
      if (!this.run.step()) break;
      if (what === 'event') break;
      // Items of processes that are down pass by in silence; only what was handled counts.
      const isIt =
        what === 'message' ? next?.type === 'deliver' : next?.type === 'timer' && next.timer?.kind === 'tick';
      if (isIt && this.run.world.handled > handled) break;
    }
    this.note();
  }

  seek(at: SimTime): void {
    const goal = Math.floor(Math.max(0, Math.min(at, this.document.untilUs)));
    if (goal < this.at || this.history?.keyframes.hasNearer(this.run, goal) === true) this.restore(goal);
    this.advance(goal);
  }

  act(action: Action): Result<null> {
    // A command of a moment comes after everything else of that moment, now as in every replay.
    this.advance(this.at);
    if (this.ended) return fail('the run has ended; go back to change what happens');
    const reason = this.impossible(action);
    if (reason !== '') return fail(reason);
    if (this.run.conductor.executed >= LIMITS.commands)
      return fail(`a run carries at most ${LIMITS.commands} commands`);
    this.dropFuture();
    const { run } = this;
    const { executed } = run.conductor;
    const { commands } = this.document;
    const command = { at: this.at, ...action };
    this.document = {
      ...this.document,
      commands: [...commands.slice(0, executed), command, ...commands.slice(executed)],
    };
    run.doc = this.document;
    run.performCommand();
    this.note();
    return ok(null);
  }

  rewrite(commands: readonly ScenarioCommand[]): Result<null> {
    const { document } = this;
    if (this.history === null) return fail('a run without history cannot be changed');
    if (commands.length > LIMITS.commands) return fail(`a run carries at most ${LIMITS.commands} commands`);
    for (const { at, do: what } of commands)
      if (!Number.isInteger(at) || at < 0 || at > document.untilUs)
        return fail(
          `${what} at ${formatMoment(at)}: the run lasts from 0 to ${formatMoment(document.untilUs)}`,
        );
    const sorted = inOrder(commands);
    const from = firstDifference(document.commands, sorted);
    const { at } = this;
    this.document = { ...document, commands: sorted };
    this.run.doc = this.document;
    if (from > this.newestAt) return ok(null);
    // Nothing before the first difference changes; all of its own moment is done anew.
    this.restore(from - 1);
    if (from > 0) this.advance(from - 1);
    this.cut();
    if (at < from) this.seek(at);
    return ok(null);
  }

  impossible(action: Action): string {
    return impossible(action, this.run.conductor.situation(this.document, this.run.world));
  }

  /* ---- looking -------------------------------------------------------------------------------------- */

  frame(): Frame {
    return frameOf(this.run);
  }

  marks(): readonly MarkRow[] {
    return this.annals.chronicle.marks;
  }

  caption(): Caption {
    return this.run.watch.beats.caption(this.at);
  }

  series(from: SimTime, to: SimTime, points: number): SeriesWindow {
    const { marks, series } = this.annals.chronicle;
    return {
      ...series.window(from, to, points),
      marks: marks.filter((mark) => mark.at >= from && mark.at <= to),
    };
  }

  heat(from: SimTime, to: SimTime, columnsMax: number, bandsMax: number): HeatWindow {
    return this.annals.chronicle.heat.window(from, to, columnsMax, bandsMax);
  }

  trace(filter: TraceFilter): TraceLines {
    if (this.history === null) return { lines: [], matched: 0, oldestKept: this.traceLength };
    // Of the cursor's own moment, what it has not reached yet is not shown.
    const end = filter.before <= this.at ? this.traceLength : Infinity;
    const { keyframes, trace } = this.history;
    return trace.window(filter, end, (n, at) => this.givenUp(keyframes.before(n, at, this.document)));
  }

  spaceTime(from: SimTime, to: SimTime): SpaceTime {
    const { history } = this;
    if (history === null) throw new AssertionError('an engine without history cannot draw the past');
    const copy = this.givenUp(history.keyframes.nearest(Math.max(0, from - 1), this.document));
    return spaceTimeOf(copy, Math.max(0, from), to, Math.max(this.newestAt, this.at));
  }

  inspect(ref: EntityRef): Inspection | null {
    return inspect(ref, this.run);
  }

  report(): Report {
    const { annals, history, run } = this;
    return reportOf(run, history === null ? annals.chronicle : annals.chronicleAt(run, history.keyframes));
  }

  /* ---- history -------------------------------------------------------------------------------------- */

  private restore(at: SimTime): void {
    const { history } = this;
    if (history === null) throw new AssertionError('an engine without history cannot go back');
    this.run = history.keyframes.takeBack(this.run, at);
    history.trace.restored(this.run.world.traceLength);
    this.listen();
  }

  /** A copy of the run that goes over known ground once more and is given up. */
  private givenUp(copy: Run): Run {
    copy.witness = this.annals.memory;
    return copy;
  }

  /** What the run is played up to has come. */
  private get hasMet(): boolean {
    return this.waiting !== null && this.waiting.met !== null;
  }

  /** After moving: is this new ground? */
  private note(): void {
    const { world } = this.run;
    if (world.handled < this.newestHandled || world.now < this.newestAt) return;
    this.newestAt = world.now;
    this.newestHandled = world.handled;
    if (this.history === null) return;
    const { keyframes, ledger, rehearsal } = this.history;
    if (keyframes.maybeKeep(this.run)) rehearsal.onKept(this.run, keyframes, ledger, this.annals.memory);
    this.annals.maybeKeep();
  }

  /** What was computed beyond the cursor is not the future any more; neither are the commands in it. */
  private dropFuture(): void {
    const { history, run } = this;
    const isPast = run.world.handled < this.newestHandled || run.world.now < this.newestAt;
    if (!isPast || history === null) return;
    this.document = { ...this.document, commands: this.document.commands.slice(0, run.conductor.executed) };
    run.doc = this.document;
    this.cut();
  }

  /** The cursor's moment is the newest: what was computed beyond it is forgotten. */
  private cut(): void {
    const { history, run } = this;
    if (history === null) return;
    history.ledger.truncate(run.world.traceLength);
    history.trace.truncate(run.world.traceLength);
    history.keyframes.truncate(run);
    this.annals.cut(run, history.keyframes);
    this.newestAt = run.world.now;
    this.newestHandled = run.world.handled;
  }

  private listen(): void {
    const { run, history } = this;
    run.witness = this.annals;
    run.listener = (record) => {
      const isNew = history === null || history.ledger.note(record, run.world.fingerprint.short);
      history?.trace.note(record, isNew);
      if (isNew) this.onRecord?.(record);
      if (this.waiting?.onRecord(record) === true) run.halt();
    };
    run.onSampled = () => {
      if (this.waiting?.onSample(run.watch.lags, run.world.now) === true) run.halt();
    };
  }
}
