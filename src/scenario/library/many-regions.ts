import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import { WATCHABLE_CONFIG } from '../defaults.ts';
import type { ClusterSpec, ScenarioDoc } from '../document.ts';
import { story } from './story.ts';

/**
 * Clusters of the size that people run. The protocols are the same; what changes is what can be looked at: no longer
 * one cell but patterns, which is why the map draws replicas as marks.
 */
const ZONES = ['az-1', 'az-2', 'az-3'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The place `part` (0 … 1) of the alphabet as three letters: the load spreads its keys evenly over it. */
function keyAt(part: number): string {
  let index = Math.floor(part * LETTERS.length * LETTERS.length * LETTERS.length);
  let key = '';
  for (let i = 0; i < 3; i++) {
    key = `${LETTERS[index % LETTERS.length] ?? 'a'}${key}`;
    index = Math.floor(index / LETTERS.length);
  }
  return key;
}

/** Stores dealt to three zones in turn, and `regions` Regions of about the same size. */
function clusterOf(stores: number, regions: number): Partial<ClusterSpec> {
  return {
    stores: Array.from({ length: stores }, (_, index) => ({ az: ZONES[index % ZONES.length] ?? 'az-1' })),
    splitKeys: Array.from({ length: regions - 1 }, (_, index) => keyAt((index + 1) / regions)),
    replicas: 3,
  };
}

/** A hundred Regions: small cells, each still with its number. */
export const large: ScenarioDoc = story({
  id: 'large',
  title: 'A hundred Regions on nine stores',
  shows:
    'Three hundred replicas in three zones, dark where one leads. Then a whole store is killed: a third of its replicas led, so ' +
    `a third of its cells light up elsewhere as their followers campaign.`,
  seed: 3,
  cluster: clusterOf(9, 100),
  config: WATCHABLE_CONFIG,
  workload: [
    {
      kind: 'mixed',
      id: 'shop',
      threads: 8,
      keys: 1_000,
      startAtUs: 400 * US_PER_MS,
      endAtUs: 0,
      thinkUs: 40 * US_PER_MS,
      readPercent: 40,
      deletePercent: 0,
      valueBytes: 64,
    },
  ],
  commands: [
    { at: 1.2 * US_PER_S, do: 'kill', process: 'store-5' },
    { at: 3.2 * US_PER_S, do: 'restart', process: 'store-5' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Nine stores, a hundred Regions. Every Region elects a leader.' },
    {
      id: 'killed',
      on: { kind: 'process.crashed', nth: 1 },
      caption:
        'Store 5 is dead. The Regions that it led have no leader: their other replicas wait for their election timeouts.',
    },
    {
      id: 'back',
      on: { at: 3.2 * US_PER_S },
      caption:
        'Store 5 is back, as a follower everywhere. It catches up from the leaders; nobody hands leadership back by itself.',
    },
  ],
  untilUs: 4 * US_PER_S,
  rate: 0.2,
});

/** A thousand Regions: marks. Those that nobody writes to fall asleep, which is what makes such a number possible. */
export const huge: ScenarioDoc = story({
  id: 'huge',
  title: 'A thousand Regions on thirty stores',
  shows:
    'Three thousand replicas, a mark each. Regions that have nothing to do hibernate: their leaders stop sending heartbeats and ' +
    `their followers stop counting, until a write or a lost store wakes them.`,
  seed: 4,
  cluster: clusterOf(30, 1_000),
  config: { ...WATCHABLE_CONFIG, raft: { ...WATCHABLE_CONFIG.raft, hibernate: true } },
  workload: [
    {
      kind: 'mixed',
      id: 'trickle',
      threads: 4,
      keys: 400,
      startAtUs: 500 * US_PER_MS,
      endAtUs: 0,
      thinkUs: 100 * US_PER_MS,
      readPercent: 40,
      deletePercent: 0,
      valueBytes: 64,
    },
  ],
  beats: [
    {
      id: 'start',
      on: { at: 0 },
      caption: 'Thirty stores, a thousand Regions: every mark is a replica, in key order.',
    },
    {
      id: 'led',
      on: { kind: 'client.acked', nth: 1 },
      caption: 'The first writes are answered. Each touches one Region of a thousand.',
    },
    {
      id: 'asleep',
      on: { kind: 'client.acked', nth: 40 },
      caption: 'Marks grow pale: Regions without work hibernate, and their heartbeats stop.',
    },
  ],
  untilUs: 2.4 * US_PER_S,
  rate: 0.1,
});
