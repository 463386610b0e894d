import type { ScenarioCommand } from '../document.ts';
import { at } from './drill.ts';

/** What store `from` sends to store `to` takes longer from now on. */
export function slowWay(when: number, id: string, from: number, to: number, addUs: number): ScenarioCommand {
  const params = { from: `store-${from}`, to: `store-${to}`, ways: 'one', addUs };
  return { at: at(when), do: 'fault', id, fault: 'slow-link', with: params };
}

/** Nothing passes between two stores from now on. */
export function cutBetween(when: number, id: string, from: number, to: number): ScenarioCommand {
  const params = { from: `store-${from}`, to: `store-${to}` };
  return { at: at(when), do: 'fault', id, fault: 'cut-link', with: params };
}
