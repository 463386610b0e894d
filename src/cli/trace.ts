import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { formatMoment } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import { didYouMean } from '../scenario/nearest.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { TRACE_KINDS } from '../scenario/trace-kinds.ts';
import type { Args } from './args.ts';
import { drive } from './drive.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { perfetto, record, shiviz, SHIVIZ_REGEX } from '../engine/export/index.ts';
import { loadSource } from './source.ts';

/** Characters gathered before they are written: large enough to be fast, small enough to stay in memory. */
const CHUNK_CHARS = 65_536;
const CHUNK_LINES = 500;

/** `text` and `jsonl` are written while the run goes on; pictures need to know what caused what first. */
const FORMATS = ['text', 'jsonl', 'perfetto', 'shiviz'];

/** Prints the trace, one record a line. Nothing is printed but the trace, so that other programs can read it. */
export async function traceCommand(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const format = args.value('--format') ?? 'text';
  if (!FORMATS.includes(format))
    return fail(`--format: expected ${FORMATS.join(', ')}, got ${JSON.stringify(format)}`);
  const kinds = readKinds(args.value('--kinds'));
  if (!kinds.ok) return kinds;
  const source = await loadSource(args.positional[0] ?? '', args, io);
  if (!source.ok) return source;
  if (format === 'perfetto' || format === 'shiviz') return picture(format, source.value.doc, kinds.value, io);
  let pending: string[] = [];
  let chars = 0;
  const flush = async () => {
    if (pending.length === 0) return;
    const text = pending.join('');
    pending = [];
    chars = 0;
    await io.out(text);
  };
  const report = await drive(source.value.doc, parts, io, {
    progress: args.has('--progress'),
    onRecord: (each) => {
      if (kinds.value !== null && !kinds.value.has(each.event.kind)) return;
      const line = format === 'jsonl' ? `${JSON.stringify(each)}\n` : textLine(each, parts);
      pending.push(line);
      chars += line.length;
    },
    afterSlice: () => (chars >= CHUNK_CHARS ? flush() : undefined),
  });
  await flush();
  return report.ok ? ok(report.value.ok ? 0 : 1) : report;
}

async function picture(
  format: 'perfetto' | 'shiviz',
  doc: ScenarioDoc,
  kinds: ReadonlySet<string> | null,
  io: Io,
): Promise<Result<number>> {
  const recording = record(doc);
  if (!recording.ok) return recording;
  const lines = format === 'perfetto' ? perfetto(recording.value, kinds) : shiviz(recording.value, kinds);
  for (let i = 0; i < lines.length; i += CHUNK_LINES) {
    await io.out(`${lines.slice(i, i + CHUNK_LINES).join('\n')}\n`);
  }
  if (format === 'shiviz') io.err(`parse it with: ${SHIVIZ_REGEX}\n`);
  return ok(recording.value.ok ? 0 : 1);
}

function textLine(each: TraceRecord, parts: Parts): string {
  return `${formatMoment(each.at).padStart(12)}  ${(each.by === '' ? '·' : each.by).padEnd(12)}  ${parts.describe(each)}\n`;
}

/** `raft.*,client.acked` as the set of kinds; null stands for all. */
function readKinds(text: string | null): Result<ReadonlySet<string> | null> {
  if (text === null) return ok(null);
  const kinds = new Set<string>();
  for (const pattern of text.split(',').map((part) => part.trim())) {
    const matched = TRACE_KINDS.filter((kind) =>
      pattern.endsWith('*') ? kind.startsWith(pattern.slice(0, -1)) : kind === pattern,
    );
    if (matched.length === 0)
      return fail(`--kinds: no trace event ${JSON.stringify(pattern)}${didYouMean(pattern, TRACE_KINDS)}`);
    for (const kind of matched) kinds.add(kind);
  }
  return ok(kinds);
}
