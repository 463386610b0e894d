import { enLater } from './en/later.ts';
import type { AllStrings } from './en/later.ts';
import { learn, say as first } from './index.ts';

learn(enLater);

/** The words of the page again, with those of what opens later: for views that are fetched then. */
export const say = first as AllStrings;
