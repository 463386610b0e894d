import type { RegionId, StoreId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { Basis } from './basis.ts';

/** The simulated system broke a promise: which one, in words, by whom, and at which record of the trace. */
export interface Violation {
  readonly check: string;
  /** One sentence naming Region, store, key and timestamp as far as they matter. */
  readonly words: string;
  /** 0 when no single Region or store is to blame. */
  readonly region: RegionId;
  readonly store: StoreId;
  /** Moment and ordinal of the record that broke it; it may lie a few records before the one just observed. */
  readonly at: SimTime;
  readonly n: number;
}

export type Report = (violation: Violation) => void;

/** How the recovery cluster compares with upstream, key by key, at one moment. */
export interface Comparison {
  /** Keys live upstream that a changefeed carries: `equal + missing + stale`. */
  readonly keys: number;
  readonly equal: number;
  /** Absent or deleted downstream. */
  readonly missing: number;
  /** Another value downstream. */
  readonly stale: number;
  /** Live downstream, absent or deleted upstream. */
  readonly extra: number;
}

/** What a person is told about a check before any run. */
export interface CheckInfo {
  /** Fixed: scenarios, reports and links use it. */
  readonly id: string;
  readonly title: string;
  /** What it promises, in one or two sentences. */
  readonly words: string;
  /** Where the promise comes from. */
  readonly source: string;
  /**
   * What a run must have for the check to judge anything, in words (`transactions`). Absent: every run has it, so a report in
   * which the check judged nothing is a report of something gone wrong.
   */
  readonly only?: string;
}

/**
 * An oracle: a fold over the trace that shares no code with what it judges. Records must come in order, each
 * once. It never throws on what the simulated system did; it reports.
 */
export interface Check extends CheckInfo {
  /** Comparisons made so far that could have failed. */
  readonly evaluations: number;
  observe(record: TraceRecord, report: Report): void;
  /** Of the one check that compares clusters: how they compare right now, null before there is a changefeed. */
  comparison?(): Comparison | null;
  /**
   * An independent copy that judges the rest of the trace as this one would, on a copy of what this one shares with
   * the others. Costs far less than its state.
   */
  clone(basis: Basis): Check;
}

/** An entry of the list of checks. */
export interface CheckSpec extends CheckInfo {
  /** A fresh check. */
  create(basis: Basis): Check;
}

/** What all checks have: their description, their count, and the form of a violation. */
export abstract class CheckBase implements Check {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly source: string;
  readonly only?: string;
  evaluations = 0;

  constructor(info: CheckInfo) {
    this.id = info.id;
    this.title = info.title;
    this.words = info.words;
    this.source = info.source;
    if (info.only !== undefined) this.only = info.only;
  }

  abstract observe(record: TraceRecord, report: Report): void;
  abstract clone(basis: Basis): Check;

  protected violation(
    record: { readonly at: SimTime; readonly n: number },
    region: RegionId,
    store: StoreId,
    words: string,
  ): Violation {
    return { check: this.id, words, region, store, at: record.at, n: record.n };
  }
}
