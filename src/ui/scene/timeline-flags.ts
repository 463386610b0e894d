import type { MarkRow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { ScenarioCommand } from '../../scenario/document.ts';
import { tell } from '../strings/index.ts';

/** Something to point at above the track: a command, done or still to come, or what happened by itself. */
export interface Flag {
  readonly at: SimTime;
  readonly kind: MarkRow['kind'];
  readonly words: string;
  /** Its place among the run's commands; null for what cannot be moved. */
  readonly command: number | null;
  /** The cursor's run has not come to it yet. */
  readonly pending: boolean;
}

/** A command being moved: where it would be done. */
export interface Draft {
  readonly command: number;
  readonly at: SimTime;
}

export interface FlagInput {
  readonly marks: readonly MarkRow[];
  readonly commands: readonly ScenarioCommand[];
  readonly draft: Draft | null;
  readonly wordsOf: (command: ScenarioCommand) => string;
  readonly refusedWords: (reason: string) => string;
}

const ALONE = new Set<MarkRow['kind']>(['violation', 'drained']);

/** Every command of the run in its order, as what it did or as what it will do; then what happened by itself. */
export function flagsOf({ marks, commands, draft, wordsOf, refusedWords }: FlagInput): readonly Flag[] {
  const done = new Map<number, MarkRow>();
  for (const mark of marks)
    if (mark.command !== null && !done.has(mark.command)) done.set(mark.command, mark);
  const flags = commands.map((command, index): Flag => {
    const mark = done.get(index);
    const at = draft?.command === index ? draft.at : command.at;
    if (mark === undefined)
      return { at, kind: 'command', words: wordsOf(command), command: index, pending: true };
    const words = mark.kind === 'refused' ? refusedWords(tell(mark.words)) : tell(mark.words);
    return { at, kind: mark.kind, words, command: index, pending: false };
  });
  for (const mark of marks)
    if (mark.command === null && ALONE.has(mark.kind)) flags.push({ ...mark, pending: false });
  return flags;
}
