import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { inOrder } from '../scenario/commands.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { buildWorld } from './build.ts';
import { Run } from './run.ts';
import { Watch } from './watch.ts';

/** The run of a document at time 0, its commands in order. Fails with one line when the cluster cannot be built. */
export function startRun(doc: ScenarioDoc, forPage: boolean): Result<Run> {
  const built = buildWorld(doc);
  if (!built.ok) return built;
  const sorted = { ...doc, commands: inOrder(doc.commands) };
  return ok(new Run(sorted, built.value, new Watch(sorted, forPage)));
}
