import type { Frame } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { Rect } from './geometry.ts';
import { MAP_PAD, rect } from './geometry.ts';

/** PD, etcd, the captures and the recovery cluster, and the sentence that names who holds the checkpoint. */
export interface LaneBoxes {
  readonly box: Rect;
  readonly title: Rect;
  readonly pd: readonly { readonly process: ProcessId; readonly box: Rect }[];
  readonly etcd: { readonly process: ProcessId; readonly box: Rect } | null;
  readonly captures: readonly { readonly process: ProcessId; readonly box: Rect }[];
  readonly recovery: Rect | null;
  readonly blame: Rect;
}

const LANE_TITLE = 30;
const BLAME = 50;
const LANE_H = 176;
/** A card of three lines: PD where nothing is captured. */
const BARE_H = 68;
const BARE_W = 240;
const BARE_FOOT = 14;

export function wideLaneHeight(frame: Frame): number {
  if (frame.captures.length === 0 && frame.pd.length === 0) return 0;
  return LANE_TITLE + (isBare(frame) ? BARE_H + BARE_FOOT : LANE_H + BLAME);
}

/** Nothing is captured and nothing is recovered: the lane is PD's. */
function isBare(frame: Frame): boolean {
  return frame.captures.length === 0 && !recoveryShown(frame);
}

function recoveryShown(frame: Frame): boolean {
  return frame.downstream !== null || frame.stores.some((store) => store.cluster === 'recovery');
}

/** The captures lane under the zones of a wide map. Without captures PD stands alone in a low row. */
export function wideLane(frame: Frame, width: number, top: number): LaneBoxes {
  const height = wideLaneHeight(frame);
  const box = rect(0, top, width, height);
  const y = top + LANE_TITLE;
  const services = frame.pd.filter((row) => row.cluster === 'upstream');
  const hasRecoveryCard = recoveryShown(frame);
  const bare = isBare(frame);
  const count = services.length + (frame.etcd === null ? 0 : 1);
  const inner = width - 2 * MAP_PAD;
  const leftW = Math.round(Math.min(196, Math.max(150, width * 0.19)));
  const rightW = hasRecoveryCard ? Math.round(Math.min(210, Math.max(158, width * 0.2))) : 0;
  const bareW = Math.min(BARE_W, (inner - 10 * (count - 1)) / Math.max(1, count));
  const serviceH = (LANE_H - 10 * Math.max(0, count - 1)) / Math.max(1, count);
  const serviceBox = (index: number) =>
    bare
      ? rect(MAP_PAD + index * (bareW + 10), y, bareW, BARE_H)
      : rect(MAP_PAD, y + index * (serviceH + 10), leftW, serviceH);
  const midX = MAP_PAD + leftW + 26;
  const midW = width - midX - MAP_PAD - (rightW === 0 ? 0 : rightW + 26);
  const cols = frame.captures.length > 3 ? 2 : 1;
  const rows = Math.max(1, Math.ceil(frame.captures.length / cols));
  const captureH = (LANE_H - 10 * (rows - 1)) / rows;
  const captureW = (midW - 10 * (cols - 1)) / cols;
  return {
    box,
    title: rect(MAP_PAD, top, inner, height === 0 ? 0 : LANE_TITLE),
    pd: services.map((row, index) => ({ process: row.process, box: serviceBox(index) })),
    etcd: frame.etcd === null ? null : { process: frame.etcd.process, box: serviceBox(services.length) },
    captures: frame.captures.map((row, index) => ({
      process: row.process,
      box: rect(
        midX + (index % cols) * (captureW + 10),
        y + Math.floor(index / cols) * (captureH + 10),
        captureW,
        captureH,
      ),
    })),
    recovery: hasRecoveryCard ? rect(width - MAP_PAD - rightW, y, rightW, LANE_H) : null,
    blame: bare ? rect(MAP_PAD, top + height, inner, 0) : rect(MAP_PAD, y + LANE_H, inner, BLAME),
  };
}

/** The same under each other. */
export function narrowLane(frame: Frame, width: number, top: number): LaneBoxes {
  const w = width - 2 * MAP_PAD;
  const half = (w - 10) / 2;
  const y = top + LANE_TITLE;
  const services = frame.pd.filter((row) => row.cluster === 'upstream');
  const serviceH = 82;
  const cell = (index: number) =>
    rect(MAP_PAD + (index % 2) * (half + 10), y + Math.floor(index / 2) * (serviceH + 10), half, serviceH);
  const count = services.length + (frame.etcd === null ? 0 : 1);
  const capturesY = y + Math.ceil(count / 2) * (serviceH + 10);
  const captureH = 108;
  const recoveryY = capturesY + frame.captures.length * (captureH + 10);
  const recovery = recoveryShown(frame) ? rect(MAP_PAD, recoveryY, w, 150) : null;
  const blame = isBare(frame) ? 0 : 70;
  const bottom = recovery === null ? recoveryY : recoveryY + 160;
  return {
    box: rect(0, top, width, bottom + blame - top),
    title: rect(MAP_PAD, top, w, LANE_TITLE),
    pd: services.map((row, index) => ({ process: row.process, box: cell(index) })),
    etcd: frame.etcd === null ? null : { process: frame.etcd.process, box: cell(services.length) },
    captures: frame.captures.map((row, index) => ({
      process: row.process,
      box: rect(MAP_PAD, capturesY + index * (captureH + 10), w, captureH),
    })),
    recovery,
    blame: rect(MAP_PAD, bottom, w, blame),
  };
}
