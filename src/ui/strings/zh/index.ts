import { libraryDoc } from '../../../scenario/library/index.ts';
import { RULES } from '../../../scenario/rules.ts';
import { FIDELITY } from '../../fidelity.ts';
import { Translator } from '../translator.ts';
import { CHECKS_ZH } from './checks.ts';
import { FIDELITY_ZH } from './fidelity.ts';
import { RULES_ZH } from './rules.ts';
import { STORIES_ZH } from './stories/index.ts';
import { TEMPLATES } from './templates/index.ts';
import { WORDS } from './words.ts';

/** Chinese for what the engine, the library and the catalogues say, found by their English sentences. */
export function chinese(): Translator {
  const whole = new Map<string, string>(Object.entries(WORDS));
  for (const [id, { title, shows, beats }] of Object.entries(STORIES_ZH)) {
    const doc = libraryDoc(id);
    if (doc === null) continue;
    whole.set(doc.title, title);
    whole.set(doc.shows, shows);
    for (const beat of doc.beats) {
      const said = beats[beat.id];
      if (said !== undefined) whole.set(beat.caption, said);
    }
  }
  for (const { id, words } of RULES) add(whole, words, RULES_ZH[id]);
  for (const [id, { title }] of Object.entries(CHECKS_ZH)) whole.set(`check ${id}`, title);
  for (const { what, words } of FIDELITY) {
    const said = FIDELITY_ZH[what];
    if (said === undefined) continue;
    whole.set(what, said[0]);
    whole.set(words, said[1]);
  }
  return new Translator({ templates: TEMPLATES, whole });
}

function add(whole: Map<string, string>, english: string, said: string | undefined): void {
  if (said !== undefined) whole.set(english, said);
}
