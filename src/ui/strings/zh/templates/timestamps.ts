import type { Template } from '../../translator.ts';

/** Timestamps and PD. */
export const TIMESTAMPS: readonly Template[] = [
  ['{pd} grants {to} one timestamp, the last is {ts}', '{pd} 给 {to} 发放一个时间戳，最后一个是 {ts}'],
  ['{pd} grants {to} {n} timestamps, the last is {ts}', '{pd} 给 {to} 发放 {n} 个时间戳，最后一个是 {ts}'],
  ['{pd} saves that it may grant timestamps up to {ms} ms', '{pd} 保存发放上限：时间戳可发放到 {ms} ms'],
  [
    '{pd}: refuses {service} the safe point {ts}: versions up to {min} may be collected already',
    '{pd}：拒绝 {service} 的安全点 {ts}：{min} 及之前的版本可能已被回收',
  ],
  ['{pd}: keeps for {service} what is above {ts}', '{pd}：为 {service} 保留 {ts} 之上的内容'],
  ['{pd}: old versions up to {ts} may be collected', '{pd}：{ts} 及之前的旧版本可以回收'],
  ['collects one old version, the safe point is {ts}', '回收一个旧版本，安全点是 {ts}'],
  ['collects {n} old versions, the safe point is {ts}', '回收 {n} 个旧版本，安全点是 {ts}'],
  ['{pd}: is elected leader of PD, at revision {n}', '{pd}：当选 PD leader，修订 {n}'],
  ['{pd}: is no longer leader of PD: {why!}', '{pd}：不再是 PD leader：{why!}'],
  ['{pd} orders: {words!}', '{pd} 下令：{words!}'],
  ['{pd} calls off: {words!} ({why!})', '{pd} 撤销：{words!}（{why!}）'],
  ['{pd}: orders: {words!}', '{pd} 下令：{words!}'],
  ['{pd}: calls off: {words!} ({why!})', '{pd} 撤销：{words!}（{why!}）'],
  [
    'throws its cached timestamps away and gets fresh ones, from {ts}',
    '丢弃缓存的时间戳，取得新的，从 {ts} 起',
  ],
  ['gets no fresh timestamps: {why!}', '取不到新的时间戳：{why!}'],
  [
    'store {s} leads in term {t}; the largest timestamp it knows of is {ts}, its clock stands at {clock}',
    'store {s} 在任期 {t} 领导；它所知最大的时间戳是 {ts}，时钟停在 {clock}',
  ],
  [
    'store {s} has fresh timestamps and takes writes in term {t}',
    'store {s} 已有新的时间戳，在任期 {t} 接受写',
  ],
  [
    'balance leaders: Region {r} from store {a} to store {b}',
    '均衡 leader：Region {r} 从 store {a} 到 store {b}',
  ],
  [
    'balance replicas: Region {r} from store {a} to store {b}',
    '均衡副本：Region {r} 从 store {a} 到 store {b}',
  ],
  ['hot Region {r}: from store {a} to store {b}', '热点 Region {r}：从 store {a} 到 store {b}'],
  ['merge small Region {r} into Region {t}', '把小的 Region {r} 并入 Region {t}'],
];
