import type { Template } from '../../translator.ts';

/** Faults. */
export const FAULTS: readonly Template[] = [
  ['nothing passes {link}', '{link} 之间什么也过不去'],
  ['{link} resets at {n} of a million messages', '{link} 每百万条消息重置 {n} 次'],
  ['zone {az} is cut off from the others', '可用区 {az} 与其他可用区切断'],
  ['every fsync of {p} takes {d} longer', '{p} 的每次 fsync 多用 {d}'],
  ['{link} is slower by {d}', '{link} 慢了 {d}'],
  ['the disk of {p} hangs', '{p} 的磁盘卡住'],
  ['the {lane} worker of {p} stands still for Region {r}', '{p} 的 {lane} worker 对 Region {r} 停住'],
  ['the {lane} worker of {p} stands still', '{p} 的 {lane} worker 停住'],
  ['the clock of {p} is right and drifts by {n} ppm', '{p} 的时钟准确，但以 {n} ppm 漂移'],
  ['the clock of {p} is {d} ahead and drifts by {n} ppm', '{p} 的时钟快 {d}，并以 {n} ppm 漂移'],
  ['the clock of {p} is {d} behind and drifts by {n} ppm', '{p} 的时钟慢 {d}，并以 {n} ppm 漂移'],
  ['the clock of {p} is {d} ahead', '{p} 的时钟快 {d}'],
  ['the clock of {p} is {d} behind', '{p} 的时钟慢 {d}'],
  ['the clock of {p} is right', '{p} 的时钟准确'],
];
