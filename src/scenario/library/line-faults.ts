import type { ScenarioCommand } from '../document.ts';
import { at } from './drill.ts';

/** What store `from` sends to store `to` takes longer from now on. */
export function slowWay(when: number, id: string, from: number, to: number, addUs: number): ScenarioCommand {
  return { at: at(when), do: 'fault', id, fault: 'slow-link', with: { ...way(from, to), addUs } };
}

/** Nothing that store `from` sends comes to store `to` from now on. */
export function cutWay(when: number, id: string, from: number, to: number): ScenarioCommand {
  return { at: at(when), do: 'fault', id, fault: 'cut-link', with: way(from, to) };
}

/** Nothing passes between two stores from now on. */
export function cutBetween(when: number, id: string, from: number, to: number): ScenarioCommand {
  return { at: at(when), do: 'fault', id, fault: 'cut-link', with: { ...way(from, to), ways: 'both' } };
}

function way(from: number, to: number) {
  return { from: `store-${from}`, to: `store-${to}`, ways: 'one' };
}
