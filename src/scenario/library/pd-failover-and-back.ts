import { ms, timestampStory } from './timestamps-setup.ts';
import { DEFAULT_MIXED } from '../workloads/mixed.ts';

const MIXED = { ...DEFAULT_MIXED, kind: 'mixed', id: 'load', threads: 2, keys: 20, thinkUs: ms(60) } as const;

/** Exhibit 12.18, H11 (facts cdc B-10, B-11, B-14). */
export const pdFailoverAndBack = timestampStory({
  id: 'pd-failover-and-back',
  title: 'PD changes its leader, and back',
  shows:
    'PD has three members. Its leader resigns, another one grants timestamps for two seconds, then the first is elected again. It must have forgotten what it had in memory (R-TSO-CLEAR) and may grant only after it has read and raised the bound that the other one saved (R-TSO-SYNC-FIRST).',
  cluster: { pd: { az: 'az-1', otherAzs: ['az-2', 'az-3'] } },
  workload: [MIXED],
  untilUs: ms(7_000),
  commands: [
    {
      at: ms(2_500),
      do: 'fault',
      id: 'disk',
      fault: 'slow-disk',
      with: { process: 'etcd-1', addUs: 100_000 },
    },
    { at: ms(3_000), do: 'resignPd' },
    { at: ms(5_200), do: 'resignPd' },
  ],
  beats: [
    {
      id: 'beat-1',
      on: { at: 0 },
      caption:
        'Three members of PD, one leader: it holds a lease in etcd, and saves there how far it may grant.',
    },
    { id: 'beat-2', on: { kind: 'pd.stepped-down', nth: 1 }, caption: 'pd-1 gives leadership up.' },
    {
      id: 'beat-3',
      on: { kind: 'pd.elected', nth: 2 },
      caption: 'Another member is elected. It begins above everything pd-1 may have granted.',
    },
    {
      id: 'beat-4',
      on: { kind: 'pd.elected', nth: 3 },
      caption: 'pd-1 leads again. What it remembers is two seconds old.',
    },
  ],
});
