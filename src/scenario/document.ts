import type { Action } from '../model/command.ts';
import type { RuleSet, SystemConfig } from '../model/config.ts';
import type { TraceKind } from '../model/trace.ts';
import type { WorkloadSpec } from './workloads/index.ts';

/**
 * A scenario document, complete (every default filled in): what a run is. `RunSpec` of DESIGN §1.1 is this
 * document, its seed and its timed commands. On disk and in links only what differs from the defaults is
 * written; `parse.ts` fills in the rest.
 */
export interface ScenarioDoc {
  readonly v: 1;
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what it shows and what to look at. */
  readonly shows: string;
  readonly seed: number;
  readonly cluster: ClusterSpec;
  readonly config: SystemConfig;
  /** `on`: rules that the real systems lack and that hold here; absent when there are none. */
  readonly rules: RuleSet;
  readonly workload: readonly WorkloadSpec[];
  /** Ascending by `at`; those at one moment run in this order. */
  readonly commands: readonly ScenarioCommand[];
  /** Repeats an operation on a rhythm while writes are in flight (case 3 of the matrix). */
  readonly churn: readonly ChurnSpec[];
  readonly beats: readonly Beat[];
  /** µs; the run ends here at the latest. */
  readonly untilUs: number;
  /** End as soon as the workload finished and the changefeeds caught up. */
  readonly stopWhenDrained: boolean;
  /** Stop at the first violation of a check. */
  readonly stopOnViolation: boolean;
  /** What the page starts with: simulated seconds per second of the viewer, e.g. 0.05. */
  readonly rate: number;
}

export interface ClusterSpec {
  readonly azs: readonly { readonly id: string; readonly name: string }[];
  /** Upstream stores, in id order; store ids are 1, 2, 3 … */
  readonly stores: readonly { readonly az: string }[];
  /** Boundaries between the initial Regions (user keys, ascending): n keys make n + 1 Regions. */
  readonly splitKeys: readonly string[];
  readonly replicas: number;
  /** PD's first member, and where its others are: with any, they elect a leader through etcd. */
  readonly pd: { readonly az: string; readonly otherAzs: readonly string[] };
  readonly etcd: { readonly az: string };
  readonly captures: readonly { readonly az: string }[];
  readonly clientAz: string;
  /** Client processes, each with routes of its own; workloads are dealt to them in turn. */
  readonly clients: number;
  /** Recovery cluster; its ids start at 101 (stores) and 1001 (Regions). Null: no capture downstream. */
  readonly recovery: { readonly stores: number; readonly replicas: number; readonly az: string } | null;
  /** Changefeeds; `atUs` 0 means from the start. `spans`: how many spans its range is divided into. */
  readonly changefeeds: readonly ChangefeedSpec[];
}

export interface ChangefeedSpec {
  readonly id: string;
  readonly atUs: number;
  readonly startKey: string;
  readonly endKey: string;
  readonly spans: number;
  /**
   * Counts `atUs` from a moment of the workload and not from the start of the run, so that the story means the same at
   * any size: `first-puts` is when every thread of every counter workload has its first round of puts answered (it
   * then waits `pauseBetweenUs`), `workload` is when every workload has finished. Absent: from the start of the run.
   */
  readonly after?: 'first-puts' | 'workload';
}

export type { WorkloadSpec };

export type ScenarioCommand = { readonly at: number } & Action;

export interface ChurnSpec {
  readonly do: 'split' | 'merge' | 'transfer';
  readonly startAtUs: number;
  readonly everyUs: number;
  readonly count: number;
}

/** A caption shown when the trace event happens (the n-th one matching), or at a time. */
export interface Beat {
  readonly id: string;
  readonly caption: string;
  readonly on:
    | { readonly at: number }
    | { readonly kind: TraceKind; readonly nth: number; readonly region?: number; readonly process?: string };
  /** A thing to try, offered as a button: action text. */
  readonly tryNext?: string;
}
