import type { charts as english } from '../../en/charts.ts';
import type { Said } from '../../said.ts';

export const charts: Said<typeof english> = {
  latency: {
    label: '延迟图',
    nothing: '还没有测量值。',
    none: '–',
    at: (words) => `在 ${words}`,
  },
  series: {
    'write-p50': '写 p50',
    'write-p99': '写 p99',
    'pre-propose-p99': '提议前 p99',
    'cdc-p50': 'CDC p50',
    'cdc-p99': 'CDC p99',
    'resolved-ts-lag': 'resolved ts 延迟',
    'checkpoint-lag': 'checkpoint 延迟',
    'write-qps': '写/秒',
    'read-qps': '读/秒',
  },
  seriesLong: {
    'write-p50': '写耗时，中位数',
    'write-p99': '写耗时，第 99 百分位',
    'pre-propose-p99': '写在提议前的耗时：加锁、取时间戳、编码；第 99 百分位',
    'cdc-p50': '上游写到下游写，中位数',
    'cdc-p99': '上游写到下游写，第 99 百分位',
    'resolved-ts-lag': 'changefeed resolved ts 延迟',
    'checkpoint-lag': 'changefeed checkpoint 延迟',
    'write-qps': '每秒写次数',
    'read-qps': '每秒读次数',
  },
};
