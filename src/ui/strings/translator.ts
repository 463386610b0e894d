/** A sentence with holes, in English and in the other language. */
export type Template = readonly [string, string];

/** Sentences with holes, in their order, and whole sentences, from English to another language. */
export interface Phrasebook {
  readonly templates: readonly Template[];
  readonly whole: ReadonlyMap<string, string>;
}

interface Pattern {
  readonly fits: RegExp;
  /** Longest fixed piece: a line without it cannot fit, and looking for it costs far less than the expression. */
  readonly clue: string;
  readonly names: readonly string[];
  readonly said: string;
}

const HOLE = /\{(\w+)(!?)\}/g;
/** Ids and numbers: without this, “Store {s}: …” would fit sentences that merely begin with a store. */
const ONE_WORD = new Set(['r', 's', 'p', 'c', 'q', 'i', 't', 'o', 'op', 'pd', 'process']);
/** Lines are seen again and again while a panel scrolls; far older ones need not be kept. */
const KEPT = 4_000;

/**
 * Puts what the engine says into another language. What no template and no dictionary knows stays as it is: an
 * English sentence is better than a wrong one.
 */
export class Translator {
  private readonly patterns: readonly Pattern[];
  private readonly whole: ReadonlyMap<string, string>;
  private readonly known = new Map<string, string | null>();

  constructor(book: Phrasebook) {
    this.patterns = book.templates.map(([english, said]) => compile(english, said));
    this.whole = book.whole;
  }

  /** The sentence in the other language; null when nothing fits it. */
  find(text: string): string | null {
    const before = this.known.get(text);
    if (before !== undefined) return before;
    const found = this.whole.get(text) ?? this.match(text);
    if (this.known.size >= KEPT) this.known.clear();
    this.known.set(text, found);
    return found;
  }

  private match(text: string): string | null {
    for (const { fits, clue, names, said } of this.patterns) {
      if (clue !== '' && !text.includes(clue)) continue;
      const parts = fits.exec(text);
      if (parts === null) continue;
      const held = new Map(names.map((name, index) => [name, parts[index + 1] ?? '']));
      // A sentence is known only if what stands in its holes is: else a Chinese frame would hide an unknown line.
      let whole = true;
      const words = said.replaceAll(HOLE, (_, name: string, deeper: string) => {
        const own = held.get(name) ?? '';
        if (deeper === '') return own;
        const inner = this.find(own);
        if (inner === null && own.includes(' ') && name === 'rest') whole = false;
        return inner ?? own;
      });
      if (whole) return words;
    }
    return null;
  }
}

function compile(english: string, said: string): Pattern {
  const names: string[] = [];
  const pieces = english.split(HOLE);
  let source = '';
  let clue = '';
  // Split by an expression with two groups: text, name, mark, text, name, mark, …
  for (let i = 0; i < pieces.length; i += 3) {
    const text = pieces[i] ?? '';
    if (text.slice(1).length > clue.length) clue = text.slice(1);
    source += i === 0 ? anyCase(text) : escape(text);
    const name = pieces[i + 1];
    if (name === undefined) continue;
    names.push(name);
    source += ONE_WORD.has(name) ? String.raw`(\S+?)` : '(.+?)';
  }
  return { fits: new RegExp(`^${source}$`, 'su'), clue, names, said };
}

/** The page writes the first letter of an offer large. */
function anyCase(text: string): string {
  const first = text.slice(0, 1);
  const other = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  return other === first ? escape(text) : `[${first}${other}]${escape(text.slice(1))}`;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
