import type { ScenarioDoc } from '../document.ts';
import { ackBeforeDisk } from './ack-before-disk.ts';
import { incompleteLog } from './incomplete-log.ts';

/** Directed schedules about consensus: what each of its rules is for. */
export const CONSENSUS_STORIES: readonly ScenarioDoc[] = [ackBeforeDisk, incompleteLog];
