import type { Span } from './msg.ts';

/**
 * Divides a changefeed's range (user keys, '' = no bound) into `count` spans at first characters a … z. Fewer
 * come out when the range has fewer letters to cut at. Together they cover the range without hole or overlap.
 */
export function divideRange(startKey: string, endKey: string, count: number): readonly Span[] {
  const letters: string[] = [];
  for (let code = 97; code <= 122; code++) {
    const letter = String.fromCharCode(code);
    // 'a' itself cuts only below it; an unbounded start counts as just below 'a'.
    if (letter > (startKey === '' ? 'a' : startKey) && (endKey === '' || letter < endKey))
      letters.push(letter);
  }
  const pieces = Math.max(1, Math.min(count, letters.length + 1));
  const bounds = [startKey];
  for (let i = 1; i < pieces; i++) {
    const letter = letters[Math.floor(((letters.length + 1) * i) / pieces) - 1];
    if (letter !== undefined) bounds.push(letter);
  }
  return bounds.map((start, i) => makeSpan(start, bounds[i + 1] ?? endKey));
}

export function makeSpan(startKey: string, endKey: string): Span {
  return { id: spanWords(startKey, endKey), startKey, endKey };
}

function spanWords(startKey: string, endKey: string): string {
  return `[${startKey === '' ? '−∞' : startKey}, ${endKey === '' ? '+∞' : endKey})`;
}
