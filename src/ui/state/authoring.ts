import type { Result } from '../../base/result.ts';
import { fail, ok } from '../../base/result.ts';
import type { MarkRow } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { TraceRecord } from '../../model/trace.ts';
import type { Beat, ScenarioDoc } from '../../scenario/document.ts';
import { parseScenario } from '../../scenario/parse.ts';
import { toSparse } from '../../scenario/sparse.ts';
import type { EngineDoor } from '../../worker/protocol.ts';
import { processOf, regionOf } from '../refs.ts';
import type { UiState } from './store.ts';

/** What a run is told with. None of it changes what happens. */
export type Telling = Pick<ScenarioDoc, 'title' | 'shows' | 'beats'>;

/** An event of the trace that a caption can be bound to, so that it follows the event into every variant of the run. */
export interface Anchor {
  readonly on: Beat['on'];
  readonly at: SimTime;
  /** The event, as the log says it. */
  readonly words: string;
}

/** Events of one kind that are counted to say which one is meant; rarer ones make better captions anyway. */
const COUNTED_MAX = 5_000;

/** The last thing that happened to the selection at or before the cursor; null when nothing did, or nobody can count it. */
export async function lastEventOf(
  door: Pick<EngineDoor, 'trace'>,
  { selection, frame, cursor }: Pick<UiState, 'selection' | 'frame' | 'cursor'>,
): Promise<Anchor | null> {
  const region = regionOf(selection);
  const process = processOf(selection, frame);
  if (region === null && process === null) return null;
  const about = { before: cursor, region, process, text: '' };
  const [last] = (await door.trace({ ...about, limit: 1, kinds: null })).lines;
  if (last === undefined) return null;
  const { record, words } = last;
  const { kind } = record.event;
  const narrow =
    region !== null && isOf(record, { region })
      ? { region }
      : process !== null && isOf(record, { process })
        ? { process }
        : {};
  const all = await door.trace({
    ...about,
    region: null,
    process: null,
    ...narrow,
    limit: COUNTED_MAX,
    kinds: [kind],
  });
  // What was forgotten cannot be counted.
  if (all.oldestKept > 0 || all.matched > all.lines.length) return null;
  const nth = all.lines.filter((line) => line.record.n <= record.n && isOf(line.record, narrow)).length;
  return nth === 0 ? null : { on: { kind, nth, ...narrow }, at: record.at, words };
}

/** As a beat chooses: narrower than the log, which also shows what merely touches a Region. */
function isOf({ by, event }: TraceRecord, want: { region?: number; process?: string }): boolean {
  if (want.region !== undefined && !('region' in event && event.region === want.region)) return false;
  return (
    want.process === undefined ||
    by === want.process ||
    ('process' in event && event.process === want.process)
  );
}

/** When a caption was shown; null while that is not known. */
export function momentOf(beat: Beat, marks: readonly MarkRow[]): SimTime | null {
  if ('at' in beat.on) return beat.on.at;
  return marks.find((mark) => mark.kind === 'caption' && mark.words === beat.caption)?.at ?? null;
}

/** A new caption in its place: before the first one that is known to come later. */
export function withCaption(
  beats: readonly Beat[],
  caption: string,
  on: Beat['on'],
  at: SimTime,
  marks: readonly MarkRow[],
): readonly Beat[] {
  const ids = new Set(beats.map((beat) => beat.id));
  let number = beats.length + 1;
  while (ids.has(`caption-${number}`)) number++;
  const later = beats.findIndex((beat) => (momentOf(beat, marks) ?? -1) > at);
  return beats.toSpliced(later < 0 ? beats.length : later, 0, { id: `caption-${number}`, caption, on });
}

/** The document told otherwise; one line when a document cannot carry these words. */
export function retold(doc: ScenarioDoc, telling: Telling): Result<ScenarioDoc> {
  const next = { ...doc, ...telling };
  const read = parseScenario(toSparse(next));
  return read.ok ? ok(next) : fail(read.error);
}
