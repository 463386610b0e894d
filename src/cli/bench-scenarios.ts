import { US_PER_MS, US_PER_S } from '../model/time.ts';
import { DEFAULT_CHANGEFEED, WATCHABLE_CONFIG } from '../scenario/defaults.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { story } from '../scenario/library/story.ts';
import { DEFAULT_COUNTER } from '../scenario/workloads/counter.ts';
import { DEFAULT_MIXED } from '../scenario/workloads/mixed.ts';
import { must } from '../base/assert.ts';

const THREE_ZONES = [
  { id: 'az-1', name: 'AZ 1' },
  { id: 'az-2', name: 'AZ 2' },
  { id: 'az-3', name: 'AZ 3' },
];

/** The first half minute of the default story: a transfer, a split and a crash are in it. */
export function firstLightBench(): ScenarioDoc {
  return { ...must(libraryDoc('first-light'), 'first-light'), untilUs: 30 * US_PER_S };
}

/** 100 Regions with three replicas on nine stores, captured by two, under a load of every Region. */
export function largeBench(): ScenarioDoc {
  return story({
    id: 'bench-large',
    title: '100 Regions on 9 stores',
    shows: '',
    cluster: {
      azs: THREE_ZONES,
      stores: Array.from({ length: 9 }, (_, i) => ({ az: `az-${(i % 3) + 1}` })),
      splitKeys: evenKeys(100),
      captures: [{ az: 'az-1' }, { az: 'az-2' }],
      recovery: { stores: 3, replicas: 1, az: 'az-3' },
      changefeeds: [{ ...DEFAULT_CHANGEFEED, id: 'cf-1', spans: 4 }],
    },
    config: WATCHABLE_CONFIG,
    workload: [
      {
        ...DEFAULT_MIXED,
        kind: 'mixed',
        id: 'load',
        threads: 32,
        keys: 3_200,
        thinkUs: 20 * US_PER_MS,
        readPercent: 25,
        valueBytes: 128,
      },
    ],
    untilUs: 5 * US_PER_S,
  });
}

/** Writes only, three replicas, nobody captures: the path from client to quorum alone. */
export function writesBench(): ScenarioDoc {
  return story({
    id: 'bench-writes',
    title: 'Writes at three replicas',
    shows: '',
    cluster: { azs: THREE_ZONES, splitKeys: evenKeys(8) },
    config: WATCHABLE_CONFIG,
    workload: [{ ...DEFAULT_COUNTER, kind: 'counter', id: 'load', threads: 100, keys: 200, readBack: false }],
    untilUs: 60 * US_PER_S,
    stopWhenDrained: true,
  });
}

/** `n − 1` boundaries of two letters that cut the alphabet into `n` parts of nearly the same size. */
export function evenKeys(n: number): string[] {
  const keys: string[] = [];
  for (let i = 1; i < n; i++) {
    const place = Math.floor((i * 26 * 26) / n);
    keys.push(String.fromCharCode(97 + Math.floor(place / 26), 97 + (place % 26)));
  }
  return keys;
}
