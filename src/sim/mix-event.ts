import { assert } from '../base/assert.ts';
import type { Fingerprint } from '../base/hash.ts';
import type { TraceEvent } from '../model/trace.ts';

/** Mixes every field's value in the order the event was written. */
export function mixEvent(fingerprint: Fingerprint, event: TraceEvent): void {
  const fields: Readonly<Record<string, unknown>> = event;
  for (const name in fields) mixValue(fingerprint, fields[name]);
}

function mixValue(fingerprint: Fingerprint, value: unknown): void {
  if (typeof value === 'number') fingerprint.number(value);
  else if (typeof value === 'string') fingerprint.string(value);
  else if (value === null) fingerprint.word(0x6e756c6c);
  else if (typeof value === 'boolean') fingerprint.word(value ? 1 : 2);
  else if (Array.isArray(value)) {
    fingerprint.word(value.length);
    for (const element of value) mixValue(fingerprint, element);
  } else assert(false, `trace field of type ${typeof value}`);
}
