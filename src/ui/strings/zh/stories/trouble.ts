import type { StoryWords } from './words.ts';

export const TROUBLE: Readonly<Record<string, StoryWords>> = {
  'nemesis-tikv': {
    title: '在麻烦之中',
    shows:
      '四个 store 上的原始读写与事务，为随机的麻烦而设：用 --nemesis 扫种子，每个种子在三十秒里分裂、合并、移动、杀死、切断、卡住不同的东西，然后治愈，最后两个集群必须相等，一分钱也不能少。恢复集群会拒绝已失去租约的 capture（R-FENCE）；真实系统并不拒绝，会在其中一些种子上出错。',
    beats: {
      calm: '四个线程 put、get、delete，三个线程转账。还没有出错：弄坏点什么，再治愈它。',
      flowing: '一百个操作得到答复。分裂一个 Region，或把副本移到第四个 store。',
      finished: '负载结束。不论弄坏过什么，每个变更现在都必须到达远端。',
    },
  },
};
