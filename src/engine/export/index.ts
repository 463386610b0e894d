/** Runs as files that other tools open. The page fetches this only when it is asked for one. */
export { jsonl } from './jsonl.ts';
export { perfetto } from './perfetto.ts';
export { record, type Recording } from './recording.ts';
export { shiviz, SHIVIZ_REGEX } from './shiviz.ts';
