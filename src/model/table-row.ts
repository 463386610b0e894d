import { assert } from '../base/assert.ts';
import { parseRecordKey } from './record-key.ts';

/**
 * Rows of tables in TiDB's row format v2 (TiDB, util/rowcodec; small rows): one byte 128, one byte of flags, the number of
 * columns that are not null and that are null (two bytes each, little-endian), their ids in ascending order, the end of
 * each value (two bytes), the values.
 */

const VERSION = 128;

export interface Column {
  readonly id: number;
  readonly name: string;
  readonly type: 'int' | 'text';
}

export interface Table {
  readonly id: number;
  readonly name: string;
  /** Ascending by id. The handle is the primary key and not in the row. */
  readonly columns: readonly Column[];
}

/** The table of the bank workload. */
export const ACCOUNTS: Table = {
  id: 1,
  name: 'bank.accounts',
  columns: [
    { id: 2, name: 'balance', type: 'int' },
    { id: 3, name: 'note', type: 'text' },
  ],
};

const TABLES: readonly Table[] = [ACCOUNTS];

export type Cell = number | string | null;

/** One cell per column of the table. */
export function encodeRow(table: Table, cells: readonly Cell[]): string {
  assert(cells.length === table.columns.length, `${table.name} has ${table.columns.length} columns`);
  let ids = '';
  let nullIds = '';
  let ends = '';
  let values = '';
  table.columns.forEach((column, i) => {
    const cell = cells[i] ?? null;
    if (cell === null) {
      nullIds += String.fromCharCode(column.id);
      return;
    }
    values += typeof cell === 'number' ? encodeNumber(cell) : cell;
    ids += String.fromCharCode(column.id);
    ends += u16(values.length);
  });
  return (
    String.fromCharCode(VERSION, 0) + u16(ids.length) + u16(nullIds.length) + ids + nullIds + ends + values
  );
}

export interface MountedRow {
  readonly table: Table;
  readonly handle: number;
  readonly cells: readonly Cell[];
}

/** The columns of a record; null when the key names no known table or the value is no row. */
export function mountRow(userKey: string, value: string): MountedRow | null {
  const parts = parseRecordKey(userKey);
  const table = parts === null ? undefined : TABLES.find((known) => known.id === parts.table);
  if (parts === null || table === undefined || value.charCodeAt(0) !== VERSION) return null;
  const count = readU16(value, 2);
  const nulls = readU16(value, 4);
  const endsAt = 6 + count + nulls;
  const start = endsAt + 2 * count;
  const cells = table.columns.map((column): Cell => {
    for (let i = 0; i < count; i++) {
      if (value.charCodeAt(6 + i) !== column.id) continue;
      const from = i === 0 ? 0 : readU16(value, endsAt + 2 * (i - 1));
      const bytes = value.slice(start + from, start + readU16(value, endsAt + 2 * i));
      return column.type === 'int' ? decodeNumber(bytes) : bytes;
    }
    return null;
  });
  return { table, handle: parts.handle, cells };
}

/** How a value is shown: the columns of a record (`balance=97 note=…`), any other value as it is. */
export function readableValue(userKey: string, value: string | null): string | null {
  const row = value === null ? null : mountRow(userKey, value);
  if (row === null) return value;
  const words: string[] = [];
  row.table.columns.forEach((column, i) => {
    const cell = row.cells[i] ?? null;
    if (cell !== null) words.push(`${column.name}=${cell}`);
  });
  return words.join(' ');
}

/** Integers take one, two, four or eight bytes, little-endian, in two's complement. */
function encodeNumber(value: number): string {
  const size =
    value >= -128 && value < 128 ? 1 : value >= -32_768 && value < 32_768 ? 2 : fitsIn32(value) ? 4 : 8;
  let out = '';
  let rest = value;
  for (let i = 0; i < size; i++) {
    const byte = ((rest % 256) + 256) % 256;
    out += String.fromCharCode(byte);
    rest = (rest - byte) / 256;
  }
  return out;
}

function fitsIn32(value: number): boolean {
  return value >= -2_147_483_648 && value < 2_147_483_648;
}

function decodeNumber(bytes: string): number {
  const last = bytes.length - 1;
  let value = bytes.charCodeAt(last);
  if (value >= 128) value -= 256;
  for (let i = last - 1; i >= 0; i--) value = value * 256 + bytes.charCodeAt(i);
  return value;
}

function u16(value: number): string {
  return String.fromCharCode(value % 256, Math.floor(value / 256));
}

function readU16(bytes: string, at: number): number {
  return bytes.charCodeAt(at) + 256 * bytes.charCodeAt(at + 1);
}
