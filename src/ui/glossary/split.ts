import { TERMS } from './terms.ts';
import type { Term, TermId } from './terms.ts';

/** A stretch of a sentence; `term` is what it names, null for the words between. */
export interface Piece {
  readonly text: string;
  readonly term: TermId | null;
}

const ALL: readonly Term[] = TERMS;
const IDS: ReadonlyMap<string, TermId> = new Map(
  ALL.flatMap(({ id, names, zh = [] }) => [...names, ...zh].map((name) => [name.toLowerCase(), id] as const)),
);

const quoted = (names: readonly string[]) =>
  names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('|');
const SPOKEN = ALL.filter(({ plain }) => plain !== true);
/** Words in Latin letters stand alone; Chinese has no spaces between them. */
const FIND = new RegExp(
  String.raw`(?<![\w-])(?:${quoted(SPOKEN.flatMap(({ names }) => names))})(?![\w-])|${quoted(SPOKEN.flatMap(({ zh = [] }) => zh))}`,
  'giu',
);

/** The term of a name, in whatever case; null when the glossary has none. */
export function findTerm(name: string): TermId | null {
  return IDS.get(name.toLowerCase()) ?? null;
}

/**
 * A sentence in pieces, each term at its first place only. `seen` is shared by sentences that stand together, and grows:
 * what was offered once need not be offered again in the next line.
 */
export function splitTerms(text: string, seen: Set<TermId> = new Set()): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of text.matchAll(FIND)) {
    const term = findTerm(found[0]);
    if (term === null || seen.has(term)) continue;
    seen.add(term);
    if (found.index > done) pieces.push({ text: text.slice(done, found.index), term: null });
    pieces.push({ text: found[0], term });
    done = found.index + found[0].length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), term: null });
  return pieces;
}
