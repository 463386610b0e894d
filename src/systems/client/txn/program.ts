import { encodeRawKey } from '../../../model/key.ts';
import { ACCOUNTS, encodeRow, mountRow } from '../../../model/table-row.ts';
import type { Mutation } from '../../tikv/msg.ts';
import type { OpSpec } from '../slot.ts';

/** A transaction: which keys it reads as of its start, and what it makes of them. Frozen. */
export interface TxnSpec extends OpSpec {
  readonly op: 'txn';
  readonly words: string;
  readonly reads: readonly string[];
  readonly program: Program;
  /** How long its locks are left alone, ms, unless it says that it is alive. */
  readonly lockTtlMs: number;
  readonly asyncCommit: boolean;
  /** Says at half its TTL that it is alive, as client-go does for large transactions only. */
  readonly keepAlive: boolean;
}

export type Program =
  /** Reads only. */
  | { readonly type: 'read' }
  /** Creates the accounts that are read, unless they are there. */
  | { readonly type: 'open'; readonly balance: number; readonly note: string }
  /** From the first account that is read to the second. */
  | { readonly type: 'transfer'; readonly amount: number; readonly note: string };

/** What to write, given what was read; nothing when there is nothing to do. */
export function mutationsOf(spec: TxnSpec, values: readonly (string | null)[]): readonly Mutation[] {
  const { program, reads } = spec;
  switch (program.type) {
    case 'read':
      return [];
    case 'open': {
      const row = encodeRow(ACCOUNTS, [program.balance, program.note]);
      return reads.filter((_key, i) => values[i] === null).map((key) => ({ op: 'insert', key, value: row }));
    }
    case 'transfer': {
      const [from, to] = reads.map((key, i) => balanceOf(key, values[i] ?? null));
      if (from === null || from === undefined || to === null || to === undefined) return [];
      if (from < program.amount) return [];
      const puts = [from - program.amount, to + program.amount].map((balance, i): Mutation => {
        const value = encodeRow(ACCOUNTS, [balance, program.note]);
        return { op: 'put', key: reads[i] ?? '', value };
      });
      // As out of TiDB's buffer: in key order, and the first one is the primary.
      return encodeRawKey(reads[0] ?? '') < encodeRawKey(reads[1] ?? '') ? puts : puts.reverse();
    }
  }
}

function balanceOf(key: string, value: string | null): number | null {
  const cell = value === null ? null : (mountRow(key, value)?.cells[0] ?? null);
  return typeof cell === 'number' ? cell : null;
}
