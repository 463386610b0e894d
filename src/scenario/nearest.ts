/** Up to `limit` of `candidates` that a person who typed `word` may have meant, best first. */
export function nearest(word: string, candidates: readonly string[], limit = 3): string[] {
  const wanted = word.toLowerCase();
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    const shorter = Math.min(name.length, wanted.length);
    const contained = shorter >= 3 && (name.includes(wanted) || wanted.includes(name));
    const edits = sameLetters(wanted, name) ? 1 : editDistance(wanted, name);
    const distance = contained ? Math.min(edits, 2) : edits;
    if (!contained && distance > Math.max(1, Math.floor(name.length / 3))) continue;
    const rest = Math.abs(name.length - wanted.length);
    scored.push({ candidate, distance: distance * 100 + rest });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, limit).map((entry) => entry.candidate);
}

/** `(did you mean a, b?)` with a leading space, or the empty string when nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`;
}

/** Letters in another order are the commonest slip of all. */
function sameLetters(a: string, b: string): boolean {
  return a.length === b.length && sortedLetters(a) === sortedLetters(b);
}

function sortedLetters(word: string): string {
  return word.split('').sort().join('');
}

/** Insertions, deletions and replacements that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
