import type { SystemConfig } from '../../model/config.ts';
import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import type { Beat, ScenarioCommand, ScenarioDoc } from '../document.ts';
import type { StoryParts } from './story.ts';
import { story } from './story.ts';

/**
 * What the stories of timestamps share (facts cdc 1.9, 12): three stores, Region 1 up to `m` led by store 1 and Region 2
 * from there on led by store 2. Store 2's line to PD is cut early, so that the timestamps it has cached (or, in
 * generation `hlc`, its clock) are older than those of store 1 when leadership comes to it.
 */
export const ms = (count: number): number => count * US_PER_MS;

/** Stores cache for one second ahead, so that one may well be a second behind another. */
const CONFIG: SystemConfig = {
  ...WATCHABLE_CONFIG,
  causalTs: { ...WATCHABLE_CONFIG.causalTs, allocAheadUs: 1 * US_PER_S },
  ticdc: { ...WATCHABLE_CONFIG.ticdc, safeIntervalUs: 1 * US_PER_S },
};

/** The same with the clocks of the first generation. */
export const HLC_CONFIG: SystemConfig = {
  ...CONFIG,
  causalTs: { ...CONFIG.causalTs, generation: 'hlc' },
};

export function cutFromPd(store: number, at = ms(500)): ScenarioCommand {
  const id = `line-${store}`;
  return {
    at,
    do: 'fault',
    id,
    fault: 'cut-link',
    with: { from: `store-${store}`, to: 'pd-1' },
  };
}

export function healLine(store: number, at: number): ScenarioCommand {
  return { at, do: 'heal', id: `line-${store}` };
}

/** What PD tells the store comes late: so does its clock in generation `hlc`. */
export function lagging(store: number, at = ms(500)): ScenarioCommand {
  const params = { from: 'pd-1', to: `store-${store}`, ways: 'one', addUs: ms(1_500) };
  return { at, do: 'fault', id: `late-${store}`, fault: 'slow-link', with: params };
}

/** For stories of timestamps alone: nobody captures. */
export function timestampStory(
  parts: Pick<StoryParts, 'id' | 'title' | 'shows'> & Partial<StoryParts>,
): ScenarioDoc {
  const { cluster = {}, ...rest } = parts;
  return story({
    config: CONFIG,
    untilUs: 5 * US_PER_S,
    rate: 0.1,
    ...rest,
    cluster: { splitKeys: ['m'], ...cluster },
  });
}

/** Told wherever store 2 has grown old timestamps before the first write. */
export const OLDER_CACHE_BEATS: readonly Beat[] = [
  {
    id: 'beat-1',
    on: { at: 0 },
    caption:
      'Region 1 ends at m and is led by store 1. Half a second from now store 2 loses its line to PD, and what it has cached grows old.',
  },
  {
    id: 'beat-2',
    on: { kind: 'client.acked', nth: 1 },
    caption: "The first write of a is acknowledged, with a timestamp from store 1's cache.",
  },
];

/**
 * Store 1 writes a with timestamps that are newer than those store 2 has cached, and then store 2 gets a's key: `then` says
 * how, and what is written next.
 */
export function olderCacheStory(
  parts: Pick<StoryParts, 'id' | 'title' | 'shows'> &
    Required<Pick<StoryParts, 'beats'>> & { readonly then: readonly ScenarioCommand[] },
): ScenarioDoc {
  const { then, beats, ...rest } = parts;
  return timestampStory({
    ...rest,
    commands: [
      cutFromPd(2),
      { at: ms(3_000), do: 'put', key: 'a', value: 'v1' },
      healLine(2, ms(3_050)),
      ...then,
    ],
    beats: [...OLDER_CACHE_BEATS, ...beats],
  });
}
