import { describe } from '../model/describe.ts';
import type { TraceRecord } from '../model/trace.ts';

/** A record as one line: its kind, then what happened in the words of the log. */
export function describeRecord({ event }: TraceRecord): string {
  return `${event.kind.padEnd(24)} ${describe(event)}`;
}
