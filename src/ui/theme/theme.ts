/** What the person chose; `system` follows the operating system. */
export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const KEY = 'raftide.theme';
const DARK = '(prefers-color-scheme: dark)';

export function storedChoice(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    // Storage may be forbidden (an embedded page): then the choice lasts as long as the page.
    return 'system';
  }
}

export function storeChoice(choice: ThemeChoice): void {
  try {
    if (choice === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // As above.
  }
}

export function resolveTheme(choice: ThemeChoice): Theme {
  if (choice !== 'system') return choice;
  return matchMedia(DARK).matches ? 'dark' : 'light';
}

/** Calls back whenever the operating system's preference changes; returns how to stop. */
export function watchSystemTheme(changed: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

const REDUCED = '(prefers-reduced-motion: reduce)';

export function prefersReducedMotion(): boolean {
  return matchMedia(REDUCED).matches;
}

export function watchReducedMotion(changed: (reduced: boolean) => void): () => void {
  const query = matchMedia(REDUCED);
  const listener = () => changed(query.matches);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
