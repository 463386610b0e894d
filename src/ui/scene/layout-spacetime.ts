import type { ProcessRow } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { SpaceTime, SpaceTimeMessage, SpaceTimeNote } from '../../model/spacetime.ts';
import type { SimTime } from '../../model/time.ts';
import type { FlightFamily } from '../state/store.ts';
import { clamp } from './geometry.ts';
import type { Point } from './geometry.ts';

/** `time`: distances are durations. `order`: every moment at which something happens is one step, quiet is folded. */
export type SpaceTimeAxis = 'time' | 'order';

export interface Lane {
  readonly row: ProcessRow;
  readonly y: number;
}

export interface Arrow {
  readonly message: SpaceTimeMessage;
  readonly from: Point;
  readonly to: Point;
  /** It left before the diagram begins. */
  readonly cutLeft: boolean;
}

export interface NoteMark {
  readonly note: SpaceTimeNote;
  readonly at: Point;
  readonly major: boolean;
}

export interface SpaceTimeLayout {
  readonly lanes: readonly Lane[];
  readonly arrows: readonly Arrow[];
  readonly notes: readonly NoteMark[];
  /** Moments with their places, ascending: what the axis writes. */
  readonly ticks: readonly { readonly at: SimTime; readonly x: number }[];
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
  x(at: SimTime): number;
}

export const LABEL_W = 104;
const TOP = 22;
const LANE_MIN = 24;
const LANE_MAX = 56;
const RIGHT = 16;
/** Closest two steps of the folded axis. */
const STEP_MIN = 3;

const RANK: Readonly<Record<ProcessRow['kind'], number>> = {
  client: 0,
  pd: 1,
  store: 2,
  etcd: 3,
  capture: 4,
};

/** Turns of the story: drawn larger, and named where there is room. */
export function isMajor(kind: string): boolean {
  return (
    kind === 'raft.role-changed' ||
    kind === 'owner.elected' ||
    kind === 'check.violated' ||
    kind === 'span.state-changed' ||
    kind === 'cdc.error' ||
    kind.startsWith('region.') ||
    kind.startsWith('process.') ||
    kind.startsWith('raft.snapshot') ||
    kind.startsWith('pd.operator')
  );
}

export interface SpaceTimeInput {
  readonly diagram: SpaceTime;
  readonly processes: readonly ProcessRow[];
  readonly hidden: readonly ProcessId[];
  readonly familiesOff: readonly FlightFamily[];
  readonly axis: SpaceTimeAxis;
  readonly width: number;
  readonly height: number;
}

/** Upstream first (clients, PD, stores, etcd, captures), then the recovery cluster; as given within a kind. */
export function laneOrder(processes: readonly ProcessRow[]): ProcessRow[] {
  const key = (row: ProcessRow) => (row.cluster === 'recovery' ? 10 : 0) + RANK[row.kind];
  return [...processes].sort((a, b) => key(a) - key(b));
}

export function layoutSpaceTime(input: SpaceTimeInput): SpaceTimeLayout {
  const { diagram, hidden, familiesOff, width } = input;
  const rows = laneOrder(input.processes).filter((row) => !hidden.includes(row.id));
  const pitch = clamp((input.height - TOP - 14) / Math.max(1, rows.length), LANE_MIN, LANE_MAX);
  const lanes = rows.map((row, index): Lane => ({ row, y: TOP + pitch * (index + 0.5) }));
  const yOf = new Map(lanes.map(({ row, y }) => [row.id, y]));
  const shown = (message: SpaceTimeMessage) =>
    yOf.has(message.from) && yOf.has(message.to) && !familiesOff.includes(message.family);
  const messages = [
    ...diagram.items.flatMap(({ message }) => (message === null ? [] : [message])),
    ...diagram.pending,
  ].filter(shown);
  const notes = diagram.notes.filter((note) => yOf.has(note.process));
  const scale = scaleOf(input.axis, diagram, messages, notes, LABEL_W, Math.max(LABEL_W + 40, width - RIGHT));
  return {
    lanes,
    arrows: messages.map((message) => ({
      message,
      from: { x: scale.x(message.sentAt), y: yOf.get(message.from) ?? 0 },
      to: { x: scale.x(message.dueAt), y: yOf.get(message.to) ?? 0 },
      cutLeft: message.sentAt < diagram.from,
    })),
    notes: notes.map((note) => ({
      note,
      at: { x: scale.x(note.at), y: yOf.get(note.process) ?? 0 },
      major: isMajor(note.kind),
    })),
    ticks: scale.ticks,
    left: LABEL_W,
    right: Math.max(LABEL_W + 40, width - RIGHT),
    top: TOP,
    height: Math.max(input.height, TOP + pitch * rows.length + 14),
    x: scale.x,
  };
}

interface Scale {
  x(at: SimTime): number;
  readonly ticks: readonly { readonly at: SimTime; readonly x: number }[];
}

function scaleOf(
  axis: SpaceTimeAxis,
  { from, to }: SpaceTime,
  messages: readonly SpaceTimeMessage[],
  notes: readonly SpaceTimeNote[],
  left: number,
  right: number,
): Scale {
  if (axis === 'order') return foldedScale(momentsOf(from, to, messages, notes), left, right);
  const span = Math.max(1, to - from);
  const x = (at: SimTime) => left + ((at - from) / span) * (right - left);
  return { x, ticks: roundMoments(from, to, (right - left) / 90).map((at) => ({ at, x: x(at) })) };
}

/** When something shown happens, ascending, without doubles. */
function momentsOf(
  from: SimTime,
  to: SimTime,
  messages: readonly SpaceTimeMessage[],
  notes: readonly SpaceTimeNote[],
): SimTime[] {
  const moments = new Set([from, to]);
  for (const { sentAt, dueAt } of messages)
    for (const at of [sentAt, dueAt]) if (at >= from && at <= to) moments.add(at);
  for (const { at } of notes) moments.add(at);
  return [...moments].sort((a, b) => a - b);
}

/** The newest moments that fit get one step each; a moment between two steps lies between them. */
function foldedScale(all: readonly SimTime[], left: number, right: number): Scale {
  const room = Math.max(2, Math.floor((right - left) / STEP_MIN));
  const moments = all.slice(-room);
  const step = (right - left) / Math.max(1, moments.length - 1);
  const x = (at: SimTime): number => {
    let low = 0;
    let high = moments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((moments[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const here = moments[low] ?? at;
    const next = moments[low + 1];
    if (at < here) return left - 8;
    const part = next === undefined ? Math.min(1, (at - here) / 1_000) : (at - here) / (next - here);
    return left + step * (low + part);
  };
  const every = Math.max(1, Math.ceil(90 / step));
  return {
    x,
    ticks: moments
      .map((at, index) => ({ at, x: left + step * index }))
      .filter((_, index) => index % every === 0),
  };
}

/** Round moments inside the window, about `count` of them. */
export function roundMoments(from: SimTime, to: SimTime, count: number): SimTime[] {
  const rough = (to - from) / Math.max(1, count);
  const decade = STEPS.find((step) => step >= rough) ?? 60_000_000;
  const first = Math.ceil(from / decade) * decade;
  const moments: SimTime[] = [];
  for (let at = first; at <= to; at += decade) moments.push(at);
  return moments;
}

const STEPS: readonly number[] = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
  1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000,
];

/** The message whose line passes closest to `point`, within a few pixels. */
export function arrowAt(layout: SpaceTimeLayout, point: Point): Arrow | null {
  let best: Arrow | null = null;
  let least = 6;
  for (const arrow of layout.arrows) {
    const distance = distanceTo(arrow, point);
    if (distance < least) {
      least = distance;
      best = arrow;
    }
  }
  return best;
}

export function noteAt(layout: SpaceTimeLayout, point: Point): NoteMark | null {
  let best: NoteMark | null = null;
  let least = 8;
  for (const mark of layout.notes) {
    const distance = Math.hypot(mark.at.x - point.x, mark.at.y - point.y) - (mark.major ? 2 : 0);
    if (distance < least) {
      least = distance;
      best = mark;
    }
  }
  return best;
}

function distanceTo({ from, to }: Arrow, point: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : clamp(((point.x - from.x) * dx + (point.y - from.y) * dy) / length, 0, 1);
  return Math.hypot(from.x + t * dx - point.x, from.y + t * dy - point.y);
}
