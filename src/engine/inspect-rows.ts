import type { InspectionFact } from '../model/frame.ts';
import { readableValue } from '../model/table-row.ts';
import { formatTs } from '../model/ts.ts';
import type { Message } from '../sim/actor.ts';
import type { CdcEventBatch, CdcTxnRow } from '../systems/tikv/msg.ts';
import { fact } from './inspection.ts';

/** Rows shown of one message; the rest is counted. */
const SHOWN_MAX = 12;
const VALUE_CHARS_MAX = 40;

/** A message of an event feed that carries rows. */
export function rowsOf(message: Message): CdcEventBatch | null {
  if (message.kind !== 'cdc.events') return null;
  const batch = message as CdcEventBatch;
  return batch.rows.length + (batch.txns?.length ?? 0) > 0 ? batch : null;
}

/** What each row says; of a transaction also what the key was before (facts cdc 3.4.7). */
export function rowFacts({ rows, txns = [] }: CdcEventBatch): InspectionFact[] {
  const facts: InspectionFact[] = [];
  for (const { key, value, ts } of rows.slice(0, SHOWN_MAX))
    facts.push(fact('rows', key, `${valueWords(key, value)}, at ${formatTs(ts)}`));
  for (const row of txns.slice(0, SHOWN_MAX)) facts.push(...txnFacts(row));
  const more = Math.max(0, rows.length - SHOWN_MAX) + Math.max(0, txns.length - SHOWN_MAX);
  if (more > 0) facts.push(fact('rows', 'more rows', String(more)));
  return facts;
}

function txnFacts({ phase, key, value, oldValue, startTs, commitTs }: CdcTxnRow): InspectionFact[] {
  const group = `${phase} of ${key}`;
  const facts = [fact(group, 'start ts', formatTs(startTs), 'start ts')];
  if (phase === 'rollback') return facts;
  if (phase !== 'prewrite') facts.push(fact(group, 'commit ts', formatTs(commitTs), 'start ts'));
  if (phase === 'commit') return facts;
  facts.push(
    fact(group, 'value', valueWords(key, value)),
    fact(group, 'old value', oldValue === null ? 'there was none' : valueWords(key, oldValue)),
  );
  return facts;
}

function valueWords(key: string, value: string | null): string {
  const words = readableValue(key, value);
  if (words === null) return 'deleted';
  return words.length > VALUE_CHARS_MAX ? `${words.slice(0, VALUE_CHARS_MAX)}…` : words;
}
