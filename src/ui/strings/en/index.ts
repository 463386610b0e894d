import type { Said } from '../said.ts';
import { acting } from './acting.ts';
import { captures } from './captures.ts';
import { charts } from './charts.ts';
import { compare } from './compare.ts';
import { diagrams } from './diagrams.ts';
import { explain } from './explain.ts';
import { map } from './map.ts';
import { panels } from './panels.ts';
import { share } from './share.ts';
import { shell } from './shell.ts';
import { stories } from './stories.ts';
import { time } from './time.ts';

/** Every word of the page that the engine does not say itself, one file for each area of the page. */
export const en = {
  ...shell,
  ...map,
  ...captures,
  ...diagrams,
  ...charts,
  ...time,
  ...panels,
  ...stories,
  ...explain,
  ...acting,
  ...share,
  ...compare,
} as const;

export type Strings = Said<typeof en>;
