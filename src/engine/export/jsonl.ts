import type { TraceRecord } from '../../model/trace.ts';
import type { Recording } from './recording.ts';

/** Every record as JSON, one a line, in the order in which they were made. */
export function jsonl(recording: Recording, kinds: ReadonlySet<string> | null): readonly string[] {
  const records: TraceRecord[] = [...recording.outside, ...recording.steps.flatMap((step) => step.records)];
  records.sort((a, b) => a.n - b.n);
  return records.flatMap((record) =>
    kinds === null || kinds.has(record.event.kind) ? [JSON.stringify(record)] : [],
  );
}
