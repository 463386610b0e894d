import type { FlightRow, ProcessRow } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { SimTime } from '../../model/time.ts';
import type { FlightFamily } from '../state/store.ts';
import type { Point, Rect } from './geometry.ts';
import { clamp } from './geometry.ts';
import type { MapLayout } from './layout-map.ts';

/** A message on its way, ready to draw: a quadratic curve and how far along it is. */
export interface FlightPath {
  readonly row: FlightRow;
  readonly from: Point;
  readonly control: Point;
  readonly to: Point;
  /** 0 at the sender, 1 at the receiver. A doomed message stops half way. */
  readonly progress: number;
  /** Died: drawn as a burst where it died. */
  readonly burst: boolean;
  /** Flights drawn as one when nothing moves. */
  readonly count: number;
}

/** Where a message that will not arrive is drawn to die. */
const DIES_AT = 0.5;
const BEND = 0.16;

export interface FlightView {
  readonly cursor: SimTime;
  readonly familiesOff: readonly FlightFamily[];
  readonly reducedMotion: boolean;
}

export function layoutFlights(
  flights: readonly FlightRow[],
  layout: MapLayout,
  view: FlightView,
): readonly FlightPath[] {
  const paths: FlightPath[] = [];
  const groups = new Map<string, number>();
  for (const row of flights) {
    if (view.familiesOff.includes(row.family)) continue;
    const from = endpoint(row.from, row, layout);
    const to = endpoint(row.to, row, layout);
    if (from === null || to === null || row.from === row.to) continue;
    const raw = clamp((view.cursor - row.sentAt) / Math.max(1, row.dueAt - row.sentAt), 0, 1);
    const progress = view.reducedMotion ? DIES_AT : row.doomed ? Math.min(raw, DIES_AT) : raw;
    if (view.reducedMotion) {
      const key = `${row.from}>${row.to}>${row.family}>${row.shape}>${row.doomed}`;
      const at = groups.get(key);
      const before = at === undefined ? undefined : paths[at];
      if (at !== undefined && before !== undefined) {
        paths[at] = { ...before, count: before.count + 1 };
        continue;
      }
      groups.set(key, paths.length);
    }
    paths.push({
      row,
      from,
      to,
      control: within(bend(from, to), from, to, layout),
      progress,
      burst: row.doomed && raw >= DIES_AT,
      count: 1,
    });
  }
  return paths;
}

/** More than this nobody can follow from cell to cell: then messages run along the links between their zones. */
export const FOLLOWED_MAX = 160;

/** A message of a stream: where it is on the link between its zones. */
export interface StreamMark {
  readonly row: FlightRow;
  readonly at: Point;
}

/** Every message between zones as a mark on their link: one way above the line, the other way below. */
export function layoutStreams(
  flights: readonly FlightRow[],
  layout: MapLayout,
  processes: readonly ProcessRow[],
  view: FlightView,
): readonly StreamMark[] {
  const azOf = new Map(processes.map((process) => [process.id, process.az]));
  const links = new Map<string, { readonly box: Rect; readonly back: boolean }>();
  for (const { a, b, box } of layout.links) {
    links.set(`${a}>${b}`, { box, back: false });
    links.set(`${b}>${a}`, { box, back: true });
  }
  const marks: StreamMark[] = [];
  for (const row of flights) {
    if (view.familiesOff.includes(row.family)) continue;
    const link = links.get(`${azOf.get(row.from)}>${azOf.get(row.to)}`);
    if (link === undefined) continue;
    const raw = clamp((view.cursor - row.sentAt) / Math.max(1, row.dueAt - row.sentAt), 0, 1);
    const progress = view.reducedMotion ? DIES_AT : row.doomed ? Math.min(raw, DIES_AT) : raw;
    const part = link.back ? 1 - progress : progress;
    const y = link.box.y + link.box.h / 2 + (link.back ? STREAM_OFF : -STREAM_OFF);
    marks.push({ row, at: { x: link.box.x + part * link.box.w, y } });
  }
  return marks;
}

/** Beside the words in the middle of a link, not through them. */
const STREAM_OFF = 7;

/** Opposite directions bow to different sides: always to the left of the way. */
export function bend(from: Point, to: Point): Point {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  return { x: (from.x + to.x) / 2 + dy * BEND, y: (from.y + to.y) / 2 - dx * BEND };
}

/** How near the edge of the map a curve may come. */
const EDGE = 9;

/** Bows less where the curve would leave the map: a message must not vanish on its way. */
function within(control: Point, from: Point, to: Point, { width, height }: MapLayout): Point {
  const held = (c: number, a: number, b: number, size: number) => {
    // Half way a curve stands between its control and the middle of its ends.
    const middle = (a + b) / 2;
    return clamp(c, 2 * EDGE - middle, 2 * (size - EDGE) - middle);
  };
  return { x: held(control.x, from.x, to.x, width), y: held(control.y, from.y, to.y, height) };
}

export function pointAt(path: Pick<FlightPath, 'from' | 'control' | 'to'>, t: number): Point {
  const u = 1 - t;
  return {
    x: u * u * path.from.x + 2 * u * t * path.control.x + t * t * path.to.x,
    y: u * u * path.from.y + 2 * u * t * path.control.y + t * t * path.to.y,
  };
}

/** The message under the pointer, null when none is near. */
export function flightAt(paths: readonly FlightPath[], point: Point, reach = 11): FlightRow | null {
  let best: FlightRow | null = null;
  let bestDistance = reach * reach;
  for (const path of paths) {
    const at = pointAt(path, path.progress);
    const distance = (at.x - point.x) * (at.x - point.x) + (at.y - point.y) * (at.y - point.y);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = path.row;
    }
  }
  return best;
}

function endpoint(process: ProcessId, row: FlightRow, layout: MapLayout): Point | null {
  const anchor = layout.anchors.get(process) ?? null;
  if (row.family === 'sink') return layout.sinkAnchors.get(process) ?? anchor;
  return layout.replicas.get(process)?.get(row.region) ?? anchor;
}
