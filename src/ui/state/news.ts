import type { Frame, MarkRow, RegionRow } from '../../model/frame.ts';
import { say, tell, tellCheck } from '../strings/index.ts';

/** What a person who does not see the page must hear, in one sentence. */
export interface News {
  /** Said at once, into whatever is being said. */
  readonly urgent: boolean;
  readonly words: string;
}

/** What of the page it is told from. */
export interface Heard {
  readonly frame: Frame;
  readonly marks: readonly MarkRow[];
}

/** More than this at once is a number: nobody listens to a list of twenty. */
const TOLD_MAX = 3;

/**
 * What happened from one picture of the same run to a later one: violations, leaders, what was done, and the end. Going
 * back in time is no news.
 */
export function newsBetween(before: Heard, after: Heard): readonly News[] {
  if (after.frame.at < before.frame.at) return [];
  return [
    ...violations(before.frame, after.frame),
    ...few(leaders(before.frame, after.frame), say.live.moreLeaders),
    ...few(deeds(before, after), say.live.moreDeeds),
    ...verdict(before.frame, after.frame),
  ];
}

/** What waited to be said, as one sentence after the other; what is left out is counted. */
export function inOneBreath(waiting: readonly News[]): string {
  return few(waiting, say.live.more)
    .map(({ words }) => words)
    .join(' ');
}

function violations(before: Frame, after: Frame): News[] {
  const known = new Map(before.checks.map((check) => [check.id, check.violations]));
  return after.checks
    .filter((check) => check.violations > 0 && (known.get(check.id) ?? 0) === 0)
    .map((check) => ({ urgent: true, words: say.live.violated(tellCheck(check.id, check.title)) }));
}

function leaders(before: Frame, after: Frame): News[] {
  const upstream = ({ cluster }: RegionRow) => cluster === 'upstream';
  const was = new Map(before.regions.filter(upstream).map((row) => [row.id, row.leader]));
  return after.regions
    .filter((row) => upstream(row) && row.leader !== (was.get(row.id) ?? 0))
    .map(({ id, leader }) => ({
      urgent: false,
      words: leader === 0 ? say.live.noLeader(id) : say.live.leads(leader, id),
    }));
}

/** Commands, faults and what was refused: the engine says them in words. */
function deeds(before: Heard, after: Heard): News[] {
  const known = new Set(before.marks.map(nameOf));
  return after.marks
    .filter(({ kind }) => kind === 'command' || kind === 'fault' || kind === 'heal' || kind === 'refused')
    .filter((mark) => mark.at <= after.frame.at && (mark.at > before.frame.at || !known.has(nameOf(mark))))
    .map(({ kind, words }) => ({ urgent: kind === 'refused', words: `${tell(words)}.` }));
}

/** A deed done while time stands still is a new mark at the same moment. */
function nameOf({ at, kind, words }: MarkRow): string {
  return `${at} ${kind} ${words}`;
}

function verdict(before: Frame, after: Frame): News[] {
  if (before.run !== 'running' || after.run === 'running') return [];
  const broken = after.checks.filter((check) => check.violations > 0).length;
  const checks = broken > 0 ? say.header.checksBroken(broken) : say.header.checksHold(after.checks.length);
  return [{ urgent: false, words: say.live.ended(checks) }];
}

function few(news: readonly News[], rest: (count: number) => string): News[] {
  const left = news.length - TOLD_MAX;
  if (left <= 1) return [...news];
  return [...news.slice(0, TOLD_MAX), { urgent: false, words: rest(left) }];
}
