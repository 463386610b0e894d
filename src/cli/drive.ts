import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Report } from '../model/report.ts';
import { formatMoment, US_PER_S } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import { formatAction, formatTimed } from '../scenario/actions.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { askedFor } from './source.ts';

/** Queue items between two looks at the clock: a few tens of milliseconds of work. */
const SLICE_ITEMS = 20_000;
/** A person's eye needs no more; a log file gets a line every five seconds. */
const TERMINAL_EVERY_MS = 200;
const LOG_EVERY_MS = 5_000;

export interface DriveOptions {
  readonly progress: boolean;
  /** Called for each record; false stops the run. */
  readonly onRecord?: (record: TraceRecord) => void;
  /** After each slice; lets a writer wait for its reader. */
  readonly afterSlice?: () => Promise<void> | void;
}

/**
 * Runs a scenario to its end in slices. Fails when the cluster cannot be built or when a command that was asked for
 * is impossible; a story's own impossible step is only mentioned.
 */
export async function drive(
  doc: ScenarioDoc,
  parts: Parts,
  io: Io,
  options: DriveOptions,
): Promise<Result<Report>> {
  const built = parts.createEngine(doc, { history: false });
  if (!built.ok) return built;
  const engine = built.value;
  if (options.onRecord !== undefined) engine.onRecord = options.onRecord;
  const asked = askedFor(doc);
  const progress = new Progress(io, options.progress, doc.untilUs);
  const startedMs = io.now();
  let refused = 0;
  for (;;) {
    const moved = engine.advance(doc.untilUs, SLICE_ITEMS);
    for (const refusal of engine.refusals.slice(refused)) {
      if (asked.has(formatTimed(refusal))) {
        progress.clear();
        return fail(
          `impossible at ${formatMoment(refusal.at)}: ${formatAction(refusal.action)}: ${refusal.reason}`,
        );
      }
      progress.clear();
      io.err(`note: the story's step ${formatAction(refusal.action)} was not possible: ${refusal.reason}\n`);
    }
    refused = engine.refusals.length;
    await options.afterSlice?.();
    if (moved.ended || moved.at >= doc.untilUs) break;
    progress.show(moved.at);
  }
  progress.clear();
  return ok({ ...engine.report(), wallMs: Math.round(io.now() - startedMs) });
}

/** One line on stderr that is written over on a terminal and repeated now and then in a log. */
class Progress {
  private readonly startedMs: number;
  private lastMs: number;
  private shown = false;

  constructor(
    private readonly io: Io,
    private readonly wanted: boolean,
    private readonly untilUs: number,
  ) {
    this.startedMs = io.now();
    this.lastMs = this.startedMs;
  }

  show(atUs: number): void {
    if (!this.wanted) return;
    const now = this.io.now();
    if (now - this.lastMs < (this.io.errIsTerminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS)) return;
    this.lastMs = now;
    const wallS = (now - this.startedMs) / 1_000;
    const speed = atUs / US_PER_S / wallS;
    const line = `${formatMoment(atUs)} of at most ${formatMoment(this.untilUs)} simulated in ${wallS.toFixed(1)} s (${speed.toFixed(2)} s/s)`;
    this.io.err(this.io.errIsTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown && this.io.errIsTerminal) this.io.err('\r\u001b[2K');
    this.shown = false;
  }
}
