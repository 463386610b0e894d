import type { StoryWords } from './words.ts';

const COMPARED = '两个集群逐键比对：每个键都必须是 v + 1。';

export const RAWKV: Readonly<Record<string, StoryWords>> = {
  'rawkv-case-1': {
    title: 'RawKV 案例 1：管道',
    shows:
      '一个 store、一个 capture、一个恢复 store。每个键 put 两次；最后恢复集群必须持有每个键的第二个值。',
    beats: {
      start: '每个线程对自己的每个键 put v，再 put v + 1。changefeed 从一开始就在。',
      initialized: 'capture 已读完订阅时存在的内容。从此它看到每个刚 apply 的写。',
      finished: '所有 put 都已答复。运行继续，直到 checkpoint 越过这一刻。',
      drained: '两个集群逐键比对：它们必须相等。',
    },
  },
  'rawkv-case-2-between': {
    title: 'RawKV 案例 2：changefeed 在两次 put 之间',
    shows: '每个键有了第一个值、还没有第二个值时创建 changefeed：v 由增量扫描找到，v + 1 作为变更到来。',
    beats: {
      start: '每个线程对自己的每个键 put v。还没有人捕获。',
      created: '所有键都是 v。现在 changefeed 启动并扫描已有内容，线程即将 put v + 1。',
      initialized: '扫描结束。从现在起才可以发布 resolved ts。',
      drained: COMPARED,
    },
  },
  'rawkv-case-2-after': {
    title: 'RawKV 案例 2：changefeed 在两次 put 之后',
    shows: '每个键都已是 v + 1 时创建 changefeed。不会再有变更：增量扫描必须找到一切，且是最新版本。',
    beats: {
      start: '每个线程 put v，再 put v + 1。还没有人捕获。',
      created: '写全部结束。changefeed 启动，只能从扫描得知。',
      drained: COMPARED,
    },
  },
  'rawkv-case-3-1-split': {
    title: 'RawKV 案例 3.1：负载下的分裂',
    shows: '每个键 put 两次，同时 Region 一再分裂。每次分裂结束旧 Region 的订阅；两半之间不能掉落任何东西。',
    beats: {
      start: '三个 store 上的一个 Region。它即将被切成许多。',
      'first-split': '第一次分裂。带旧 epoch 的写被拒绝，capture 必须从同一时间戳起订阅两半。',
      drained: COMPARED,
    },
  },
  'rawkv-case-3-2-merge': {
    title: 'RawKV 案例 3.2：负载下的合并',
    shows:
      '每个键 put 两次，同时相邻 Region 被合并，又被分裂，总有可合并的。接管的 leader 不得重用旧时间戳。',
    beats: {
      start: '三个 store 上许多小 Region。它们即将合并。',
      prepared: 'source 停止接受写，并告诉邻居它的日志到哪里。',
      committed: '邻居吞下了它。其 leader flush 时间戳：source 可能用更新的时间戳写过。',
      drained: COMPARED,
    },
  },
  'rawkv-case-3-3-transfer': {
    title: 'RawKV 案例 3.3：负载下的 leader 转移',
    shows:
      '每个键 put 两次，同时 leader 从一个 store 移到另一个。新 leader 给每个写的时间戳必须晚于前任确认过的一切。',
    beats: {
      start: '三个 store 上几个 Region。它们的 leader 即将一个接一个移动。',
      'first-transfer': '旧 leader 让选定的 follower 立即竞选。其间写被拒绝并重试。',
      synced: '新 leader 有了新的一批时间戳，打开闸门。没有这一步，一个键的第二次 put 可能得到更旧的时间戳。',
      drained: COMPARED,
    },
  },
};
