import type { Template } from '../../translator.ts';

/** Writes. */
export const WRITES: readonly Template[] = [
  [
    'store {s} proposes to put {key} at {ts}, as entry {i} of term {t}',
    'store {s} 提议 put {key}，时间戳 {ts}，任期 {t} 的第 {i} 条',
  ],
  [
    'store {s} proposes to delete {key} at {ts}, as entry {i} of term {t}',
    'store {s} 提议 delete {key}，时间戳 {ts}，任期 {t} 的第 {i} 条',
  ],
  [
    'a write under way on store {s} holds the resolved ts below {ts}',
    'store {s} 上一个进行中的写把 resolved ts 压在 {ts} 之下',
  ],
  ['request {q} on store {s} gets {ts} for its data', 'store {s} 上的请求 {q} 为数据取得 {ts}'],
  ['store {s} drops the lock of the write at {ts}', 'store {s} 释放 {ts} 的写的锁'],
  ['store {s} refuses request {q}: {why!}', 'store {s} 拒绝请求 {q}：{why!}'],
  [
    'store {s} proposes the lock of {key} for transaction {ts}, primary {p}',
    'store {s} 提议为事务 {ts} 锁住 {key}，primary 是 {p}',
  ],
  ['store {s} proposes the commit of {key} at {ts}', 'store {s} 提议在 {ts} 提交 {key}'],
  [
    'store {s} hears that transaction {ts} is alive: its locks have {ms} ms from its start',
    'store {s} 得知事务 {ts} 还活着：它的锁从起点起有 {ms} ms',
  ],
  ['store {s} proposes to roll {key} back for transaction {ts}', 'store {s} 提议为事务 {ts} 回滚 {key}'],
];
