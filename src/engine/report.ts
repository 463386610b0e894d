import type { Sketch } from '../base/sketch.ts';
import type { Quantiles, Report } from '../model/report.ts';
import { US_PER_MS } from '../model/time.ts';
import type { World } from '../sim/world.ts';
import type { Chronicle } from './chronicle.ts';
import type { Run } from './run.ts';
import { clients } from './servers.ts';

/** What `run --json` prints, from a run and the chronicle up to its place; `wallMs` is the caller's to fill in. */
export function reportOf({ doc, world, watch }: Run, { judges, totals, incidents }: Chronicle): Report {
  const { progress } = watch;
  const comparison = judges.comparison();
  const equal = comparison !== null && comparison.missing + comparison.extra + comparison.stale === 0;
  return {
    scenario: doc.id,
    seed: doc.seed,
    simMs: world.now / US_PER_MS,
    events: world.handled,
    wallMs: null,
    fingerprint: world.fingerprint.hex(),
    ok: judges.total === 0,
    checks: judges.reports(),
    workload: workloadOf(world),
    latency: {
      write: quantiles(totals.write),
      read: quantiles(totals.read),
      prePropose: quantiles(totals.prePropose),
      cdc: quantiles(totals.cdc),
      resolvedTsLag: quantiles(totals.resolvedLag),
      checkpointLag: quantiles(totals.checkpointLag),
    },
    throughput: totals.throughput(),
    downstream:
      comparison === null
        ? null
        : {
            compared: comparison.keys + comparison.extra,
            missing: comparison.missing,
            extra: comparison.extra,
            stale: comparison.stale,
            equal,
          },
    traffic: traffic(world),
    operations: progress.operations,
    drained: progress.drained,
    incidents,
  };
}

function workloadOf(world: World): Report['workload'] {
  const sum = { issued: 0, acked: 0, failed: 0, unknown: 0 };
  for (const client of clients(world)) {
    const { issued, acked, failed, unknown } = client.totals();
    sum.issued += issued;
    sum.acked += acked;
    sum.failed += failed;
    sum.unknown += unknown;
  }
  return sum;
}

function quantiles(sketch: Sketch): Quantiles | null {
  const ms = (percent: number): number => (sketch.quantile(percent) ?? 0) / US_PER_MS;
  if (sketch.count === 0) return null;
  return { count: sketch.count, p50Ms: ms(50), p95Ms: ms(95), p99Ms: ms(99), maxMs: sketch.max / US_PER_MS };
}

function traffic(world: World): Report['traffic'] {
  let intraAzBytes = 0;
  let crossAzBytes = 0;
  for (const { from, to, bytes } of world.traffic.byLink()) {
    if (from === to) intraAzBytes += bytes;
    else crossAzBytes += bytes;
  }
  return { intraAzBytes, crossAzBytes, byKind: Object.fromEntries([...world.traffic.byKind()].sort(byName)) };
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
