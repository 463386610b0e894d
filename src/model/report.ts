/** What `run --json` prints (DESIGN §3.2). A figure that a run has no data for is null, never 0. */
export interface Report {
  readonly scenario: string;
  readonly seed: number;
  readonly simMs: number;
  readonly events: number;
  /** Set by the caller, who has a clock; null from the engine. */
  readonly wallMs: number | null;
  readonly fingerprint: string;
  readonly ok: boolean;
  readonly checks: readonly CheckReport[];
  readonly workload: {
    readonly issued: number;
    readonly acked: number;
    readonly failed: number;
    readonly unknown: number;
  };
  readonly latency: {
    readonly write: Quantiles | null;
    readonly read: Quantiles | null;
    /** Of upstream writes, from their arrival at the storage layer to their proposal: guard, timestamps, encoding, waiting. */
    readonly prePropose: Quantiles | null;
    readonly cdc: Quantiles | null;
    readonly resolvedTsLag: Quantiles | null;
    readonly checkpointLag: Quantiles | null;
  };
  /** Acknowledged operations of clients per second, from the first that began to the last that ended. */
  readonly throughput: {
    readonly seconds: number;
    readonly opsPerS: number;
    readonly readsPerS: number;
    readonly writesPerS: number;
  } | null;
  readonly downstream: {
    readonly compared: number;
    readonly missing: number;
    readonly extra: number;
    readonly stale: number;
    readonly equal: boolean;
  } | null;
  readonly traffic: {
    readonly intraAzBytes: number;
    readonly crossAzBytes: number;
    readonly byKind: Readonly<Record<string, number>>;
  };
  /** What happened to Regions and leadership while writes were in flight. */
  readonly operations: {
    readonly splits: number;
    readonly merges: number;
    readonly transfers: number;
    readonly whileWriting: number;
  };
  readonly drained: boolean;
  readonly incidents: readonly { readonly atMs: number; readonly words: string }[];
}

export interface CheckReport {
  readonly id: string;
  readonly evaluations: number;
  readonly violations: number;
  readonly first: { readonly atMs: number; readonly words: string } | null;
}

export interface Quantiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}
