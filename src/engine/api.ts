import type { Result } from '../base/result.ts';
import type { Violation } from '../checks/check.ts';
import type { Action } from '../model/command.ts';
import type { RunCondition } from '../model/condition.ts';
import type { EntityRef, Frame, Inspection, MarkRow, RunState, SeriesWindow } from '../model/frame.ts';
import type { HeatWindow } from '../model/heat.ts';
import type { ProcessId, RegionId } from '../model/ids.ts';
import type { Report } from '../model/report.ts';
import type { SpaceTime } from '../model/spacetime.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceKind, TraceRecord } from '../model/trace.ts';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';

export interface EngineOptions {
  /** Keeps keyframes and the trace, so that `seek` can go back. Headless runs say false and stay small. */
  readonly history: boolean;
  /** Trace records kept at once; older ones are made again by a replay. */
  readonly recordsMax?: number;
}

/** A command that could not be carried out: it was traced, and nothing else happened. */
export interface Refusal {
  readonly id: string;
  readonly at: SimTime;
  readonly action: Action;
  readonly reason: string;
}

export interface Advanced {
  readonly at: SimTime;
  readonly ended: boolean;
  /** Queue items handled now. */
  readonly handled: number;
}

export interface Caption {
  /** '' before the first beat. */
  readonly caption: string;
  /** Text of an action worth trying now; '' when the beat offers none. */
  readonly tryNext: string;
}

/** Which records are wanted: those up to a moment that pass every filter; null and '' let everything pass. */
export interface TraceFilter {
  /** Nothing later than this. */
  readonly before: SimTime;
  /** At most so many, the newest. */
  readonly limit: number;
  readonly kinds: readonly TraceKind[] | null;
  readonly region: RegionId | null;
  readonly process: ProcessId | null;
  readonly text: string;
}

/** Oldest first. */
export interface TraceLines {
  readonly lines: readonly { readonly record: TraceRecord; readonly words: string }[];
  /** Records that matched in all; the older ones were cut. */
  readonly matched: number;
  /** Oldest ordinal still kept; 0 when nothing was dropped. */
  readonly oldestKept: number;
}

/**
 * One run of one scenario. Whatever is asked, in whatever portions, the same document gives the same trace;
 * looking changes nothing. Methods throw `AssertionError` only for a bug of ours (a replay that differs).
 */
export interface Engine {
  /** The document as it now stands: live commands are part of it. A link of this document replays everything. */
  readonly doc: ScenarioDoc;
  /** The cursor. */
  readonly at: SimTime;
  /** Newest moment computed so far; more than `at` after a seek back. */
  readonly newest: SimTime;
  /** Moment of the newest keyframe at or before the cursor; 0 without history. */
  readonly keyframeAt: SimTime;
  /** How many keyframes there are and the bytes they take; null without history. */
  readonly keyframes: { readonly count: number; readonly bytes: number } | null;
  readonly state: RunState;
  /** `state` is not `running`: nothing more will happen. */
  readonly ended: boolean;
  readonly drained: boolean;
  /** Queue items handled up to the cursor. */
  readonly events: number;
  readonly traceLength: number;
  /** Sixteen hex digits over the whole trace up to the cursor. */
  readonly fingerprint: string;
  readonly refusals: readonly Refusal[];
  readonly violations: readonly Violation[];
  /**
   * Told of each new record in order (not of replayed ones), e.g. to write the trace to a file. Null: nobody.
   * It must not touch the engine.
   */
  onRecord: ((record: TraceRecord) => void) | null;

  /**
   * Runs to `until` (or the end of the run), at most `itemsMax` items (default: no bound). It got there when
   * `at` is `until` or `ended`; otherwise call again. How it is cut into portions changes nothing.
   */
  advance(until: SimTime, itemsMax?: number): Advanced;
  /** Exactly one queue item or command; or up to and with the next message delivery; or the next raft tick. */
  step(what: 'event' | 'message' | 'tick'): void;
  /** The cursor goes anywhere in [0, newest]; beyond, it computes. Going back needs `history`. */
  seek(at: SimTime): void;
  /**
   * Runs to `until`, but stops behind the item (or sample) that makes `condition` true; what has happened already does
   * not count. At most `itemsMax` items: call again when neither `met` nor there.
   */
  runUntil(
    condition: RunCondition,
    until: SimTime,
    itemsMax?: number,
  ): Advanced & { readonly met: string | null };
  /**
   * Another list of commands instead of the document's: what was computed stays up to the first difference, and the
   * cursor stays where it is or goes there. In any order; moments outside of the run are refused.
   */
  rewrite(commands: readonly ScenarioCommand[]): Result<null>;
  /** Carries `action` out at the cursor, or says why that is impossible. In the past: a new future begins. */
  act(action: Action): Result<null>;
  /** Why `action` is impossible now, '' when it is possible. */
  impossible(action: Action): string;

  frame(): Frame;
  /** Up to `newest`, also while the cursor is behind it. */
  marks(): readonly MarkRow[];
  caption(): Caption;
  /** Up to `newest`, also while the cursor is behind it. */
  series(from: SimTime, to: SimTime, points: number): SeriesWindow;
  /** Key space × time, up to `newest`; empty without `history`. */
  heat(from: SimTime, to: SimTime, columnsMax: number, bandsMax: number): HeatWindow;
  trace(filter: TraceFilter): TraceLines;
  /** Everything handled in `[from, to]` with its causes; needs `history`. It replays that piece on a copy. */
  spaceTime(from: SimTime, to: SimTime): SpaceTime;
  inspect(ref: EntityRef): Inspection | null;
  report(): Report;
}
