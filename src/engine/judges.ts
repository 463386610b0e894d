import type { Check, Comparison, Violation } from '../checks/index.ts';
import { Basis, createChecks } from '../checks/index.ts';
import type { CheckRow } from '../model/frame.ts';
import type { CheckReport } from '../model/report.ts';
import { US_PER_MS } from '../model/time.ts';
import type { TraceEvent, TraceRecord } from '../model/trace.ts';

/** Violations of one check that are traced and kept; a broken rule can cause one per write. The rest is counted. */
const VIOLATIONS_KEPT_MAX = 50;

/** The checks of a run and what they found. */
export class Judges {
  private readonly basis: Basis;
  private readonly checks: readonly Check[];
  private counts: number[];
  private kept: readonly Violation[] = [];
  /** To be traced behind the record being observed. */
  private news: Violation[] = [];

  constructor(basis = new Basis(), checks: readonly Check[] = createChecks(undefined, basis)) {
    this.basis = basis;
    this.checks = checks;
    this.counts = checks.map(() => 0);
  }

  observe(record: TraceRecord): void {
    const { checks } = this;
    for (let i = 0; i < checks.length; i++) (checks[i] as Check).observe(record, this.report);
  }

  /** Violations found since the last call. */
  takeNews(): readonly Violation[] {
    if (this.news.length === 0) return NONE;
    const news = this.news;
    this.news = [];
    return news;
  }

  get violations(): readonly Violation[] {
    return this.kept;
  }

  get total(): number {
    let total = 0;
    for (const count of this.counts) total += count;
    return total;
  }

  /** How the recovery cluster compares; null before there is a changefeed. */
  comparison(): Comparison | null {
    for (const check of this.checks) if (check.comparison !== undefined) return check.comparison();
    return null;
  }

  rows(): CheckRow[] {
    return this.checks.map(({ id, title, evaluations }, i) => ({
      id,
      title,
      evaluations,
      violations: this.counts[i] ?? 0,
    }));
  }

  /** Of checks that only some runs give anything to judge, those that had something. */
  reports(): CheckReport[] {
    const judged = this.checks.filter(({ only, evaluations }) => only === undefined || evaluations > 0);
    return judged.map(({ id, evaluations }) => {
      const first = this.kept.find((violation) => violation.check === id) ?? null;
      return {
        id,
        evaluations,
        violations: this.counts[this.checks.findIndex((check) => check.id === id)] ?? 0,
        first: first === null ? null : { atMs: first.at / US_PER_MS, words: first.words },
      };
    });
  }

  clone(): Judges {
    const basis = this.basis.clone();
    const checks = this.checks.map((check) => check.clone(basis));
    const copy = new Judges(basis, checks);
    copy.counts = this.counts.slice();
    copy.kept = this.kept;
    copy.news = this.news.slice();
    return copy;
  }

  private readonly report = (violation: Violation): void => {
    const i = this.checks.findIndex((check) => check.id === violation.check);
    const count = (this.counts[i] ?? 0) + 1;
    this.counts[i] = count;
    if (count > VIOLATIONS_KEPT_MAX) return;
    this.kept = [...this.kept, violation];
    this.news.push(violation);
  };
}

const NONE: readonly Violation[] = [];

export function violationEvent({ check, words, region, store }: Violation): TraceEvent {
  return { kind: 'check.violated', check, words, region, store };
}
