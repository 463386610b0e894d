import type { SeriesId } from '../../../model/frame.ts';

/** The latency chart and its series. */
export const charts = {
  latency: {
    label: 'Latency chart',
    nothing: 'Nothing measured yet.',
    none: '–',
    at: (words: string) => `at ${words}`,
  },
  series: {
    'write-p50': 'write p50',
    'write-p99': 'write p99',
    'pre-propose-p99': 'before propose p99',
    'cdc-p50': 'CDC p50',
    'cdc-p99': 'CDC p99',
    'resolved-ts-lag': 'resolved ts lag',
    'checkpoint-lag': 'checkpoint lag',
    'write-qps': 'writes/s',
    'read-qps': 'reads/s',
  } satisfies Record<SeriesId, string>,
  seriesLong: {
    'write-p50': 'Write duration, median',
    'write-p99': 'Write duration, 99th percentile',
    'pre-propose-p99':
      'Of a write, the time before it was proposed: lock, timestamps, encoding; 99th percentile',
    'cdc-p50': 'Upstream write to downstream write, median',
    'cdc-p99': 'Upstream write to downstream write, 99th percentile',
    'resolved-ts-lag': 'Changefeed resolved ts lag',
    'checkpoint-lag': 'Changefeed checkpoint lag',
    'write-qps': 'Writes per second',
    'read-qps': 'Reads per second',
  } satisfies Record<SeriesId, string>,
} as const;
