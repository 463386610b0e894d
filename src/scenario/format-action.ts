import type { Action } from '../model/command.ts';
import type { ActionSpec } from './actions.ts';
import { quote } from './tokens.ts';

/** The text of an action as `parseAction` reads it: its parameters in the order of its entry in the catalogue. */
export function formatAs(spec: ActionSpec | undefined, action: Action): string {
  const fields: Readonly<Record<string, unknown>> = { ...action };
  const parts: string[] = [action.do];
  const add = (id: string, value: unknown) => {
    if (typeof value === 'string' || typeof value === 'number') parts.push(`${id}=${quote(value)}`);
  };
  for (const each of spec?.params ?? []) add(each.name, fields[each.name]);
  if (action.do === 'fault') for (const [id, value] of Object.entries(action.with)) add(id, value);
  return parts.join(' ');
}
