import type { Template } from '../../translator.ts';

/** What holds a resolved ts or a checkpoint. */
export const HELD: readonly Template[] = [
  ['checkpoint ← {why!}', 'checkpoint ← {why!}'],
  ['{a!} ← {b!}', '{a!} ← {b!}'],
  ['{words!}, unchanged for {d}', '{words!}，已 {d} 没有变化'],
  ['CheckLeader: no quorum agrees that this store leads', 'CheckLeader：没有多数派同意这个 store 是 leader'],
  [
    'memory lock of key "{key}" in region {r} on store {s}, in flight for {d}',
    'store {s} 上 region {r} 中键 "{key}" 的 memory lock，已在途 {d}',
  ],
  [
    'memory lock of key "{key}" on store {s}, in flight for {d}',
    'store {s} 上键 "{key}" 的 memory lock，已在途 {d}',
  ],
  [
    'transaction lock of start ts {ts} on "{key}", since {d}',
    '"{key}" 上 start ts 为 {ts} 的事务锁，已持续 {d}',
  ],
  ['sink congested: {n} messages wait until {c} takes them in', 'sink 拥塞：{n} 条消息等待 {c} 接收'],
  ['endpoint: {n} tasks of the region wait', 'endpoint：该 region 有 {n} 个任务在等待'],
  ['waiting for its snapshot for {d}', '等待快照已 {d}'],
  ['incremental scan queued behind {n} others for {d}', '增量扫描排在另外 {n} 个之后，已 {d}'],
  ['incremental scan running for {d}', '增量扫描已进行 {d}'],
  ['no leader', '没有 leader'],
  [
    'no capture owns the cluster: nobody advances the checkpoint',
    '没有 capture 是 owner：没有谁推进 checkpoint',
  ],
  ['the new owner waits for every capture to report', '新 owner 等待每个 capture 报告'],
  ['no span is known', '还不知道任何 span'],
  ['on no capture', '不在任何 capture 上'],
  ['{c} is gone; its writes may still be on the way', '{c} 已消失；它的写可能还在途中'],
  ['{c} has not reported for {d}', '{c} 已 {d} 没有报告'],
  ['region {r} on {p} has the oldest resolved ts', '{p} 上的 region {r} 的 resolved ts 最旧'],
  ['region {r} on {p} not initialized', '{p} 上的 region {r} 尚未初始化'],
  ['subscribed {n} s ago', '{n} 秒前订阅'],
  ['region {r} waits for its range', 'region {r} 等待它的范围'],
  ['asking PD for Regions', '正在向 PD 询问 Region'],
  ['a Region is about to be subscribed again', '某个 Region 即将重新订阅'],
  ['preparing', '准备中'],
  ['no timestamp from PD', '没有来自 PD 的时间戳'],
  ['prepared, not yet promoted', '已准备好，尚未提升'],
  ['stopping with {n} rows on the way downstream', '正在停止，还有 {n} 行在去下游的途中'],
  ['sink: {n} rows not acknowledged downstream', 'sink：{n} 行下游尚未确认'],
  ['sink: {n} row waits for the next tick', 'sink：{n} 行等待下一个 tick'],
  ['sink: {n} rows wait for the next tick', 'sink：{n} 行等待下一个 tick'],
];
