import type { Action } from '../model/command.ts';
import type { InspectionFact, OfferedAction } from '../model/frame.ts';
import { formatAction } from '../scenario/actions.ts';
import { impossible } from './possible.ts';
import type { Run } from './run.ts';

/** `term` is the glossary entry that explains the name; '' when it is plain. */
export function fact(group: string, name: string, value: string, term = ''): InspectionFact {
  return { group, name, value, term };
}

/** An action that makes sense here, with the reason when it cannot be done now. */
export function offer(words: string, action: Action, run: Run): OfferedAction {
  const reason = impossible(action, run.conductor.situation(run.doc, run.world));
  return { words, command: formatAction(action), impossible: reason };
}
