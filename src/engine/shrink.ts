import { formatTimed } from '../scenario/actions.ts';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';
import type { Failure } from './trial.ts';
import { runTrial } from './trial.ts';

/** Each try is a whole run: so many are a few minutes at most. */
const TRIES_MAX = 160;

export interface Shrunk {
  readonly doc: ScenarioDoc;
  readonly failure: Failure;
  readonly tries: number;
}

/**
 * Takes away commands as long as the same failure remains: first halves, then quarters, at last each by itself. What ends a
 * trouble goes together with what began it: a run that is never healed fails to drain for no interesting reason.
 */
export function shrink(doc: ScenarioDoc, failure: Failure): Shrunk {
  let best = doc;
  let found = failure;
  let tries = 0;
  const attempt = (candidate: ScenarioDoc): boolean => {
    if (tries >= TRIES_MAX) return false;
    tries++;
    const trial = runTrial(candidate, { nemesis: false });
    if (!trial.ok || trial.value.failure === null || trial.value.failure.id !== failure.id) return false;
    best = candidate;
    found = trial.value.failure;
    return true;
  };

  let units = unitsOf(doc.commands);
  for (let size = Math.ceil(units.length / 2); size >= 1 && tries < TRIES_MAX;) {
    let removed = false;
    for (let at = 0; at < units.length && tries < TRIES_MAX;) {
      const fewer = units.filter((_, i) => i < at || i >= at + size);
      if (attempt({ ...best, commands: inOrder(fewer, doc.commands) })) {
        units = fewer;
        removed = true;
      } else {
        at += size;
      }
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!removed) break;
  }
  for (const each of best.workload) {
    if (best.workload.length > 1)
      attempt({ ...best, workload: best.workload.filter((other) => other !== each) });
  }
  for (const each of best.churn) attempt({ ...best, churn: best.churn.filter((other) => other !== each) });
  // What has become impossible without the rest does nothing, and who replays it would stumble over it.
  const trial = runTrial(best, { nemesis: false });
  if (trial.ok && trial.value.refused.length > 0) {
    const refused = new Set(trial.value.refused);
    attempt({ ...best, commands: best.commands.filter((command) => !refused.has(textOf(command))) });
  }
  return { doc: best, failure: found, tries };
}

function textOf({ at, ...action }: ScenarioCommand): string {
  return formatTimed({ at, action });
}

/** Commands that only make sense together: a fault and its end, everything that was done to one process. */
function unitsOf(commands: readonly ScenarioCommand[]): readonly (readonly ScenarioCommand[])[] {
  const units: ScenarioCommand[][] = [];
  const open = new Map<string, ScenarioCommand[]>();
  for (const command of commands) {
    const thread =
      command.do === 'fault' || command.do === 'heal'
        ? `fault ${command.id}`
        : 'process' in command
          ? `process ${command.process}`
          : '';
    const known = open.get(thread);
    if (thread !== '' && known !== undefined) {
      known.push(command);
    } else {
      const unit = [command];
      units.push(unit);
      if (thread !== '') open.set(thread, unit);
    }
    // Up again: what is done to it later is another story.
    if (command.do === 'restart' || command.do === 'resume') open.delete(thread);
  }
  return units;
}

function inOrder(
  units: readonly (readonly ScenarioCommand[])[],
  all: readonly ScenarioCommand[],
): readonly ScenarioCommand[] {
  const kept = new Set(units.flat());
  return all.filter((command) => kept.has(command));
}
