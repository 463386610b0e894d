import type { EntityRef, FlightFamily, Frame } from '../../model/frame.ts';
import { refTo } from '../refs.ts';
import { say } from '../strings/index.ts';
import type { Controller } from './controller.ts';

/** The message in flight beside the selected one, in the order in which they arrive; null when none is drawn. */
export function messageBeside(
  frame: Frame,
  selection: EntityRef | null,
  by: 1 | -1,
  familiesOff: readonly FlightFamily[] = [],
): EntityRef | null {
  const rows = frame.flights
    .filter((row) => !familiesOff.includes(row.family))
    .toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id);
  const at = rows.findIndex((row) => refTo.message(row.id) === selection);
  const next = at < 0 ? (by === 1 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length;
  const row = rows[next];
  return row === undefined ? null : refTo.message(row.id);
}

/** Stops time and selects the next message in flight, or the one before. */
export function selectMessage(controller: Controller, by: 1 | -1): EntityRef | null {
  controller.pause();
  const { frame, selection, familiesOff } = controller.store.getState();
  const found = frame === null ? null : messageBeside(frame, selection, by, familiesOff);
  if (found === null) {
    controller.toast('info', say.map.noMessages);
    return null;
  }
  controller.select(found);
  controller.store.setState({ panel: 'inspector' });
  return found;
}
