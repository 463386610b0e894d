/**
 * Random clusters under loss, duplication, reordering, partitions, crashes that lose unflushed writes, and membership
 * changes: checked at every step for what Raft promises (paper figure 3), then healed and required to make progress.
 */
import { DEFAULT_HISTORY, runHistory, type HistoryOptions, type HistoryReport } from './fuzz/history.ts';

export type { HistoryOptions, HistoryReport } from './fuzz/history.ts';
export { DEFAULT_HISTORY, runHistory } from './fuzz/history.ts';
export { RULE_IDS, type RuleId } from './config.ts';
export type { Property } from './fuzz/oracle.ts';

/** Which histories to run. */
export interface FuzzOptions extends Partial<HistoryOptions> {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Stop at the first broken history. */
  readonly stopAtFirst?: boolean;
  /** Told after every history; for showing progress. */
  readonly onHistory?: (report: HistoryReport) => void;
}

/** What a sweep found. */
export interface FuzzReport {
  readonly histories: number;
  readonly broken: readonly HistoryReport[];
  readonly committed: number;
  readonly terms: number;
  readonly confChanges: number;
  readonly snapshots: number;
  readonly reads: number;
}

/** Runs one history per seed in `[from, to)`. */
export function fuzz(options: FuzzOptions): FuzzReport {
  const { from, to, stopAtFirst = false, onHistory, ...rest } = options;
  const history: HistoryOptions = { ...DEFAULT_HISTORY, ...rest };
  const broken: HistoryReport[] = [];
  const sums = { histories: 0, committed: 0, terms: 0, confChanges: 0, snapshots: 0, reads: 0 };
  for (let seed = from; seed < to; seed++) {
    const report = runHistory(seed, history);
    sums.histories++;
    sums.committed += report.committed;
    sums.terms += report.terms;
    sums.confChanges += report.confChanges;
    sums.snapshots += report.snapshots;
    sums.reads += report.reads;
    onHistory?.(report);
    if (report.broken === null) continue;
    broken.push(report);
    if (stopAtFirst) break;
  }
  return { ...sums, broken };
}
