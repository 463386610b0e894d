import type { AllStrings } from '../../en/later.ts';
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

/** 页面的简体中文。Terms that the field says in English (Region, leader, resolved ts …) stay as they are. */
export const zh: AllStrings = {
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
};
