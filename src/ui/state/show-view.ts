import type { Controller } from './controller.ts';
import type { NarrowView, PanelId, StageId } from './store.ts';

export const STAGES: readonly StageId[] = ['map', 'spacetime', 'heat'];
export const PANELS: readonly PanelId[] = ['inspector', 'log', 'checks', 'console'];
/** All that a narrow page shows one at a time. */
export const VIEWS: readonly NarrowView[] = [...STAGES, 'tide', 'latency', ...PANELS];

/** Brings a view up wherever it has its place: as the large one, as the panel, and as the only one of a narrow page. */
export function showView(controller: Controller, id: NarrowView): void {
  const stage = STAGES.find((each) => each === id);
  const panel = PANELS.find((each) => each === id);
  controller.store.setState({
    narrowView: id,
    ...(stage === undefined ? {} : { stage }),
    ...(panel === undefined ? {} : { panel }),
  });
  controller.refresh();
}
