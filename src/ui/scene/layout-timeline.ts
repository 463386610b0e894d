import type { MarkRow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { Rect } from './geometry.ts';
import { clamp, rect } from './geometry.ts';
import { placeLabels } from './labels.ts';

/** The scrubber: what is computed is solid, what happened stands above it as flags. */
export interface TimelineLayout {
  readonly track: Rect;
  readonly computedX: number;
  readonly cursorX: number;
  readonly flags: readonly TimelineFlag[];
  /** Marks without words: leader changes and captions. */
  readonly ticks: readonly { readonly mark: MarkRow; readonly x: number }[];
  readonly labels: readonly { readonly at: SimTime; readonly x: number }[];
}

export interface TimelineFlag {
  readonly mark: MarkRow;
  readonly x: number;
  readonly label: { readonly left: number } | null;
}

export interface TimelineInput {
  readonly width: number;
  readonly untilUs: SimTime;
  readonly newest: SimTime;
  readonly cursor: SimTime;
  readonly marks: readonly MarkRow[];
  readonly measure: (words: string) => number;
}

const EDGE = 8;
export const FLAG_ROW_H = 18;
const TRACK_H = 18;
const FLAGGED = new Set<MarkRow['kind']>(['command', 'fault', 'heal', 'violation', 'drained']);
const STEPS_US = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600].map((seconds) => seconds * 1_000_000);

export function layoutTimeline(input: TimelineInput): TimelineLayout {
  const track = rect(EDGE, FLAG_ROW_H + 4, Math.max(20, input.width - 2 * EDGE), TRACK_H);
  const xOf = (at: SimTime) => track.x + clamp(at / Math.max(1, input.untilUs), 0, 1) * track.w;
  const flagged = input.marks.filter((mark) => FLAGGED.has(mark.kind));
  const places = placeLabels(
    flagged.map((mark, index) => ({
      x: xOf(mark.at) + 7,
      width: input.measure(mark.words),
      // Later ones first: what was just done must be readable.
      priority: (mark.kind === 'violation' ? 1e6 : 0) + index,
    })),
    { low: track.x, high: track.x + track.w, rows: 1, gap: 16, poles: flagged.map((mark) => xOf(mark.at)) },
  );
  return {
    track,
    computedX: xOf(input.newest),
    cursorX: xOf(input.cursor),
    flags: flagged.map((mark, index) => {
      const place = places[index] ?? null;
      return { mark, x: xOf(mark.at), label: place === null ? null : { left: place.left } };
    }),
    ticks: input.marks.filter((mark) => !FLAGGED.has(mark.kind)).map((mark) => ({ mark, x: xOf(mark.at) })),
    labels: axisLabels(input.untilUs, track.w).map((at) => ({ at, x: xOf(at) })),
  };
}

function axisLabels(untilUs: SimTime, width: number): readonly SimTime[] {
  const step =
    STEPS_US.find((candidate) => (untilUs / candidate) * 70 <= width) ?? (STEPS_US.at(-1) as number);
  const labels: SimTime[] = [];
  for (let at = 0; at <= untilUs; at += step) labels.push(at);
  return labels;
}

export function momentAt(layout: TimelineLayout, x: number, untilUs: SimTime): SimTime {
  return Math.round(clamp((x - layout.track.x) / layout.track.w, 0, 1) * untilUs);
}
