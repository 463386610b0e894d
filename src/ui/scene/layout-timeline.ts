import type { MarkRow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { Rect } from './geometry.ts';
import { clamp, rect } from './geometry.ts';
import type { Flag } from './timeline-flags.ts';
import { placeLabels } from './labels.ts';

/** The line itself: all that is needed to place a moment. */
export interface TimelineAxis {
  readonly track: Rect;
  /** The moment at the right end. */
  readonly horizonUs: SimTime;
}

/** The scrubber: what is computed is solid, what happened stands above it as flags. */
export interface TimelineLayout extends TimelineAxis {
  readonly flags: readonly TimelineFlag[];
  /** Marks without words: leader changes and captions. */
  readonly ticks: readonly { readonly mark: MarkRow; readonly x: number }[];
  readonly labels: readonly { readonly at: SimTime; readonly x: number }[];
  /** Former futures under the axis, the newest on top. */
  readonly lanes: readonly BranchLane[];
  readonly height: number;
}

/** A former future: it leaves the run at `forkX` and was computed up to `endX`. */
export interface BranchLane {
  /** Its place among the branches given. */
  readonly branch: number;
  readonly forkX: number;
  readonly endX: number;
  readonly y: number;
  readonly words: string;
  /** Left edge of its words; null where they do not fit. */
  readonly textX: number | null;
  /** So much room they have. */
  readonly textW: number;
}

export interface BranchInput {
  readonly fork: SimTime;
  readonly newest: SimTime;
  readonly words: string;
}

export interface TimelineFlag {
  readonly flag: Flag;
  readonly x: number;
  readonly label: { readonly left: number } | null;
}

export interface TimelineInput {
  readonly width: number;
  readonly horizonUs: SimTime;
  readonly marks: readonly MarkRow[];
  readonly flags: readonly Flag[];
  readonly branches: readonly BranchInput[];
  readonly measure: (words: string) => number;
}

const EDGE = 8;
export const FLAG_ROW_H = 18;
const TRACK_H = 18;
/** The axis' figures end here; below is room for former futures. */
export const TRACK_HEIGHT = 58;
/** Tall enough for a finger. */
export const LANE_H = 24;
const LANE_TEXT_MIN = 60;
const WHOLE_US = 180_000_000;
const HORIZONS_US = [20, 40, 60, 120, 240, 480, 960, 1_800, 3_600].map((seconds) => seconds * 1_000_000);
const STEPS_US = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600].map((seconds) => seconds * 1_000_000);

export function timelineAxis(width: number, horizonUs: SimTime): TimelineAxis {
  return { track: rect(EDGE, FLAG_ROW_H + 4, Math.max(20, width - 2 * EDGE), TRACK_H), horizonUs };
}

/** Where a moment stands; at the nearer end when it is beyond both. */
export function placeOf({ track, horizonUs }: TimelineAxis, at: SimTime): number {
  return track.x + clamp(at / Math.max(1, horizonUs), 0, 1) * track.w;
}

export function layoutTimeline(input: TimelineInput): TimelineLayout {
  const axis = timelineAxis(input.width, input.horizonUs);
  const { track, horizonUs } = axis;
  const xOf = (at: SimTime) => placeOf(axis, at);
  const { flags } = input;
  const places = placeLabels(
    flags.map((flag, index) => ({
      x: xOf(flag.at) + 7,
      width: input.measure(flag.words),
      // Later ones first: what was just done must be readable.
      priority: (flag.kind === 'violation' ? 1e6 : flag.pending ? -1e6 : 0) + index,
    })),
    { low: track.x, high: track.x + track.w, rows: 1, gap: 16, poles: flags.map((flag) => xOf(flag.at)) },
  );
  return {
    track,
    horizonUs,
    flags: flags.map((flag, index) => {
      const place = places[index] ?? null;
      return { flag, x: xOf(flag.at), label: place === null ? null : { left: place.left } };
    }),
    ticks: input.marks.filter((mark) => mark.kind === 'caption').map((mark) => ({ mark, x: xOf(mark.at) })),
    labels: axisLabels(horizonUs, track.w).map((at) => ({ at, x: xOf(at) })),
    lanes: input.branches.map((branch, index) => {
      const forkX = xOf(branch.fork);
      const endX = Math.max(forkX + 12, xOf(branch.newest));
      const y = TRACK_HEIGHT + index * LANE_H + LANE_H / 2;
      return { branch: index, forkX, endX, y, words: branch.words, ...laneText(track, forkX, endX) };
    }),
    height: TRACK_HEIGHT + (input.branches.length === 0 ? 0 : input.branches.length * LANE_H + 2),
  };
}

/** Words stand behind the end of a lane, or before its fork where there is more room. */
function laneText(track: Rect, forkX: number, endX: number): { textX: number | null; textW: number } {
  const behind = track.x + track.w - endX - 12;
  const before = forkX - track.x - 12;
  if (Math.max(behind, before) < LANE_TEXT_MIN) return { textX: null, textW: 0 };
  return behind >= before || behind > 220
    ? { textX: endX + 8, textW: behind }
    : { textX: track.x, textW: before };
}

/**
 * Where the track ends. A run of a few minutes is shown whole; a longer one, which mostly ends when its work is done,
 * grows with what is computed, in steps, so that the part that exists can be pointed at.
 */
export function horizonOf(untilUs: SimTime, newest: SimTime): SimTime {
  if (untilUs <= WHOLE_US) return untilUs;
  return Math.min(untilUs, HORIZONS_US.find((horizon) => newest * 1.25 <= horizon) ?? untilUs);
}

function axisLabels(untilUs: SimTime, width: number): readonly SimTime[] {
  const step =
    STEPS_US.find((candidate) => (untilUs / candidate) * 70 <= width) ?? (STEPS_US.at(-1) as number);
  const labels: SimTime[] = [];
  for (let at = 0; at <= untilUs; at += step) labels.push(at);
  return labels;
}

export function momentAt({ track, horizonUs }: TimelineAxis, x: number): SimTime {
  return Math.round(clamp((x - track.x) / track.w, 0, 1) * horizonUs);
}
