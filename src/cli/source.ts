import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { findFault } from '../faults/index.ts';
import type { SimTime } from '../model/time.ts';
import { parseDuration } from '../model/time.ts';
import { formatTimed } from '../scenario/actions.ts';
import { decodeLink } from '../scenario/codec.ts';
import type { LinkView } from '../scenario/link-view.ts';
import { NO_VIEW } from '../scenario/link-view.ts';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc, libraryList } from '../scenario/library/index.ts';
import { LIMITS } from '../scenario/limits.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { parseScenarioText } from '../scenario/parse.ts';
import { withChanges } from '../scenario/variant.ts';
import type { Args, FlagSpec } from './args.ts';
import type { Io } from './io.ts';

/** Where `npm start` serves the page. */
export const DEFAULT_BASE = 'http://localhost:4173/';

/** Flags of every command that takes a scenario. */
export const SCENARIO_FLAGS: FlagSpec = {
  '--until': 'value',
  '--seed': 'value',
  '--set': 'many',
  '--off': 'many',
  '--on': 'many',
  '--do': 'many',
};

export interface Source {
  readonly doc: ScenarioDoc;
  readonly view: LinkView;
}

/** The scenario that `word` names (library id, JSON file, link) with the overrides of the flags. */
export async function loadSource(word: string, args: Args, io: Io): Promise<Result<Source>> {
  const found = await find(word, io);
  if (!found.ok) return found;
  const doc = override(found.value.doc, args);
  if (!doc.ok) return doc;
  const faulty = checkFaults(doc.value);
  return faulty === null ? ok({ doc: doc.value, view: found.value.view }) : fail(faulty);
}

async function find(word: string, io: Io): Promise<Result<Source>> {
  if (word.includes('#/')) {
    const link = await decodeLink(word);
    return link.ok ? ok({ doc: link.value.doc, view: link.value.view }) : link;
  }
  const story = libraryDoc(word);
  if (story !== null) return ok({ doc: story, view: NO_VIEW });
  const file = await io.readFile(word, LIMITS.fileBytes);
  if ('problem' in file) {
    const looksLikeFile = /[/\\]|\.json$/.test(word);
    if (looksLikeFile) return fail(`${word}: ${file.problem}`);
    const ids = libraryList().map((entry) => entry.id);
    return fail(
      `no story, file or link ${JSON.stringify(word)}${didYouMean(word, ids) || `; the stories are ${ids.join(', ')}`}`,
    );
  }
  const doc = parseScenarioText(word, file.text);
  return doc.ok ? ok({ doc: doc.value, view: NO_VIEW }) : doc;
}

function override(start: ScenarioDoc, args: Args): Result<ScenarioDoc> {
  const changed = withChanges(start, {
    set: args.all('--set'),
    on: args.all('--on'),
    off: args.all('--off'),
    do: args.all('--do'),
  });
  if (!changed.ok) return changed;
  let doc = changed.value;
  const seed = args.value('--seed');
  if (seed !== null) {
    if (!/^\d+$/.test(seed) || !Number.isSafeInteger(Number(seed))) {
      return fail(
        `--seed: expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, got ${JSON.stringify(seed)}`,
      );
    }
    doc = { ...doc, seed: Number(seed) };
  }
  const until = readMoment('--until', args);
  if (!until.ok) return until;
  if (until.value !== null) doc = { ...doc, untilUs: until.value };
  return ok(doc);
}

/** A moment given by a flag such as `--until 60s`; null when it is absent. */
export function readMoment(flag: string, args: Args): Result<SimTime | null> {
  const text = args.value(flag);
  if (text === null) return ok(null);
  const at = parseDuration(text);
  if (at === null || at < 1 || at > LIMITS.untilUs)
    return fail(`${flag}: expected a duration such as 60s, at most 1h, got ${JSON.stringify(text)}`);
  return ok(at);
}

/** Scenario and faults do not know each other, so their agreement is checked here. */
function checkFaults(doc: ScenarioDoc): string | null {
  for (const [i, command] of doc.commands.entries()) {
    if (command.do !== 'fault') continue;
    const kind = findFault(command.fault);
    const checked = kind.ok ? kind.value.check(command.with) : kind;
    if (!checked.ok) return `commands[${i}]: ${checked.error}`;
  }
  return null;
}

/**
 * Texts of the commands that somebody asked for, on top of what the library story does by itself: if one of these
 * is impossible the input was bad, while a story's own step may become impossible under another seed.
 */
export function askedFor(doc: ScenarioDoc): ReadonlySet<string> {
  const own = new Set((libraryDoc(doc.id)?.commands ?? []).map(timedText));
  return new Set(doc.commands.map(timedText).filter((text) => !own.has(text)));
}

function timedText(command: ScenarioCommand): string {
  return formatTimed({ at: command.at, action: command });
}
