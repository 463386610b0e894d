import type { Template } from '../../translator.ts';
import { ABOUT } from './about.ts';
import { CAPTURE } from './capture.ts';
import { CLIENTS } from './clients.ts';
import { FACTS } from './facts.ts';
import { FAULTS } from './faults.ts';
import { HELD } from './held.ts';
import { MESSAGES } from './messages.ts';
import { OFFERS } from './offers.ts';
import { RAFT } from './raft.ts';
import { REGIONS } from './regions.ts';
import { TIMESTAMPS } from './timestamps.ts';
import { WRITES } from './writes.ts';

/**
 * Sentences of the engine with holes, English → Chinese. A hole `{name}` takes the shortest text that fits;
 * `{name!}` is itself put into Chinese; single letters and `{op}`, `{pd}`, `{process}` take one word. The order matters only
 * between sentences that fit the same line: the first one wins.
 */
export const TEMPLATES: readonly Template[] = [
  ...ABOUT,
  ...RAFT,
  ...REGIONS,
  ...TIMESTAMPS,
  ...WRITES,
  ...CAPTURE,
  ...CLIENTS,
  ...HELD,
  ...FAULTS,
  ...MESSAGES,
  ...OFFERS,
  ...FACTS,
  // Last, because it fits many lines.
  ['{process} starts', '{process} 启动'],
];
