import type { Result } from '../base/result.ts';
import type { TraceFilter, TraceLines } from '../engine/index.ts';
import type { Action } from '../model/command.ts';
import type { RunCondition } from '../model/condition.ts';
import type { EntityRef, Frame, Inspection, MarkRow, SeriesWindow } from '../model/frame.ts';
import type { HeatWindow } from '../model/heat.ts';
import type { Report } from '../model/report.ts';
import type { SpaceTime } from '../model/spacetime.ts';
import type { SimTime } from '../model/time.ts';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';

export type { TraceFilter, TraceLines };

/**
 * The door between the page and the engine. The UI pulls: one `advance` in flight per animation frame, no
 * callbacks across the worker. Everything is plain data. `F` and `M` are how frames and marks are carried: whole on the page,
 * as differences through the port (`frame-packet.ts`).
 */
export interface EngineDoor<F = Frame, M = readonly MarkRow[]> {
  /** Builds the cluster and stands at time 0. */
  load(doc: ScenarioDoc): Promise<Result<Loaded<F>>>;
  /**
   * Runs until simulated time `until` or until about `budgetMs` of the worker's time is spent. `seekable` past
   * stays: when the cursor is behind the newest computed moment, this replays and compares.
   */
  advance(until: SimTime, budgetMs: number): Promise<Moved<F, M>>;
  /**
   * Moves the cursor anywhere in [0, newest]. Beyond the newest moment it computes for about `budgetMs`; it got there
   * when the frame stands at `at` or the run has ended, else go on with `advance`.
   */
  seek(at: SimTime, budgetMs: number): Promise<Moved<F, M>>;
  /** Steps exactly one queue item, one message delivery, or one raft tick. */
  step(what: 'event' | 'message' | 'tick'): Promise<Moved<F, M>>;
  /**
   * Runs until `condition` becomes true (`met` says by what), to the end of the run, or until about `budgetMs` of the
   * worker's time is spent: then ask again.
   */
  runUntil(condition: RunCondition, budgetMs: number): Promise<Met<F, M>>;
  /**
   * Carries out an action at the cursor. In the past this discards what came after (it is a new future); whoever wants
   * to go back to the former one keeps its commands and hands them to `rewrite`.
   * Impossible: a failure with the reason, and nothing happens.
   */
  act(action: Action): Promise<Result<Changed<F, M>>>;
  /**
   * Another list of commands for the same run: what was computed stays up to the first difference. The cursor stays, or
   * stands before that difference when it was behind it. Fails in one line when a command is outside of the run.
   */
  rewrite(commands: readonly ScenarioCommand[]): Promise<Result<Changed<F, M>>>;
  inspect(ref: EntityRef): Promise<Inspection | null>;
  trace(filter: TraceFilter): Promise<TraceLines>;
  /** Series between two moments with at most `points` buckets; null before anything can have been measured. */
  series(from: SimTime, to: SimTime, points: number): Promise<SeriesWindow | null>;
  /** Key space × time between two moments, in at most so many cells. */
  heat(from: SimTime, to: SimTime, columnsMax: number, bandsMax: number): Promise<HeatWindow>;
  /** A piece of the run as a space-time diagram; not beyond what has been computed. */
  spaceTime(from: SimTime, to: SimTime): Promise<SpaceTime>;
  /** The run up to its newest moment as the text of a file that another tool opens. */
  exportTrace(format: TraceFormat): Promise<Result<string>>;
  report(): Promise<Report>;
  /** The document as it now stands, with every command carried out: what a link must carry. */
  document(): Promise<ScenarioDoc>;
}

/** Perfetto and Chrome's trace viewer; ShiViz; one JSON record a line. */
export type TraceFormat = 'perfetto' | 'shiviz' | 'jsonl';

export interface Loaded<F = Frame> {
  readonly title: string;
  readonly untilUs: SimTime;
  readonly frame: F;
  /** In order. */
  readonly commands: readonly ScenarioCommand[];
}

export interface Moved<F = Frame, M = readonly MarkRow[]> {
  readonly frame: F;
  /** Newest moment computed so far; the timeline is solid up to here. */
  readonly newest: SimTime;
  /** Moment of the newest keyframe at or before the cursor. */
  readonly keyframeAt: SimTime;
  /** Commands, faults, violations, captions so far, for the timeline. */
  readonly marks: M;
  /** Caption of the newest beat that has happened, '' before the first. */
  readonly caption: string;
  readonly tryNext: string;
}

/** After the commands have changed. */
export interface Changed<F = Frame, M = readonly MarkRow[]> extends Moved<F, M> {
  readonly commands: readonly ScenarioCommand[];
}

export interface Met<F = Frame, M = readonly MarkRow[]> extends Moved<F, M> {
  /** What made the condition true, in words; null while it is not. */
  readonly met: string | null;
}
