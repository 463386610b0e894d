import { en } from './en.ts';
import type { Strings } from './en.ts';

export type { Strings } from './en.ts';

export type Language = 'en' | 'zh';

export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'zh', name: '中文' },
];

/**
 * The words of the page in its present language. One object whose groups are exchanged by {@link speak}: read it
 * while drawing (`say.map.down`), never keep a part of it in a module's constant.
 */
export const say: Strings = { ...en };

/** Exchanges the words; the caller draws everything anew. A language other than English is loaded when first spoken. */
export async function speak(language: Language): Promise<void> {
  Object.assign(say, en);
  if (language !== 'en') Object.assign(say, over(en, (await import('./zh.ts')).zh));
  if (typeof document !== 'undefined') document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
}

/** `words`, and what it lacks from `base`. */
function over<T extends object>(base: T, words: object): T {
  const all = Object.entries(base).map(([name, said]): [string, unknown] => {
    const own: unknown = name in words ? words[name as keyof typeof words] : undefined;
    if (own === undefined) return [name, said];
    return [name, typeof own === 'object' && own !== null ? over(said as object, own) : own];
  });
  return Object.fromEntries(all) as T;
}

const KEY = 'raftide.language';

/** What the person chose before, else what the browser prefers. */
export function storedLanguage(): Language {
  try {
    const value = localStorage.getItem(KEY);
    if (value === 'en' || value === 'zh') return value;
  } catch {
    // Storage may be forbidden (an embedded page): then the choice lasts as long as the page.
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // As above.
  }
}
