import type { Said } from '../said.ts';
import { captures } from './captures.ts';
import { charts } from './charts.ts';
import { diagrams } from './diagrams.ts';
import { map } from './map.ts';
import { share } from './share.ts';
import { shell } from './shell.ts';
import { time } from './time.ts';

/** The words of the first picture that the engine does not say itself, one file for each area of the page. */
export const en = {
  ...shell,
  ...map,
  ...captures,
  ...diagrams,
  ...charts,
  ...time,
  ...share,
} as const;

export type Strings = Said<typeof en>;
