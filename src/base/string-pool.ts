import { must } from './assert.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { isWideText, readLetters, writeLetters } from './letters.ts';
import { Shared } from './shared.ts';

export const STRINGS_PER_PAGE = 1_024;
/** Pages that lie open: what was added of late is asked for most, and is added again by whoever has it too. */
const OPEN = 4;
/** Runs this long of one letter are written by their length: values are padded. */
const RUN_MIN = 4;
const NOTHING = new Uint8Array(0);

/** Strings by their places, packed once nobody adds to the page any more; gone when nobody holds it. */
export class StringPage {
  private open: string[] | null = [];
  private bytes: Uint8Array = NOTHING;
  /** Where each begins. */
  private starts: Uint16Array | Uint32Array = new Uint16Array(0);

  get strings(): readonly string[] {
    return this.open ?? [];
  }

  /** Returns its place. Not after {@link pack}. */
  add(text: string): number {
    return must(this.open, 'page that is not packed').push(text) - 1;
  }

  at(place: number): string {
    if (this.open !== null) return this.open[place] as string;
    return readText(new ByteReader(this.bytes, this.starts[place]));
  }

  pack(): void {
    const out = new ByteWriter();
    const starts = this.strings.map((text) => {
      const start = out.length;
      writeText(text, out);
      return start;
    });
    this.bytes = out.take();
    this.starts = out.length > 0xffff ? Uint32Array.from(starts) : Uint16Array.from(starts);
    this.open = null;
  }
}

/** Where the pool has put a string. */
interface Found {
  readonly page: StringPage;
  readonly place: number;
}

/**
 * Where many strings of a run are kept in few bytes, each once although several stores have it:
 *
 *     add ──▶ page  page  page  page ┊ packed: held only by those who refer to them
 *             ◀────── open ────────▶
 */
export class StringPool extends Shared {
  /** Oldest first. */
  private readonly open: StringPage[] = [new StringPage()];
  private readonly known = new Map<string, Found>();

  /** Where it is from now on. */
  add(text: string): Found {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const page = this.newest();
    const found = { page, place: page.add(text) };
    this.known.set(text, found);
    return found;
  }

  private newest(): StringPage {
    const { open } = this;
    const newest = open[open.length - 1] as StringPage;
    if (newest.strings.length < STRINGS_PER_PAGE) return newest;
    const next = new StringPage();
    open.push(next);
    if (open.length > OPEN) this.close(open.shift() as StringPage);
    return next;
  }

  private close(page: StringPage): void {
    for (const text of page.strings) this.known.delete(text);
    page.pack();
  }
}

/** Run-length encoding: how long it is, then by turns so many letters as they are and a run of one letter, until it is whole. */
function writeText(text: string, out: ByteWriter): void {
  const isWide = isWideText(text);
  out.varint(text.length * 2 + (isWide ? 1 : 0));
  for (let at = 0; at < text.length;) {
    const run = nextRun(text, at);
    out.varint(run.start - at);
    writeLetters(text, at, run.start, isWide, out);
    at = run.end;
    if (run.start === run.end) return;
    out.varint(run.end - run.start);
    writeLetters(text, run.start, run.start + 1, isWide, out);
  }
}

/** The first letters from `from` on that are the same so often; at the end of the text where there are none. */
function nextRun(text: string, from: number): { readonly start: number; readonly end: number } {
  let start = from;
  for (let at = from + 1; at <= text.length; at++) {
    if (at < text.length && text.charCodeAt(at) === text.charCodeAt(start)) continue;
    if (at - start >= RUN_MIN) return { start, end: at };
    start = at;
  }
  return { start: text.length, end: text.length };
}

function readText(from: ByteReader): string {
  const head = from.varint();
  const isWide = head % 2 === 1;
  let left = Math.floor(head / 2);
  let text = '';
  while (left > 0) {
    const plain = from.varint();
    text += readLetters(from, plain, isWide);
    left -= plain;
    if (left === 0) break;
    const run = from.varint();
    text += readLetters(from, 1, isWide).repeat(run);
    left -= run;
  }
  return text;
}
