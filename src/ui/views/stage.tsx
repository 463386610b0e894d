import { lazy, Suspense } from 'react';
import type { StageId } from '../state/store.ts';
import { MapView } from './map-view.tsx';

const SpaceTimeView = lazy(async () => ({ default: (await import('./spacetime-view.tsx')).SpaceTimeView }));
const HeatView = lazy(async () => ({ default: (await import('./heat-view.tsx')).HeatView }));

/** The large view; what is not the map is fetched when it is first looked at. */
export function Stage({ id }: { id: StageId }) {
  if (id === 'map') return <MapView />;
  return <Suspense fallback={null}>{id === 'spacetime' ? <SpaceTimeView /> : <HeatView />}</Suspense>;
}
