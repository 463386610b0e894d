import type { ScenarioDoc } from '../document.ts';
import { jointHalves } from './joint-halves.ts';
import { ackBeforeDisk } from './ack-before-disk.ts';
import { deposedReader } from './deposed-reader.ts';
import { incompleteLog } from './incomplete-log.ts';
import { oldTermEntry } from './old-term-entry.ts';
import { voteBeforeDisk } from './vote-before-disk.ts';

/** Directed schedules about consensus: what each of its rules is for. */
export const CONSENSUS_STORIES: readonly ScenarioDoc[] = [
  ackBeforeDisk,
  oldTermEntry,
  jointHalves,
  incompleteLog,
  voteBeforeDisk,
  deposedReader,
];
