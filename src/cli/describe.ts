import type { TraceRecord } from '../model/trace.ts';

/** A record as one line: its kind, then its fields as they are. */
export function describeRecord(record: TraceRecord): string {
  const { kind, ...fields } = record.event;
  return [
    kind.padEnd(24),
    ...Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`),
  ].join(' ');
}

/** Lists of more than this many are cut: the line is for reading, `jsonl` has everything. */
const LIST_MAX = 8;

function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, LIST_MAX).map(valueText).join(',');
    return `[${shown}${value.length > LIST_MAX ? `,… ${value.length} in all` : ''}]`;
  }
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : JSON.stringify(value);
}
