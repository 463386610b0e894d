import type { Frame } from '../../model/frame.ts';
import type { Palette } from '../theme/palette.ts';
import type { Brush } from './canvas.ts';
import { layoutFlights } from './flights.ts';
import type { Size } from './geometry.ts';
import type { MapLayout } from './layout-map.ts';
import { layoutMap, NARROW_WIDTH } from './layout-map.ts';
import { layoutTide } from './layout-tide.ts';
import { paintFlights } from './paint-flights.ts';
import { paintMap } from './paint-map.ts';
import { paintTide } from './paint-tide.ts';

/** The page's own pictures are drawn for this width and then made small, so that a card shows what the page will. */
const LOGICAL_W = NARROW_WIDTH + 100;
/** Share of the height that the tide has where something is captured. */
const TIDE_SHARE = 0.36;
const TOP = 10;
const NOTHING_CHOSEN = { selection: null, hovered: null, density: 'all' as const } as const;

/** A whole cluster at one moment, small: its zones and messages, and under them the tide when there is one. */
export function paintThumbnail(ctx: Brush, frame: Frame, size: Size, colours: Palette): void {
  const scale = size.w / LOGICAL_W;
  const h = size.h / scale;
  const hasTide = frame.changefeeds.length > 0;
  const mapH = hasTide ? h * (1 - TIDE_SHARE) : h - 8;
  // The captures' cards are not painted but written into the page: they are left out here.
  const map = { ...frame, captures: [], pd: [], links: [] };
  ctx.save();
  ctx.scale(scale, scale);
  ctx.save();
  ctx.translate(0, TOP);
  const layout = zonesOnly(map, mapH - TOP);
  paintMap(ctx, layout, { frame: map, ...NOTHING_CHOSEN }, colours);
  const view = {
    cursor: frame.at,
    familiesOff: [],
    reducedMotion: false,
    playing: false,
    strength: () => 1,
    ...NOTHING_CHOSEN,
  };
  paintFlights(ctx, layoutFlights(frame.flights, layout, view), view, colours);
  ctx.restore();
  if (hasTide) {
    ctx.translate(0, mapH);
    paintTide(ctx, layoutTide(frame, frame.at, LOGICAL_W, h - mapH), view, colours);
  }
  ctx.restore();
}

/** The zones alone take the whole height: what lies between them and the captures is left out. */
function zonesOnly(frame: Frame, height: number): MapLayout {
  const probe = layoutMap(frame, LOGICAL_W, height);
  const below = height - Math.max(0, ...probe.azs.map(({ box }) => box.y + box.h));
  return { ...(below > 0 ? layoutMap(frame, LOGICAL_W, height + below) : probe), links: [] };
}
