import type { EntityRef, Frame, PeerRow, RegionRow, StoreRow } from '../../model/frame.ts';
import type { RegionId, StoreId } from '../../model/ids.ts';
import { refTo, regionOf } from '../refs.ts';
import type { Density } from './density.ts';
import { strengthOf } from './density.ts';
import type { MapLayout } from './layout-map.ts';
import { logWindow } from './log-window.ts';
import { regionsById, storesById } from './lookup.ts';

/** What the map shows, beside where it stands. */
export interface MapView {
  readonly frame: Frame;
  readonly density: Density;
  readonly selection: EntityRef | null;
  readonly hovered: EntityRef | null;
}

/** What every cell asks for, looked up once for all of them. */
export interface Known {
  readonly stores: ReadonlyMap<StoreId, StoreRow>;
  readonly regions: ReadonlyMap<RegionId, RegionRow>;
  readonly window: ReturnType<typeof logWindow>;
  readonly strength: (region: RegionId) => number;
  readonly chosen: RegionId | null;
  readonly isHovered: (row: PeerRow) => boolean;
}

export function knownOf(layout: MapLayout, view: MapView): Known {
  const { frame, selection, hovered } = view;
  return {
    stores: storesById(frame.stores),
    regions: regionsById(frame.regions),
    // Only whole cells have bars.
    window: logWindow(layout.peers.filter(({ detail }) => detail === 'full').map(({ row }) => row)),
    strength: strengthOf(frame, selection, view.density),
    chosen: regionOf(selection),
    isHovered: hoveredTest(hovered),
  };
}

function hoveredTest(hovered: EntityRef | null): (row: PeerRow) => boolean {
  const region = regionOf(hovered);
  if (region === null || hovered === null) return () => false;
  if (hovered === refTo.region(region)) return (row) => row.region === region;
  return (row) => row.region === region && hovered === refTo.peer(region, row.store);
}
