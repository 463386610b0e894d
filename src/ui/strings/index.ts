import { en } from './en/index.ts';
import type { Strings } from './en/index.ts';
import type { Translator } from './translator.ts';

export type { Strings } from './en/index.ts';

export type Language = 'en' | 'zh';

export const LANGUAGES: readonly { readonly id: Language; readonly name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'zh', name: '中文' },
];

/** English, as far as it has been fetched. */
const english = { ...en };

/**
 * The words of the page in its present language. One object whose groups are exchanged by {@link speak}: read it
 * while drawing (`say.map.down`), never keep a part of it in a module's constant.
 */
export const say: Strings = { ...en };

/** For what the engine says; null while English is spoken. */
let translator: Translator | null = null;

/** More English has been fetched. Other languages come whole. */
export function learn(more: object): void {
  Object.assign(english, more);
  if (translator === null) Object.assign(say, more);
}

/**
 * A sentence that the engine, the library or a catalogue said, in the language of the page. English comes back as
 * it went in, and so does what the language has no words for.
 */
export function tell(text: string): string {
  return translator?.find(text) ?? text;
}

/** The title of a check, which the page knows by its id. */
export function tellCheck(id: string, title: string): string {
  return translator?.find(`check ${id}`) ?? title;
}

/** Exchanges the words; the caller draws everything anew. A language other than English is loaded when first spoken. */
export async function speak(language: Language): Promise<void> {
  if (language === 'en') {
    Object.assign(say, english);
    translator = null;
  } else {
    const [{ zh }, { chinese }] = await Promise.all([import('./zh/page/index.ts'), import('./zh/index.ts')]);
    Object.assign(say, zh);
    translator ??= chinese();
  }
  if (typeof document !== 'undefined') document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
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
