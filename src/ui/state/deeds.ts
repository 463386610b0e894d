import type { Result } from '../../base/result.ts';
import { fail } from '../../base/result.ts';
import type { SimTime } from '../../model/time.ts';
import { formatMoment } from '../../model/time.ts';
import { inOrder } from '../../scenario/commands.ts';
import type { ScenarioCommand } from '../../scenario/document.ts';
import { sentenceOf } from '../../scenario/sentence.ts';
import { say, tell } from '../strings/index.ts';
import type { Controller } from './controller.ts';
import type { Branch, Commands } from './versions.ts';
import { firstOwn } from './versions.ts';

/** What can be done to the commands of a run, each a step that can be taken back. */

export async function undo(controller: Controller): Promise<Result<true>> {
  const before = controller.store.getState().versions.undo.at(-1);
  return before === undefined
    ? nothing(controller, say.timeline.nothingToUndo)
    : controller.rewrite('undo', before);
}

export async function redo(controller: Controller): Promise<Result<true>> {
  const after = controller.store.getState().versions.redo.at(-1);
  return after === undefined
    ? nothing(controller, say.timeline.nothingToRedo)
    : controller.rewrite('redo', after);
}

/** Goes to a former future; the present one becomes a branch in its place. */
export async function openBranch(controller: Controller, branch: Branch): Promise<Result<true>> {
  const { branches } = controller.store.getState().versions;
  return branches.includes(branch)
    ? controller.rewrite('branch', branch.commands)
    : fail(say.timeline.noBranch);
}

/** The command does the same at another moment inside the run. */
export function moveCommand(controller: Controller, index: number, at: SimTime): Promise<Result<true>> {
  const { untilUs } = controller.store.getState();
  const moment = Math.round(Math.min(Math.max(0, at), untilUs));
  return replaceCommand(controller, index, (command) => ({ ...command, at: moment }));
}

/** `text` is an action such as `splitRegion region=3`. */
export async function editCommand(
  controller: Controller,
  index: number,
  at: SimTime,
  text: string,
): Promise<Result<true>> {
  const { parseAction } = await import('../../scenario/parse-action.ts');
  const action = parseAction(text);
  if (!action.ok) return action;
  return replaceCommand(controller, index, () => ({ at, ...action.value }));
}

export async function removeCommand(controller: Controller, index: number): Promise<Result<true>> {
  const { commands } = controller.store.getState();
  if (commands[index] === undefined) return fail(say.timeline.noCommand);
  return controller.rewrite(
    'deed',
    commands.filter((_, i) => i !== index),
  );
}

async function replaceCommand(
  controller: Controller,
  index: number,
  change: (command: ScenarioCommand) => ScenarioCommand,
): Promise<Result<true>> {
  const { commands } = controller.store.getState();
  const command = commands[index];
  if (command === undefined) return fail(say.timeline.noCommand);
  return controller.rewrite('deed', inOrder(commands.with(index, change(command))));
}

/** A command as people read it: `transfer the leader of Region 2 to store 3`. */
export function wordsOf(command: ScenarioCommand): string {
  return tell(sentenceOf(command));
}

/** What a branch does that the present run does not. */
export function branchWords(branch: Branch, now: Commands): string {
  const own = firstOwn(branch, now);
  return own === null
    ? say.timeline.branchWithout
    : say.timeline.branchWith(wordsOf(own), formatMoment(own.at));
}

function nothing(controller: Controller, words: string): Result<true> {
  controller.toast('info', words);
  return fail(words);
}
