import type { Said } from '../said.ts';
import { acting } from './acting.ts';
import { compare } from './compare.ts';
import { explain } from './explain.ts';
import type { Strings } from './index.ts';
import { panels } from './panels.ts';
import { stories } from './stories.ts';

/** The words of what opens later. */
export const enLater = {
  ...panels,
  ...stories,
  ...explain,
  ...acting,
  ...compare,
} as const;

export type AllStrings = Strings & Said<typeof enLater>;
