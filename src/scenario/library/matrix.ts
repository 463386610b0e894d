import type { SystemConfig } from '../../model/config.ts';
import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import type { ChangefeedSpec, ChurnSpec, ClusterSpec, ScenarioDoc, WorkloadSpec } from '../document.ts';
import type { StoryParts } from './story.ts';
import { story } from './story.ts';

/**
 * The parts that the cases of the correctness matrix share (facts cdc 8.1, 8.2). The workload is the same in all: N
 * threads, each with M keys of its own; every key is put with v, then with v + 1. In the end all N × M keys must read
 * v + 1 in both clusters. Defaults are small enough to watch; `--set workload.threads=400 --set workload.keys=1000`
 * makes it the full size.
 */
/** When the first put is sent. */
export const LOAD_STARTS_US = 600 * US_PER_MS;

export type CounterSpec = Extract<WorkloadSpec, { kind: 'counter' }>;

export const MATRIX_WORKLOAD: CounterSpec = {
  kind: 'counter',
  id: 'counter',
  threads: 8,
  keys: 12,
  // By then the owner is elected and a changefeed that exists from the start is at work.
  startAtUs: LOAD_STARTS_US,
  thinkUs: 20 * US_PER_MS,
  pauseBetweenUs: 0,
  readBack: true,
  valueBytes: 64,
};

/** As on a test bed, both clusters stand in one city: less than 3 ms round trip (facts cdc 7.5). */
export const MATRIX_CONFIG: SystemConfig = {
  ...WATCHABLE_CONFIG,
  net: { ...WATCHABLE_CONFIG.net, crossClusterUs: 1 * US_PER_MS },
};

export const MATRIX_CHANGEFEED: ChangefeedSpec = { id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 1 };

/** Cases 1 and 2: one PD, one store, one capture, and a recovery cluster of one PD and one store (T1, T2). */
export const SINGLE_STORE: Partial<ClusterSpec> = {
  azs: [
    { id: 'az-1', name: 'AZ 1' },
    { id: 'dr', name: 'Recovery site' },
  ],
  stores: [{ az: 'az-1' }],
  replicas: 1,
  captures: [{ az: 'az-1' }],
  recovery: { stores: 1, replicas: 1, az: 'dr' },
  changefeeds: [MATRIX_CHANGEFEED],
};

/** Case 3: one PD, three stores, one capture (T3). */
export const THREE_STORES: Partial<ClusterSpec> = {
  azs: [
    { id: 'az-1', name: 'AZ 1' },
    { id: 'az-2', name: 'AZ 2' },
    { id: 'az-3', name: 'AZ 3' },
    { id: 'dr', name: 'Recovery site' },
  ],
  stores: [{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }],
  replicas: 3,
  captures: [{ az: 'az-1' }],
  recovery: { stores: 1, replicas: 1, az: 'dr' },
  changefeeds: [MATRIX_CHANGEFEED],
};

/** Eight Regions to begin with, so that there is something to merge and to hand over from the first moment. */
export const EIGHT_REGIONS: readonly string[] = ['d', 'g', 'j', 'm', 'p', 's', 'v'];

/** More than any load lasts: the engine stops churning when the workloads have finished. */
const CHURN_UNTIL_DONE = 10_000;

/** Repeats an operation from shortly after the first writes until the workload has finished, whatever its size. */
export function churning(kind: ChurnSpec['do'], everyUs: number, afterUs: number): ChurnSpec {
  return { do: kind, startAtUs: LOAD_STARTS_US + afterUs, everyUs, count: CHURN_UNTIL_DONE };
}

export function matrixCase(
  parts: Pick<StoryParts, 'id' | 'title' | 'shows' | 'cluster'> & Partial<StoryParts>,
): ScenarioDoc {
  return story({
    seed: 1,
    config: MATRIX_CONFIG,
    workload: [MATRIX_WORKLOAD],
    // The full size takes under two minutes of simulated time; the rest is room for recovery from churn.
    untilUs: 1_200 * US_PER_S,
    stopWhenDrained: true,
    rate: 0.1,
    ...parts,
  });
}
