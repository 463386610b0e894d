import { ms, timestampStory } from './timestamps-setup.ts';
import { DEFAULT_MIXED } from '../workloads/mixed.ts';

const MIXED = { ...DEFAULT_MIXED, kind: 'mixed', id: 'load', threads: 2, keys: 20, thinkUs: ms(60) } as const;

/** Two issuers (facts cdc 1.1.6, exhibit D8 of 8.6). */
export const pdLeaderPaused = timestampStory({
  id: 'pd-leader-paused',
  title: 'A PD leader that slept',
  shows:
    'The leader of PD is stopped for longer than its lease, and another member is elected. When it goes on, it first finds the requests that came while it slept; it must look at its lease before it answers them (R-TSO-POSTCHECK).',
  cluster: { pd: { az: 'az-1', otherAzs: ['az-2', 'az-3'] } },
  workload: [MIXED],
  untilUs: ms(8_000),
  commands: [
    { at: ms(3_000), do: 'pause', process: 'pd-1' },
    { at: ms(7_000), do: 'resume', process: 'pd-1' },
  ],
  beats: [
    { id: 'beat-1', on: { at: 0 }, caption: 'Three members of PD; pd-1 leads.' },
    {
      id: 'beat-2',
      on: { kind: 'process.paused', nth: 1 },
      caption: 'pd-1 stops. Requests pile up, and its lease runs out.',
    },
    {
      id: 'beat-3',
      on: { kind: 'pd.elected', nth: 2 },
      caption: 'Another member is elected; the stores find it when their calls have waited long enough.',
    },
    {
      id: 'beat-4',
      on: { kind: 'process.resumed', nth: 1 },
      caption: 'pd-1 goes on and believes for a moment that it still leads.',
    },
  ],
});
