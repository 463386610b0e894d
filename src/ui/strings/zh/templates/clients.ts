import type { Template } from '../../translator.ts';

/** Clients. */
export const CLIENTS: readonly Template[] = [
  ['{c}: {op} of {key} fails: {why!}', '{c}：{key} 的 {op} 失败：{why!}'],
  [
    '{c}: {op} of {key} gets no answer, it may or may not have happened: {why!}',
    '{c}：{key} 的 {op} 没有答复，可能发生也可能没有：{why!}',
  ],
  ['{c}: tries request {q} again, attempt {n}: {why!}', '{c}：重试请求 {q}，第 {n} 次：{why!}'],
  ['{c}: reads {key} = {v!} after {d}', '{c}：读到 {key} = {v!}，用时 {d}'],
  ['{c}: cas of {key} finds {v!} after {d}', '{c}：{key} 的 cas 发现 {v!}，用时 {d}'],
  ['{c}: {op} of {key} is acknowledged after {d}', '{c}：{key} 的 {op} 得到确认，用时 {d}'],
  ['{c}: workload “{w}” is finished at {ts}', '{c}：负载“{w}”在 {ts} 完成'],
  ['{c}: transaction {ts} begins: {words}', '{c}：事务 {ts} 开始：{words}'],
  ['{c}: transaction {ts} has read {n} keys as of its start', '{c}：事务 {ts} 已读到开始时刻的 {n} 个键'],
  ['{c}: transaction {ts} has read {key} as of its start', '{c}：事务 {ts} 已读到开始时刻的 {key}'],
  ['{c}: transaction {ts} is committed at {at} after {d}', '{c}：事务 {ts} 在 {at} 提交，用时 {d}'],
  ['{c}: transaction {ts} is given up: {why!}', '{c}：事务 {ts} 被放弃：{why!}'],
  [
    '{c}: transaction {ts} gets no answer, it may or may not be committed: {why!}',
    '{c}：事务 {ts} 没有答复，可能已提交也可能没有：{why!}',
  ],
  ['{c}: {key} is locked by transaction {ts}: {why!}', '{c}：{key} 被事务 {ts} 锁住：{why!}'],
  [
    '{c}: finds that transaction {ts} is rolled back and says so to {key}',
    '{c}：发现事务 {ts} 已回滚，并告知 {key}',
  ],
  [
    '{c}: finds that transaction {ts} committed at {at} and says so to {key}',
    '{c}：发现事务 {ts} 在 {at} 提交，并告知 {key}',
  ],
  ['{c}: {did} begins', '{c}：{did} 开始'],
  ['{c}: {typed} → {answer!}', '{c}：{typed} → {answer!}'],
  ['nothing', '空'],
];
