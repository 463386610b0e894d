import { describe } from '../../model/describe.ts';
import { formatMoment } from '../../model/time.ts';
import type { TraceRecord } from '../../model/trace.ts';
import type { Recording, Step } from './recording.ts';

/** How ShiViz finds the parts of a line; it stands in the first line of the file. */
export const SHIVIZ_REGEX = '(?<at>[0-9.]+ s) (?<host>\\S+) (?<clock>\\{[^}]*\\}) (?<event>.*)';

/**
 * A log for ShiViz: an event a line, with the vector clock of its process. Written are messages that arrived and steps in which
 * something was observed; what lies between only hands its causes on. With `kinds`, only steps with such a record.
 */
export function shiviz(recording: Recording, kinds: ReadonlySet<string> | null): readonly string[] {
  const lines: string[] = [SHIVIZ_REGEX, ''];
  /** The clock of each process as of now, and of each step when it was over. */
  const hosts = new Map<string, Map<string, number>>();
  const done = new Map<number, ReadonlyMap<string, number>>();
  for (const step of recording.steps) {
    const { item } = step;
    const clock = hosts.get(item.process) ?? new Map<string, number>();
    hosts.set(item.process, clock);
    for (const [host, time] of done.get(item.cause) ?? []) {
      if (host !== item.process) clock.set(host, Math.max(time, clock.get(host) ?? 0));
    }
    const words = wordsOf(step, kinds);
    if (words !== null) {
      clock.set(item.process, (clock.get(item.process) ?? 0) + 1);
      const own = clock.get(item.process) ?? 0;
      const others = [...clock].filter(([host]) => host !== item.process);
      const text = JSON.stringify(Object.fromEntries([[item.process, own], ...others]));
      lines.push(`${formatMoment(item.at)} ${item.process} ${text} ${words}`);
    }
    done.set(item.seq, new Map(clock));
  }
  return lines;
}

/** What happened in a step as one line; null when it is not worth one. */
function wordsOf({ item, records }: Step, kinds: ReadonlySet<string> | null): string | null {
  const shown = kinds === null ? records : records.filter((each) => kinds.has(each.event.kind));
  const said = shown.map((each: TraceRecord) => describe(each.event).replaceAll(/\s+/g, ' '));
  if (item.message === null || kinds !== null) return said.length === 0 ? null : said.join('; ');
  const { label, from, dropped } = item.message;
  if (dropped) return said.length === 0 ? null : said.join('; ');
  return [`${label} from ${from}`, ...said].join('; ');
}
