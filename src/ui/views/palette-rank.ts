/** How well words, with what else is known of them behind a tab, fit what was typed: 0 not at all, 1 best. */
export function rank(value: string, sought: string): number {
  const text = value.toLowerCase();
  const wanted = sought.trim().toLowerCase();
  if (text.startsWith(wanted)) return 1;
  const [words = ''] = text.split('\t');
  if (` ${words}`.includes(` ${wanted}`)) return 0.9;
  if (words.includes(wanted)) return 0.8;
  // In any order, and in what stands behind the words; letters strewn over a line are no match.
  const parts = wanted.split(/\s+/);
  if (parts.every((part) => words.includes(part))) return 0.6;
  return parts.every((part) => text.includes(part)) ? 0.4 : 0;
}
