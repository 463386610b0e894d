import type { Language } from '../strings/index.ts';
import type { Reference } from './references.ts';
import type { TermId } from './terms.ts';

export interface Glossary {
  readonly meanings: Readonly<Record<TermId, string>>;
  readonly references: Readonly<Record<TermId, Reference>>;
}

const fetched = new Map<Language, Promise<Glossary>>();

/** What the terms mean in a language. One promise a language: React waits for the same one on every drawing. */
export function glossaryIn(language: Language): Promise<Glossary> {
  const known = fetched.get(language) ?? fetch(language);
  fetched.set(language, known);
  return known;
}

async function fetch(language: Language): Promise<Glossary> {
  const [{ MEANINGS }, { REFERENCES }] = await Promise.all([
    language === 'zh' ? import('../strings/zh/page/glossary.ts') : import('../strings/en/glossary.ts'),
    import('./references.ts'),
  ]);
  return { meanings: MEANINGS, references: REFERENCES };
}
