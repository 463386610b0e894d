import type { ByteReader, ByteWriter } from './bytes.ts';

/** Letters that are read at once. */
const LETTERS_MAX = 256;
/** A list for each length, used again and again: to spread an array of bytes takes ten times as long. */
const LETTERS: number[][] = [];

/** A string of so many letters, in few pieces: one that is put together letter by letter takes fifty times its length. */
export function readLetters(from: ByteReader, count: number, isWide: boolean): string {
  let text = '';
  for (let left = count; left > 0; left -= LETTERS_MAX) {
    const length = Math.min(left, LETTERS_MAX);
    const letters = (LETTERS[length] ??= Array.from({ length }, () => 0));
    for (let i = 0; i < length; i++) letters[i] = isWide ? from.varint() : from.byte();
    text += String.fromCharCode(...letters);
  }
  return text;
}

/** The letters of a text at `[from, to)`. */
export function writeLetters(text: string, from: number, to: number, isWide: boolean, out: ByteWriter): void {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (isWide) out.varint(code);
    else out.byte(code);
  }
}

/** True when a letter takes more than a byte. */
export function isWideText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return true;
  return false;
}
