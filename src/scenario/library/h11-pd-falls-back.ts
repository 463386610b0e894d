import { DEFAULT_MIXED } from '../workloads/mixed.ts';
import { ms, timestampStory } from './timestamps-setup.ts';

/** H11 (facts cdc 1.9; B-10, B-14), what exhibit 12.18 means for a store. */
export const h11PdFallsBack = timestampStory({
  id: 'h11-pd-falls-back',
  title: 'PD grants from the past',
  shows:
    'PD changes its leader and back, and store 2 comes to lead Region 1 just then. It flushes, as it must, and that is only as good as PD: if pd-1 grants before it has read what the other member saved ' +
    '(R-TSO-SYNC-FIRST off), the fresh batch is older than what store 1 has used. A store notices that PD fell back only if its own last batch was newer; store 2 has none, for it could not reach the other ' +
    'member. Store 1 does notice, and gets no more timestamps.',
  cluster: { pd: { az: 'az-1', otherAzs: ['az-2', 'az-3'] } },
  workload: [
    {
      ...DEFAULT_MIXED,
      kind: 'mixed',
      id: 'load',
      threads: 2,
      keys: 20,
      thinkUs: ms(60),
      endAtUs: ms(4_500),
    },
  ],
  untilUs: ms(7_500),
  commands: [
    {
      at: ms(2_500),
      do: 'fault',
      id: 'disk',
      fault: 'slow-disk',
      with: { process: 'etcd-1', addUs: 100_000 },
    },
    {
      at: ms(2_900),
      do: 'fault',
      id: 'apart',
      fault: 'cut-link',
      with: { from: 'store-2', to: 'pd-2' },
    },
    { at: ms(3_000), do: 'resignPd' },
    { at: ms(5_000), do: 'put', key: 'a', value: 'v1' },
    { at: ms(5_590), do: 'transferLeader', region: 1, store: 2 },
    { at: ms(5_600), do: 'resignPd' },
    { at: ms(6_100), do: 'put', key: 'a', value: 'v2' },
    { at: ms(7_000), do: 'get', key: 'a' },
  ],
  beats: [
    { id: 'start', on: { at: 0 }, caption: 'Three members of PD, one leader. Store 1 leads Region 1.' },
    {
      id: 'apart',
      on: { kind: 'pd.elected', nth: 2 },
      caption: 'pd-2 leads PD. Store 2 cannot reach it: its timestamps grow old.',
    },
    {
      id: 'written',
      on: { kind: 'client.answered', nth: 1 },
      caption: 'The first write of a gets a timestamp that pd-2 has granted.',
    },
    {
      id: 'back',
      on: { kind: 'pd.elected', nth: 3 },
      caption:
        'pd-1 leads again, two seconds behind in its memory. It may grant nothing before it has read and raised the saved bound.',
    },
    {
      id: 'flushed',
      on: { kind: 'ts.flushed', nth: 2, process: 'store-2' },
      caption:
        'Store 2 leads Region 1 and has flushed. What it stamps now must be above the first write of a.',
    },
  ],
});
