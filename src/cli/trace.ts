import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { formatMoment } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { TRACE_KINDS } from '../scenario/trace-kinds.ts';
import type { Args } from './args.ts';
import { drive } from './drive.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';
import { loadSource } from './source.ts';

/** Characters gathered before they are written: large enough to be fast, small enough to stay in memory. */
const CHUNK_CHARS = 65_536;

const LATER_FORMATS = ['perfetto', 'shiviz'];

/** Prints the trace, one record a line. Nothing is printed but the trace, so that other programs can read it. */
export async function traceCommand(args: Args, io: Io, parts: Parts): Promise<Result<number>> {
  const format = args.value('--format') ?? 'text';
  if (LATER_FORMATS.includes(format))
    return fail(`--format ${format}: not built yet; there are text and jsonl`);
  if (format !== 'text' && format !== 'jsonl')
    return fail(`--format: expected text or jsonl, got ${JSON.stringify(format)}`);
  const kinds = readKinds(args.value('--kinds'));
  if (!kinds.ok) return kinds;
  const source = await loadSource(args.positional[0] ?? '', args, io);
  if (!source.ok) return source;
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
    onRecord: (record) => {
      if (kinds.value !== null && !kinds.value.has(record.event.kind)) return;
      const line = format === 'jsonl' ? `${JSON.stringify(record)}\n` : textLine(record, parts);
      pending.push(line);
      chars += line.length;
    },
    afterSlice: () => (chars >= CHUNK_CHARS ? flush() : undefined),
  });
  await flush();
  return report.ok ? ok(report.value.ok ? 0 : 1) : report;
}

function textLine(record: TraceRecord, parts: Parts): string {
  return `${formatMoment(record.at).padStart(12)}  ${(record.by === '' ? '·' : record.by).padEnd(12)}  ${parts.describe(record)}\n`;
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
