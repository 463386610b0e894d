import type { EntityRef, Frame } from '../../model/frame.ts';
import type { RegionId } from '../../model/ids.ts';
import { regionOf } from '../refs.ts';

/** How much of the map stands back when a Region is selected: all but it, all but it and its neighbours, nothing. */
export type Density = 'focus' | 'context' | 'all';

export const DENSITIES: readonly Density[] = ['focus', 'context', 'all'];

const DIMMED = 0.2;
const NEIGHBOUR = 0.7;

/** How strongly the replicas and messages of each Region are drawn, 0 … 1. Region 0 stands for none or several. */
export function strengthOf(
  frame: Frame,
  selection: EntityRef | null,
  density: Density,
): (region: RegionId) => number {
  const own = regionOf(selection);
  if (own === null || density === 'all') return () => 1;
  const near = new Set<RegionId>();
  if (density === 'context') {
    // Neighbours in key order: whom it can merge with, and where a scan goes on.
    const at = frame.regions.findIndex((region) => region.id === own);
    const mine = frame.regions[at];
    for (const other of [frame.regions[at - 1], frame.regions[at + 1]])
      if (at >= 0 && other !== undefined && other.cluster === mine?.cluster) near.add(other.id);
  }
  return (region) => (region === own ? 1 : near.has(region) ? NEIGHBOUR : DIMMED);
}
