/** What the bytes of a state begin each value with. */
export const NULL = 0;
export const UNDEFINED = 1;
export const TRUE = 2;
export const FALSE = 3;
export const NATURAL = 4;
export const NEGATIVE = 5;
export const FLOAT = 6;
export const WORD = 7;
export const LATIN = 8;
export const WIDE = 9;
export const AGAIN = 10;
export const COMMON = 11;
export const OBJECT = 12;
export const ARRAY = 13;
export const MAP = 14;
export const SET = 15;
export const INTEGERS = 16;
export const INFINITE = 17;
/** A listener of one copy, which is no part of the state. */
export const FUNCTION = 18;
export const RECORD_LIST = 19;
/** An array without anything: there are thousands. */
export const EMPTY = 20;
/** A stream of chance, by its number in a table and the draws since. */
export const STREAM = 21;
/** Of the first kind of records; the other kinds follow. */
export const RECORD = 0x20;
/** A number close to one of the last: their short names follow. */
export const NEAR = 0x40;
/** From here on the tag is a small number itself. */
export const SMALL = 0x80;

export type Fields = Record<string, unknown>;
export const NO_FIELDS: Readonly<Fields> = {};
export type Integers = Float64Array | Int32Array | Uint32Array | Uint8Array;
export const INTEGER_ARRAYS = [Float64Array, Int32Array, Uint32Array, Uint8Array] as const;
