import type { Template } from '../../translator.ts';

/** Facts of the inspector. */
export const FACTS: readonly Template[] = [
  ['{range}, leader on store {s}', '{range}，leader 在 store {s}'],
  ['{range}, no leader', '{range}，没有 leader'],
  ['{kind}, {cluster!} cluster, {health!}', '{cluster!}集群的 {kind}，{health!}'],
  ['{state}, {n} span', '{state}，{n} 个 span'],
  ['{state}, {n} spans', '{state}，{n} 个 span'],
  ['{i} waiting, {n} of them held by a fault', '{i} 个等待，其中 {n} 个被故障扣留'],
  ['{i} waiting', '{i} 个等待'],
  ['{i} of {t}', '{t} 中的 {i}'],
  ['peer {p} on store {s}', 'store {s} 上的 peer {p}'],
  ['{i} bytes', '{i} 字节'],
  ['a majority of both', '两边都要多数'],
  ['none: reads ask the quorum', '无：读要询问多数派'],
  [
    'match {i}, next {n}, {state}, {o} in flight, heard from lately',
    'match {i}，next {n}，{state}，在途 {o}，最近有消息',
  ],
  [
    'match {i}, next {n}, {state}, {o} in flight, not heard from lately',
    'match {i}，next {n}，{state}，在途 {o}，最近没有消息',
  ],
  [
    'match {i}, next {n}, {state}, {o} in flight, paused, heard from lately',
    'match {i}，next {n}，{state}，在途 {o}，暂停，最近有消息',
  ],
  [
    'match {i}, next {n}, {state}, {o} in flight, paused, not heard from lately',
    'match {i}，next {n}，{state}，在途 {o}，暂停，最近没有消息',
  ],
  ['{i} for, {o} against, of {t}', '{t} 票中 {i} 票赞成，{o} 票反对'],
  ['{time} behind', '慢 {time}'],
  ['{time} ahead', '快 {time}'],
  ['{ts}, since {time}', '{ts}，已 {time}'],
  ['for peer {p} in term {t}', '任期 {t} 投给 peer {p}'],
  ['for nobody in term {t}', '任期 {t} 未投票'],
  [
    '{n} threads over {k} keys: {a} % put, {b} % delete, {c} % get',
    '{n} 个线程，{k} 个键：{a} % put，{b} % delete，{c} % get',
  ],
  [
    '{n} threads over {k} accounts: {a} % transfer, {b} % add all up',
    '{n} 个线程，{k} 个账户：{a} % 转账，{b} % 求总和',
  ],
  ['{state} on {capture}, checkpoint {ts}', '{capture} 上 {state}，checkpoint {ts}'],
  ['up to read {n} of this leader', '到这个 leader 的第 {n} 个读为止'],
  ['{entries!}, with a change of members', '{entries!}，含成员变更'],
  ['entry {i} of term {t}', '任期 {t} 的第 {i} 条'],
  ['entries {i} to {o}, of term {t}', '任期 {t} 的第 {i} 到 {o} 条'],
  ['entry {i}, of term {t}', '任期 {t} 的第 {i} 条'],
  ['{i} of term {t}', '任期 {t} 的 {i}'],
  ['refused: no entry {i} of the right term', '拒绝：没有任期相符的第 {i} 条'],
  ['try from entry {i} of term {t}', '从任期 {t} 的第 {i} 条试起'],
  ['a snapshot up to entry {i} at least', '至少到第 {i} 条的快照'],
  ['holds everything up to entry {i}', '持有第 {i} 条及之前的一切'],
];
