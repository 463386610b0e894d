/** `contrast`: black on white, every line strong. */
export const THEMES = ['light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
/** What the person chose; `system` follows the operating system. */
export type ThemeChoice = 'system' | Theme;

/** In the order in which the page's button goes round. */
export const THEME_CHOICES: readonly ThemeChoice[] = ['system', ...THEMES];

const KEY = 'raftide.theme';
const DARK = '(prefers-color-scheme: dark)';
const CONTRAST = '(prefers-contrast: more)';

export function storedChoice(): ThemeChoice {
  try {
    return themeNamed(localStorage.getItem(KEY)) ?? 'system';
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
  if (matchMedia(CONTRAST).matches) return 'contrast';
  return matchMedia(DARK).matches ? 'dark' : 'light';
}

/** The theme of this name; null when there is none. */
export function themeNamed(name: string | null): Theme | null {
  return THEMES.find((theme) => theme === name) ?? null;
}

/** Calls back whenever the operating system's preference changes; returns how to stop. */
export function watchSystemTheme(changed: () => void): () => void {
  const queries = [matchMedia(DARK), matchMedia(CONTRAST)];
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    for (const query of queries) query.removeEventListener('change', changed);
  };
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
