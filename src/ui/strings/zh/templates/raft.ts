import type { Template } from '../../translator.ts';

/** Raft. */
export const RAFT: readonly Template[] = [
  ['store {s} becomes leader in term {t}', 'store {s} 在任期 {t} 成为 leader'],
  ['store {s} asks for votes in term {t}', 'store {s} 在任期 {t} 请求投票'],
  [
    'store {s} asks whether it would win an election after term {t}',
    'store {s} 询问自己能否在任期 {t} 之后的选举中获胜',
  ],
  ['store {s} is a follower without a leader in term {t}', 'store {s} 在任期 {t} 是没有 leader 的 follower'],
  ['store {s} follows peer {p} in term {t}', 'store {s} 在任期 {t} 跟随 peer {p}'],
  ['store {s} votes for peer {p} in term {t}', 'store {s} 在任期 {t} 投票给 peer {p}'],
  ['store {s} adds {entries!} to its log', 'store {s} 把{entries!}写进日志'],
  ['store {s} has its log on disk up to entry {i}', 'store {s} 的日志已落盘到第 {i} 条'],
  ['store {s} knows that everything up to entry {i} is committed', 'store {s} 得知第 {i} 条及之前都已提交'],
  ['store {s} applies {entries!}', 'store {s} apply {entries!}'],
  [
    'store {s} sends store {o} a snapshot of {n}, up to entry {i}',
    'store {s} 向 store {o} 发送 {n} 的快照，到第 {i} 条为止',
  ],
  ['store {s} starts over from a snapshot, up to entry {i}', 'store {s} 从快照重新开始，到第 {i} 条为止'],
  ['store {s} drops its log up to entry {i}', 'store {s} 丢弃到第 {i} 条为止的日志'],
  [
    'store {s} is back from its disk in term {t}, with entries up to {last}, applied up to {applied}',
    'store {s} 从磁盘恢复，任期 {t}，日志到第 {last} 条，已 apply 到第 {applied} 条',
  ],
  ['store {s} begins to hand leadership to store {o}', 'store {s} 开始把 leader 交给 store {o}'],
  ['entry {i}', '第 {i} 条'],
  ['entries {a} to {b}', '第 {a} 到 {b} 条'],
  ['store {s} answers a read by its lease of term {t}', 'store {s} 凭任期 {t} 的租约答复一次读'],
];
