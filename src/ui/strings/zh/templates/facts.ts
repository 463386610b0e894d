import type { Template } from '../../translator.ts';

/** Facts of the inspector. */
export const FACTS: readonly Template[] = [
  ['{range}, leader on store {s}', '{range}，leader 在 store {s}'],
  ['{range}, no leader', '{range}，没有 leader'],
  ['{kind}, {cluster!} cluster, {health!}', '{cluster!}集群的 {kind}，{health!}'],
  ['{state}, {n} spans', '{state}，{n} 个 span'],
  ['{i} waiting', '{i} 个等待'],
  ['{i} of {t}', '{t} 中的 {i}'],
  ['peer {p} on store {s}', 'store {s} 上的 peer {p}'],
  ['{i} bytes', '{i} 字节'],
  ['a majority of both', '两边都要多数'],
  ['none: reads ask the quorum', '无：读要询问多数派'],
];
