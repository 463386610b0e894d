import type { Template } from '../../translator.ts';

/** Regions. */
export const REGIONS: readonly Template[] = [
  ['store {s} begins with it as {range}, epoch {e}', 'store {s} 以 {range} 开始，epoch {e}'],
  [
    'store {s} cuts it down by a split to {range}, epoch {e}',
    'store {s} 因分裂把它缩小为 {range}，epoch {e}',
  ],
  [
    'store {s} creates it by a split as {range}, epoch {e}',
    'store {s} 因分裂创建它，范围 {range}，epoch {e}',
  ],
  [
    'store {s} freezes it for a merge as {range}, epoch {e}',
    'store {s} 为合并冻结它，范围 {range}，epoch {e}',
  ],
  ['store {s} widens it by a merge to {range}, epoch {e}', 'store {s} 因合并把它扩大为 {range}，epoch {e}'],
  [
    'store {s} gives up the merge and keeps it as {range}, epoch {e}',
    'store {s} 放弃合并，保留 {range}，epoch {e}',
  ],
  [
    'store {s} notes its new peers, it stays {range}, epoch {e}',
    'store {s} 记下新的 peer，范围仍是 {range}，epoch {e}',
  ],
  [
    'store {s} learns it from a snapshot as {range}, epoch {e}',
    'store {s} 从快照得知它是 {range}，epoch {e}',
  ],
  ['store {s} finds it on its disk as {range}, epoch {e}', 'store {s} 在磁盘上找到它：{range}，epoch {e}'],
  ['store {s} removes its peer: {why!}', 'store {s} 移除自己的 peer：{why!}'],
  [
    'store {s} proposes to split at {key}; the new Region will be {n}',
    'store {s} 提议在 {key} 处分裂；新 Region 将是 {n}',
  ],
  [
    'store {s} takes no more writes, it is about to merge into Region {t}',
    'store {s} 不再接受写，即将并入 Region {t}',
  ],
  ['on store {s} it takes over the keys of Region {o}', '在 store {s} 上接管 Region {o} 的键'],
  [
    'store {s} gives up the merge into Region {t} and takes writes again',
    'store {s} 放弃并入 Region {t}，重新接受写',
  ],
];
