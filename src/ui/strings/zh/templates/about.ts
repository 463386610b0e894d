import type { Template } from '../../translator.ts';

/** What a line is about, before its sentence; and processes, connections and leases that come and go. */
export const ABOUT: readonly Template[] = [
  ['You: {action} is not possible: {why!}', '你：无法执行 {action}：{why!}'],
  ['You: {words!}', '你：{words!}'],
  ['Region {r}: done: {words!}', 'Region {r}：完成：{words!}'],
  ['Region {r}: {rest!}', 'Region {r}：{rest!}'],
  ['Store {s}: {rest!}', 'Store {s}：{rest!}'],
  ['Changefeed {id}: {rest!}', 'Changefeed {id}：{rest!}'],
  ['Fault “{id}” begins: {words!}', '故障“{id}”开始：{words!}'],
  ['Fault “{id}” is healed: {words!}', '故障“{id}”已治愈：{words!}'],
  ['healed: {words!}', '已治愈：{words!}'],
  ['Check {id} is violated: {words!}', '检查 {id} 被违反：{words!}'],
  [
    'All writes are done and carried over: both clusters must now be equal',
    '所有写都已完成并搬运过去：两个集群现在必须相等',
  ],
  ['all writes carried over', '所有写都已搬运过去'],
  ['Capture {c} is gone', 'Capture {c} 已消失'],
  ['The lease of {owner} expires', '{owner} 的租约到期'],
  ['The connection from {a} to {b} breaks', '从 {a} 到 {b} 的连接断开'],
  ['{process} is up again (start number {n})', '{process} 重新启动（第 {n} 次启动）'],
  ['{process} crashes: what it had not written to disk is lost', '{process} 崩溃：没有写入磁盘的都丢失了'],
  [
    '{process} freezes: it does nothing, but others still take it for running',
    '{process} 冻结：它什么也不做，但别人仍以为它在运行',
  ],
  ['{process} goes on where it was frozen', '{process} 从冻结处继续'],
  ['{message} from {a} to {b} is lost: {why!}', '从 {a} 到 {b} 的 {message} 丢失：{why!}'],
];
