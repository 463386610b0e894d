/** Data-driven raft scripts: the reference's own test language, run against this core. */
export type { Difference, ScriptReport } from './run.ts';
export { formatDifference, runScriptText } from './run.ts';
