import { CAPTURE } from './capture.ts';
import { FIRST } from './first.ts';
import { RAWKV } from './rawkv.ts';
import { REGIONS } from './regions.ts';
import { SCALE } from './scale.ts';
import { TIMESTAMPS } from './timestamps.ts';
import { TROUBLE } from './trouble.ts';
import { TXN } from './txn.ts';
import type { StoryWords } from './words.ts';

/** 故事，按 id；每个书架一个文件。 */
export const STORIES_ZH: Readonly<Record<string, StoryWords>> = {
  ...CAPTURE,
  ...FIRST,
  ...RAWKV,
  ...REGIONS,
  ...SCALE,
  ...TIMESTAMPS,
  ...TROUBLE,
  ...TXN,
};
