import type { Template } from '../../translator.ts';

/** Capture. */
export const CAPTURE: readonly Template[] = [
  [
    'store {s} sends the {what} of {key} by transaction {ts}, from its scan',
    'store {s} 发送事务 {ts} 对 {key} 的 {what}，来自扫描',
  ],
  ['store {s} sends the {what} of {key} by transaction {ts}', 'store {s} 发送事务 {ts} 对 {key} 的 {what}'],
  [
    'store {s} sends the {op} of {key} at {ts}, from its scan',
    'store {s} 发送 {ts} 对 {key} 的 {op}，来自扫描',
  ],
  ['store {s} sends the {op} of {key} at {ts}', 'store {s} 发送 {ts} 对 {key} 的 {op}'],
  ['{c} subscribes to {range} on store {s}, from {ts}', '{c} 在 store {s} 订阅 {range}，从 {ts} 起'],
  [
    'reads Region {r} as of entry {i} for a capture; what follows it is sent as it is applied',
    '为 capture 读取 Region {r} 截至第 {i} 条的内容；其后的在 apply 时发送',
  ],
  ['request {q} is no longer subscribed on store {s}', '请求 {q} 在 store {s} 上不再订阅'],
  ['{a} of {b} wait to be sent to captures', '{b} 配额中有 {a} 等待发送给 capture'],
  [
    'store {s} has scanned one row for request {q}; from here on it streams',
    'store {s} 为请求 {q} 扫描了一行；从此开始推流',
  ],
  [
    'store {s} has scanned {n} rows for request {q}; from here on it streams',
    'store {s} 为请求 {q} 扫描了 {n} 行；从此开始推流',
  ],
  ['promises no more changes up to {ts} in {regions}', '承诺 {regions} 中不再有 {ts} 及之前的变更'],
  ['store {s} ends the subscription of request {q}: {why!}', 'store {s} 结束请求 {q} 的订阅：{why!}'],
  ['{p}: joins as capture {c}', '{p}：以 capture {c} 加入'],
  ['{p}: loses its session, capture {c} stops', '{p}：失去会话，capture {c} 停止'],
  ['{p}: becomes the owner, as capture {c}', '{p}：以 capture {c} 成为 owner'],
  ['span {span} goes from {a} to {b}, on {c}, next {d}', 'span {span} 从 {a} 变为 {b}，在 {c} 上，接着 {d}'],
  ['span {span} goes from {a} to {b}, on {c}', 'span {span} 从 {a} 变为 {b}，在 {c} 上'],
  ['span {span} goes from {a} to {b}, next {d}', 'span {span} 从 {a} 变为 {b}，接着 {d}'],
  ['span {span} goes from {a} to {b}', 'span {span} 从 {a} 变为 {b}'],
  ['on {c} span {span} is {state}, checkpoint {ts}', '在 {c} 上 span {span} 是 {state}，checkpoint {ts}'],
  ['{c} has everything of span {span} up to {ts}', '{c} 拥有 span {span} 到 {ts} 为止的全部'],
  ['{c}: sends one row of {span} to the recovery cluster', '{c}：把 {span} 的一行发往恢复集群'],
  ['{c}: sends {n} rows of {span} to the recovery cluster', '{c}：把 {span} 的 {n} 行发往恢复集群'],
  ['{c} has written {key} at {ts} to the recovery cluster', '{c} 已把 {ts} 的 {key} 写到恢复集群'],
  ['{c} has written all of span {span} up to {ts}', '{c} 已写完 span {span} 到 {ts} 为止的全部'],
  [
    'everything up to {ts} is safe on the recovery cluster; held by {why!}',
    '到 {ts} 为止的一切都已安全到达恢复集群；被拖住于 {why!}',
  ],
  ['everything up to {ts} is safe on the recovery cluster', '到 {ts} 为止的一切都已安全到达恢复集群'],
  ['etcd holds its checkpoint {ts}, written by {p}', 'etcd 保存其 checkpoint {ts}，由 {p} 写入'],
  [
    'ErrStartTsBeforeGC: start ts {a} is not above the GC safe point {b}',
    'ErrStartTsBeforeGC：起始 ts {a} 不高于 GC 安全点 {b}',
  ],
  [
    'ErrSnapshotLostByGC: its checkpoint {a} is not above the GC safe point {b}',
    'ErrSnapshotLostByGC：它的 checkpoint {a} 不高于 GC 安全点 {b}',
  ],
  [
    'ErrGCTTLExceeded: its checkpoint is older than the GC TTL of {d}',
    'ErrGCTTLExceeded：它的 checkpoint 比 GC TTL {d} 更旧',
  ],
  ['is now {state}: {why!}', '现在是 {state}：{why!}'],
  ['is now {state}', '现在是 {state}'],
];
