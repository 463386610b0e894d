import { formatAction } from '../../scenario/actions.ts';
import type { ScenarioCommand } from '../../scenario/document.ts';

/** A command as the text that `do` reads. */
export function textOf({ at: _at, ...action }: ScenarioCommand): string {
  return formatAction(action);
}
