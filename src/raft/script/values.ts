/** What the arguments of a command say. */
import type { PeerId } from '../types.ts';
import { ScriptError } from './cluster.ts';
import type { Directive } from './datadriven.ts';

/** A node's number. Throws {@link ScriptError} for anything else. */
export function idOf(text: string): PeerId {
  const id = Number(text);
  if (text === '' || !Number.isInteger(id)) throw new ScriptError(`not a node: ${text}`);
  return id;
}

/** The nodes a command names: its arguments without value, in order. */
export function idsOf(directive: Directive): readonly PeerId[] {
  return directive.args.filter((arg) => arg.values.length === 0).map((arg) => idOf(arg.key));
}

/** The node a command is for. */
export function firstId(directive: Directive): PeerId {
  return idOf(directive.args[0]?.key ?? '');
}

/** The value of `key=value`, or null. */
export function valueOf(directive: Directive, key: string): string | null {
  return directive.args.find((arg) => arg.key === key)?.values[0] ?? null;
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** A truth value, spelled in any of Go's ways. Throws {@link ScriptError} for anything else. */
export function booleanOf(text: string): boolean {
  if (TRUE.includes(text)) return true;
  if (FALSE.includes(text)) return false;
  throw new ScriptError(`not a truth value: ${text}`);
}
