import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import type { ScenarioCommand, ScenarioDoc, WorkloadSpec } from '../document.ts';
import type { StoryParts } from './story.ts';
import { story } from './story.ts';

/**
 * Short directed schedules on an upstream cluster alone: three stores in three zones, two Regions that meet at `m`
 * (Region 1 before it, led from store 1; Region 2 after it, led from store 2), a light load on both.
 */
export const DRILL_LOAD: Extract<WorkloadSpec, { kind: 'mixed' }> = {
  kind: 'mixed',
  id: 'load',
  threads: 4,
  keys: 24,
  startAtUs: 500 * US_PER_MS,
  endAtUs: 6 * US_PER_S,
  thinkUs: 40 * US_PER_MS,
  readPercent: 30,
  deletePercent: 0,
  valueBytes: 32,
};

/** Seconds as a moment of the run. */
export function at(seconds: number): number {
  return Math.round(seconds * US_PER_S);
}

/** One worker of a store stands still for one Region. */
export function hold(
  when: number,
  id: string,
  store: number,
  region: number,
  lane = 'apply',
): ScenarioCommand {
  return {
    at: at(when),
    do: 'fault',
    id,
    fault: 'stall-lane',
    with: { process: `store-${store}`, lane, region },
  };
}

export function release(when: number, id: string): ScenarioCommand {
  return { at: at(when), do: 'heal', id };
}

export function drill(
  parts: Pick<StoryParts, 'id' | 'title' | 'shows' | 'commands' | 'beats'> & Partial<StoryParts>,
): ScenarioDoc {
  const { cluster, ...rest } = parts;
  return story({
    seed: 1,
    config: WATCHABLE_CONFIG,
    workload: [DRILL_LOAD],
    untilUs: 8 * US_PER_S,
    rate: 0.2,
    ...rest,
    cluster: { splitKeys: ['m'], ...cluster },
  });
}
