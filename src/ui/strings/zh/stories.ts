export interface StoryWords {
  readonly title: string;
  /** 它展示什么，不含关于慢时钟的那句。 */
  readonly shows: string;
  /** 字幕，按 beat 的 id。 */
  readonly beats: Readonly<Record<string, string>>;
}

const CACHED =
  'Region 1 止于 m，由 store 1 领导。半秒之后 store 2 失去到 PD 的线路，它缓存的时间戳逐渐变旧。';
const FIRST_WRITE = 'a 的第一次写得到确认，时间戳来自 store 1 的缓存。';
const APART = '最初提出的设计：每个 store 有自己的时钟。半秒之后 store 2 失去到 PD 的线路，它的时钟停住。';
const COMPARED = '两个集群逐键比对：每个键都必须是 v + 1。';
const MERGE_SOON = 'Region 2 即将并入 Region 1。';

/** 故事，按 id。 */
export const STORIES_ZH: Readonly<Record<string, StoryWords>> = {
  'first-light': {
    title: '第一缕光',
    shows:
      '三个可用区复制六个 Region，两个 capture 把每个变更复制到恢复集群。跟随一次写从客户端到远端，然后分裂、合并、转移、杀死，看延迟图如何回应。',
    beats: {
      welcome:
        '每一列是一个可用区，每张卡片是一个 store，每一格是一个 Region（键空间的一段）的一个副本。小点是一个真实运行的系统的消息，放慢了。',
      'first-leader': '每个 Region 自成一个 Raft 组。一个副本请求投票；得到多数者成为 leader，接受写。',
      'first-ack':
        '写开始得到答复。每个写从其 store 取得时间戳，送到其他可用区，三块磁盘中有两块写好就算数。',
      captured:
        '潮水在上涨。resolved ts 承诺不会再有更旧的写；checkpoint 说明恢复集群已拥有到那里为止的一切。现在与 checkpoint 之间的差距，就是灾难的代价。',
      transfer:
        'Region 2 把 leader 交给 store 3。新 leader 接受写之前先丢弃缓存的时间戳：其中可能有比已确认的写更旧的。',
      split: 'Region 5 在数据中间分裂。带旧 epoch 的请求被拒绝，客户端得知新边界，capture 订阅两半。',
      'capture-down':
        'capture A 被杀死。还没有人知道：它在 etcd 的租约要先到期。写继续进行，它的 span 的 checkpoint 停住，图上的延迟上升。',
      'capture-gone':
        '租约到期。owner 把无主的 span 交给 capture B，它从 checkpoint 重新开始：有些变更发送两次，没有一个丢失。',
      'capture-back': 'capture A 以新身份回来。对集群而言它是陌生者，旧身份所说的一律忽略。',
      merge: 'Region 3 并入右邻。它停止接受写，邻居在每个 store 上等本地副本追上，然后吞下它的范围。',
      merged: '完成：少了一个 Region，接管的 leader 取得一批新时间戳，理由与转移之后相同。',
      'store-down':
        'store 2 崩溃，带走它的 leader。另两个可用区仍有一切的多数：一两秒后选出新 leader。请看写延迟。',
      'store-back': 'store 2 带着磁盘上的内容回来，从各 leader 追赶。从这里起系统归你：弄坏点什么吧。',
    },
  },
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
  'store-lost': {
    title: '一个 store 丢失，PD 修复集群',
    shows:
      'store 3 死去且不再回来。其余立即选出 leader；过了 max-store-down-time（这里 4 秒，生产环境半小时）PD 经 learner 与联合状态，在另一个 store 上给它的每个 Region 一个副本。',
    beats: {
      start: '三个可用区的四个 store 上，四个 Region 各有三个副本。',
      crashed: 'store 3 消失。它领导的 Region 另选；PD 等待它是否回来。',
      operator: '现在它算宕机：PD 把它的副本一个接一个移到该可用区的另一个 store。',
      repaired: '第一个 Region 又有三个活着的副本。',
    },
  },
  balance: {
    title: '新 store 逐渐填满',
    shows:
      '六个 store 中三个上的一个 Region 一再分裂。PD 把副本与 leader 移到没有的 store，但从不把一个 Region 的两个副本放进同一可用区。',
    beats: {
      start: '一个 Region，三个副本。store 4、5、6 是新的，空的。',
      split: 'Region 已分裂；所有部分仍在原处。',
      moving: '均衡调度器打开。PD 移动一个副本：先 learner，再进入新旧 voter 都算数的联合状态。',
      moved: '副本离开了满的 store。当没有两个 store 相差超过一个时停止。',
    },
  },
  'hot-region': {
    title: '热点 Region 按负载分裂并分散',
    shows:
      '所有读写都到一个 Region，也就是一个 store。store 对读采样，在读分成两半处分裂 Region；PD 看到一个 store 上的热点 Region，把 leader 交给别的 store。',
    beats: {
      start: '一个 Region，一个 leader：store 1 做全部工作。',
      split: '连续十个繁忙窗口：store 请求在读的中点处分裂。',
      hot: 'PD 看到一个 store 上有两个热点 Region，交出其中一个。',
      spread: '现在两个 store 分担负载。',
    },
  },
  'az-move': {
    title: '副本逐区分开',
    shows:
      '运维把一个 Region 的两个副本放进了一个可用区。PD 的放置检查器把一个移到没有副本的可用区，那里隔离更好；请在检视中看联合状态。',
    beats: {
      start: '每个可用区一个副本。有人即将手动移动一个。',
      moved: 'store 1 与 4 在一个可用区：它若失效，三个副本中的两个也失效。',
      checked: '放置检查器打开，找到更好的位置：store 3，在自己的可用区。',
      apart: '每个可用区又各有一个副本。',
    },
  },
  'merge-generations': {
    title: '慢 peer 与第二次合并尝试',
    shows:
      '合并被回滚，写继续，第二次尝试成功，而 store 3 上的 peer 还停在第一次。它不能把第一个 PrepareMerge 当成第二个，否则其间写的内容在那里丢失。',
    beats: {
      start: '两个相邻的 Region。右边的即将并入左边的。',
      prepared: '第一次尝试：source 已准备。target 的 store apply 得很慢。',
      'rolled-back': 'target 其间分裂了，多数派回滚合并。写继续。store 3 仍停在第一次尝试。',
      committed: '第二次尝试：target 吸收 source，但在 store 3 上等待 peer 追上这一次合并。',
      complete: 'store 3 在交出 Region 之前 apply 了第二个 PrepareMerge 为止的一切。',
    },
  },
  'merge-rollback-minority': {
    title: '单个 store 不得收回合并',
    shows:
      '合并在一个 store 上已执行，在其他 store 上尚待 apply。然后 target 失去了 source 的 leader 所在 store 上的 peer：从那里看 target 像消失了。一家之言不得回滚合并。',
    beats: {
      start: '由 store 2 领导的 Region 2 即将并入由 store 1 领导的 Region 1。',
      committed: 'store 1 已执行合并。store 2 与 3 的日志里有它。',
      gone: 'target 的 peer 离开 store 2。那里的 source leader 不再看到 target，想撤销合并；store 3 不同意。',
      complete: 'store 3 也执行了合并。store 2 上的残留发现它的 Region 已消失。',
    },
  },
  'merge-restart': {
    title: '合并途中重启',
    shows:
      'source 已宣布终结时断电；三个 store 回来两个。它们必须记得自己正在合并并拒绝写：PrepareMerge 之后写的不属于任何人。',
    beats: {
      start: MERGE_SOON,
      prepared: 'source 在 store 2 与 3 上已准备。领导 target 的 store 1 apply 得很慢。',
      back: '所有 store 崩溃，两个回来。它们的 Region 仍在合并：写被拒绝。',
      committed: 'target 的新 leader 执行合并；写在合并后的 Region 中继续。',
    },
  },
  'merge-crash-in-snapshot': {
    title: '快照腾位置时崩溃',
    shows:
      'store 3 还有一个合并要执行时，合并后 Region 的快照到来，而它在快照落盘之前崩溃。之后 source 必须仍在：快照与移除是一次写。',
    beats: {
      start: 'Region 2 即将并入 Region 1。store 3 apply 得很慢。',
      committed: 'store 1 与 2 已执行合并。store 3 日志里有它，但被切断。',
      snapshot: '它需要的日志没有了：合并后 Region 的快照在途中。它的磁盘停住。',
      recovered: 'store 3 在快照持久之前崩溃。它从日志执行合并，source 仍在。',
    },
  },
  'deaf-leader': {
    title: '没有多数派的 leader 退位',
    shows:
      'store 1 与其他 store 切断，但与客户端没有。它必须发觉没有多数派答复并退位，否则客户端白等，而另一个 store 在领导。',
    beats: {
      start: 'Region 1 由 store 1 领导。',
      cut: 'store 1 再也听不到其他 store。它的写不能再提交。',
      down: '它退位并打发走客户端；其他人选出 leader。',
    },
  },
  'lease-in-merge': {
    title: '比 Region 活得更久的租约',
    shows:
      'Region 1 并入 Region 2，但它自己的 leader apply 得很慢。路由过旧的客户端继续在那里凭租约读，而另一个经合并后的 Region 写。leader 必须在告诉任何人合并已提交之前放弃租约。',
    beats: {
      start: 'Region 1 由 store 1 领导。一个客户端一直凭租约从它读。',
      prepared: 'store 2 与 3 知道 Region 1 正在合并。它的 leader 也知道，但还没有 apply。',
      committed: '范围现在归 Region 2。从此旧 leader 答复的任何内容都可能过旧。',
      complete: 'store 1 追上了。它的读者等待之后被转到 Region 2。',
    },
  },
  'lonely-candidate': {
    title: '一个 store 从隔离中回来',
    shows:
      'store 3 被切断一阵，听不到 leader。它提高任期之前先问自己能否获胜；没有人答复，所以它回来时什么也没发生。',
    beats: {
      start: '三个 store 上两个 Region，每个可用区一个 store。',
      asks: 'store 3 独自一人。它的 peer 是 pre-candidate：请求投票而不提高任期。',
      back: '它回来了，在离开时的任期跟随当前 leader。',
    },
  },
  'read-across-split': {
    title: '等待中的读遇到 Region 分裂',
    shows:
      'Region 1 分裂，左半离开 store 1，而 store 1 apply 得很慢。仍来到 store 1 的读等待 apply 索引；轮到它时键已不在那里。store 必须再看一次 Region。',
    beats: {
      start: '经领导 Region 1 的 store 1 写一个键。',
      split: 'store 2 与 3 已 apply 分裂；store 1 没有，仍以为自己是拥有者。',
      left: '左半离开了 store 1。用旧路由在那里读的人必须等待。',
      answer: 'store 1 追上，看到 Region 变了，把读者转走。',
    },
  },
  'merge-meets-transfer': {
    title: '分裂、合并，以及一切干扰',
    shows:
      '一个 Region 同时两次分裂，带过旧 epoch 的请求，合并前的转移，准备合并时死去的 store：每件都被拒绝、重试或等待，没有丢失。',
    beats: {
      start: '两个 Region，轻负载。许多事即将同时发生。',
      stale: '客户端仍相信旧 Region：EpochNotMatch，答复中带新的。',
      transfer: '有人要合并一个 Region 时它换了 leader：一件接一件。',
      dead: 'store 3 死了。合并要求每个 peer 都有日志：等待或放弃。',
      back: 'store 3 回来并追上；合并可以继续。',
    },
  },
  'h1-transfer-without-flush': {
    title: 'leader 移到时间戳更旧的 store',
    shows:
      'store 2 接管 Region 1，而它缓存的时间戳比 store 1 用过的更旧。它必须先丢弃（R-FLUSH-LEADER）；否则 a 的第二次写得到更小的时间戳，读仍找到第一次的。',
    beats: {
      'beat-1': CACHED,
      'beat-2': FIRST_WRITE,
      'beat-3': 'Region 1 的 leader 交给 store 2。',
      'beat-4': '读得到答复：它必须看到第二次写。',
    },
  },
  'h2-flush-too-late': {
    title: '写在 flush 之前溜进来',
    shows:
      'store 2 领导 Region 1，已向 PD 要新时间戳，但线路很慢。到达之前它必须拒绝写（R-SYNC-GATE）。没有闸门，或用 config.causalTs.flushOn=leader（没有人等 flush），其间到来的写会从旧缓存打时间戳。',
    beats: {
      'beat-1': CACHED,
      'beat-2': FIRST_WRITE,
      'beat-3': 'store 2 领导，但缓存不可信：MaxTimestampNotSynced。客户端重试。',
      'beat-4': '新时间戳到了；闸门打开。',
    },
  },
  'h3-flush-too-early': {
    title: '赢得选举之前的 flush',
    shows:
      'store 2 竞选 Region 1，但投票请求很慢。store 1 仍在领导，并用 resolved ts 承诺不会再有更旧的。竞选时做的 flush 比该承诺更旧：必须在选举之后做。设 config.causalTs.flushOn=candidate 看 TiKV 6.1 的做法。',
    beats: {
      'beat-1': '三个 Region，每个 store 领导一个，一个 capture 跟随它们。',
      'beat-2': 'store 2 被要求竞选。它发给别人的要 600 ms。',
      'beat-3':
        'store 1 又来领导 Region 3 并为它 flush：它的时间戳是新的，下一个 resolved ts 也是，对 Region 1 亦然。',
      'beat-4': 'store 2 当选。它的第一次写必须晚于 store 1 承诺过的一切。',
    },
  },
  'h4a-stamped-before-elected': {
    title: '由 follower 打时间戳，由 leader 提议',
    shows:
      '客户端在 store 2 领导之前向它发写。必须拒绝（R-SYNC-GATE）：TiKV 6.3 的存储层不问谁领导就从旧缓存打时间戳，store 当选后 raftstore 就接受了它。',
    beats: {
      'beat-1': CACHED,
      'beat-2': FIRST_WRITE,
      'beat-3': 'a 的第二次写到 store 2，它还不领导，存储 worker 正忙。',
      'beat-4': '现在 store 2 当选。它之前打的时间戳不得算数。',
    },
  },
  'h4b-stamped-then-deposed': {
    title: '在一任打时间戳，在另一任提议',
    shows:
      '写在 store 1 打了时间戳，提议之前卡住。leader 交给 store 2 又回来，而 store 2 承诺过不会有更旧的写。旧写必须拒绝（R-TERM-CHECK）：没有客户端会发觉，但 resolved ts 被破坏。',
    beats: {
      'beat-1': '三个 store，一个 capture 跟随两个 Region。',
      'beat-2': 'a 的写在 store 1 打了时间戳并等待：存储 worker 正忙。',
      'beat-3': 'store 2 接管，用 resolved ts 承诺不会有更旧的。',
      'beat-4': '两个任期之后 store 1 又领导，旧写醒来。',
    },
  },
  'h5-merge-without-flush': {
    title: '合并带来时间戳更新的数据',
    shows:
      '由 store 1 领导的 Region 1 并入由 store 2 领导的 Region 2，后者缓存的时间戳更旧。store 2 没有成为任何 Region 的 leader，所以合并本身必须让它 flush（R-FLUSH-MERGE）。',
    beats: {
      'beat-1': CACHED,
      'beat-2': FIRST_WRITE,
      'beat-3': 'Region 1 不再接受写；邻居将接管它的键。',
      'beat-4': 'store 2 现在领导 store 1 打过时间戳的键：它必须 flush。',
    },
  },
  'h6-merge-on-one-store': {
    title: '同一 store 领导的两个 Region 的合并',
    shows:
      '前一个故事的对照：Region 1 的 leader 先移到 store 2，它为此 flush。于是合并自己不需要 flush，关掉 R-FLUSH-MERGE 也无害。',
    beats: {
      'beat-1': CACHED,
      'beat-2': 'store 2 来领导 Region 1，为此丢弃缓存。',
      'beat-3': '两个 Region 同一 leader：此后没有别人在这里打过时间戳。',
    },
  },
  'hlc-transfer': {
    title: '时钟不一：转移',
    shows:
      '在最初提出的设计中，时钟落后很多的 store 2 来领导 Region 1。它必须把时钟提到该 Region 最大时间戳之上（R-RMT-LEADER），每个副本都为此记着它。',
    beats: {
      'beat-1': APART,
      'beat-2': FIRST_WRITE,
      'beat-3': 'store 2 领导：它知道该 Region 的最大时间戳，把时钟设到其上。',
    },
  },
  'hlc-split': {
    title: '时钟不一：分裂',
    shows:
      'Region 1 分裂，时钟落后的 store 2 在新的一半写入任何东西之前来领导它。这一半必须继承整体的最大时间戳（R-RMT-SPLIT）。',
    beats: {
      'beat-1': APART,
      'beat-2': FIRST_WRITE,
      'beat-3': 'Region 3 分裂出来。它的日志是新的，不含之前写的任何东西。',
      'beat-4': 'store 2 要来领导它。',
    },
  },
  'hlc-merge': {
    title: '时钟不一：合并',
    shows:
      '由 store 1 领导的 Region 1 并入由时钟落后的 store 2 领导的 Region 2。吸收者必须取两个最大值中较大者，并把时钟提到其上（R-RMT-MERGE）。',
    beats: {
      'beat-1':
        '最初提出的设计：每个 store 有自己的时钟。PD 告诉 store 2 的晚到一秒半，它的时钟也就晚一秒半。',
      'beat-2': FIRST_WRITE,
      'beat-3': 'store 2 现在领导的键，是 store 1 用更快的时钟打过时间戳的。',
    },
  },
  'h7-snapshot-without-max-ts': {
    title: '时钟不一：快照',
    shows:
      'store 4 由快照得到 Region 1 的副本，从未逐个看到写。它来领导时时钟落后；快照必须告诉它最大时间戳（R-RMT-SNAP）。它自己的时钟不能代替。',
    beats: {
      'beat-1': '四个有各自时钟的 store。半秒之后 store 4 失去到 PD 的线路，时钟停住。',
      'beat-2': FIRST_WRITE,
      'beat-3': 'store 4 有 Region 1 的数据，但没见过它的任何一条日志。',
      'beat-4': '现在它要来领导。',
    },
  },
  'hlc-unapplied': {
    title: '时钟不一：apply 之前当选',
    shows:
      'store 1 崩溃时，store 2 与 3 的日志里有 a 的一次写，但还没 apply。不论谁当选，都必须计入日志中的内容，不只是已 apply 的（R-RMT-APPENDED）。',
    beats: {
      'beat-1': '三个有各自时钟的 store。半秒之后 store 2 与 3 失去到 PD 的线路。',
      'beat-2': FIRST_WRITE,
      'beat-3': 'store 1 消失。其他 store 日志里有那次写；它们的 apply worker 停住。',
      'beat-4': '其中一个没有 apply 就当选了。',
    },
  },
  'h10-failed-flush': {
    title: '失败的 flush',
    shows:
      'store 2 来领导 Region 1 时连不上 PD，flush 失败。缓存仍必须全部丢弃（R-CLEAR-ON-FAILED-FLUSH）：它所有 Region 的写都失败，直到 PD 回来。以可用性换取次序。',
    beats: {
      'beat-1': 'store 2 领导 Region 2，缓存了一秒多的时间戳。',
      'beat-2': 'store 2 还要领导 Region 1，而它到 PD 的线路被切断。',
      'beat-3': 'flush 失败。缓存被丢弃，Region 2 的写也找不到时间戳。',
      'beat-4': '线路恢复。',
    },
  },
  'h12-clear-after-insert': {
    title: '旧时间戳与新时间戳并存',
    shows:
      'store 2 做 flush，但一个缺陷先放入新的一批，片刻之后才丢弃旧的。其间的写会从旧的打时间戳；丢弃与放入必须是一步（R-CLEAR-INSERT-ATOMIC）。',
    beats: {
      'beat-1': CACHED,
      'beat-2': FIRST_WRITE,
      'beat-3': 'store 2 已 flush 并接受写。时间戳必须来自新的一批。',
    },
  },
  'pd-failover-and-back': {
    title: 'PD 换 leader，再换回来',
    shows:
      'PD 有三个成员。leader 辞任，另一个发放时间戳两秒，然后第一个再次当选。它必须忘掉内存中的内容（R-TSO-CLEAR），且只有读取并提高另一个保存的上限之后才可发放（R-TSO-SYNC-FIRST）。',
    beats: {
      'beat-1': 'PD 三个成员，一个 leader：它在 etcd 持有租约，并在那里保存可以发放到哪里。',
      'beat-2': 'pd-1 交出 leader。',
      'beat-3': '另一个成员当选。它从 pd-1 可能发放过的一切之上开始。',
      'beat-4': 'pd-1 又领导。它记得的是两秒前的。',
    },
  },
  'pd-leader-paused': {
    title: '睡过头的 PD leader',
    shows:
      'PD 的 leader 停得比租约更久，另一个成员当选。它继续时首先看到睡着时到来的请求；答复之前必须看自己的租约（R-TSO-POSTCHECK）。',
    beats: {
      'beat-1': 'PD 三个成员；pd-1 领导。',
      'beat-2': 'pd-1 停住。请求堆积，租约到期。',
      'beat-3': '另一个成员当选；store 在调用等够之后找到它。',
      'beat-4': 'pd-1 继续，一时以为自己仍在领导。',
    },
  },
  'pd-late-save': {
    title: '由过去的 leader 保存的上限',
    shows:
      'PD leader 到 etcd 的线路极慢，保存的上限还在途中租约就到期了。它到达时另一个成员在领导，并保存了更高的。必须拒绝该保存，因为 leader key 不再属于发送者（R-TSO-SAVE-GUARDED）。',
    beats: {
      'beat-1': 'PD 三个成员。这里时间戳窗口是一秒，所以每秒保存一次。',
      'beat-2': 'pd-1 发给 etcd 的现在要三秒半，包括它的保活。',
      'beat-3': '它的租约到期，另一个成员领导。pd-1 发出的上限还在途中。',
    },
  },
  'h8-lock-after-ts': {
    title: 'H8：带着时间戳等待的写',
    shows:
      'store 1 的存储层停住一秒，在写打了时间戳之后、提议之前。它们的 key guard 把 resolved ts 压在其下。关掉 R-LOCK-BEFORE-TS，锁来得太晚；关掉 R-SECOND-TS，写的时间戳就是自己锁的：两者都落在已承诺的 resolved ts 之下。',
    beats: {
      calm: 'put 取第一个时间戳并以它取 memory lock，再为数据取第二个时间戳。然后才提议。',
      stalled: '打时间戳与提议之间的 worker 停住。现在到来的写有时间戳，却不在日志任何地方。',
      healed: '写继续，在打时间戳一秒之后。resolved ts 在最小的锁处等了它们。',
      drained: '一切都到了。现在关掉 R-LOCK-BEFORE-TS 或 R-SECOND-TS 再看一次。',
    },
  },
  'h9-cas-order': {
    title: 'H9：两个人持有的锁',
    shows:
      '八个线程用 cas 争一把锁。交换在键的 latch 之内取时间戳，所以时间戳跟随生效次序。关掉 R-TS-IN-LATCH：先打了时间戳、在去 latch 途中被超过的交换以更小的时间戳成功，它的值从未被看到，第二个线程拿到锁。',
    beats: {
      start: '锁是一个键。谁把 “free” 换成自己的名字就持有它；换回去就交出。',
      first: '其他人都看到不是 “free” 的名字并重试。latch 让一个键同一时刻只有一个交换读、比较、写。',
      finished: '每个持有者都从前一个拿到锁。现在关掉 R-TS-IN-LATCH，找那个没人读到其值的交换。',
    },
  },
  'ycsb-a': {
    title: 'YCSB A：一半读，一半更新',
    shows:
      '十六个线程读写 500 条 1 KB 的记录，少数几条远比其他频繁，一个 capture 把每次更新带到恢复集群。报告给出每秒操作数、读写耗时、写在提议前的开销，以及变更到达所需时间。',
    beats: {
      load: '先把每条记录写一次。',
      mix: '现在一半操作是读，一半是更新。五百条中的一条得到每百次操作中的四次：在潮汐上看它的 Region。',
      finished: '最后一个操作得到答复。capture 仍在搬运途中的内容。',
      drained: '两个集群持有相同的记录。报告里有数字。',
    },
  },
  'busy-feed': {
    title: '繁忙的 changefeed',
    shows:
      'apply、CDC endpoint 与 sink 都慢，一个 changefeed 在流量中间加入。写与其副本之间的每条规则在这里都需要：关掉一条，看哪个承诺破裂。',
    beats: {
      start: '四个客户端 put 与 delete。每个写 apply 得慢，所以任何时刻每个 store 上都有在途的。',
      snapshot:
        '一个 changefeed 加入。在日志的一步中 store 为扫描取快照并开始观察：快照中的不推流，之后的不扫描。',
      initialized: '扫描完成。从此 store 才为该 Region 发送 resolved ts。',
      resolved:
        'resolved ts 低于整个 store 最旧的在途写，多数派确认过 leader，并与在它之前 apply 的行在同一队列等待。',
      drained: '两个集群相等。现在关掉一条规则再运行一次。',
    },
  },
  'owner-switch': {
    title: '移动途中换 owner',
    shows:
      '一个 span 从 capture C 移到 B。C 已停，但最后的写卡在慢的恢复集群。然后 owner 辞任，新 owner 问每个人有什么：C 正在停止，B 已准备，没有谁领导该 span。它必须等 C 完成；立即提升 B 会让 C 的旧写落在其后。',
    beats: {
      start: '三个 capture，每个一个 span；capture A 是 owner。',
      slow: '恢复集群的磁盘停住。capture 发出的都在途中。',
      move: '中间的 span 要移到 capture B。B 准备，C 被要求停止并等待最后的写。',
      resign: 'owner 辞任。新 owner 什么也不知道，于是询问。',
      healed: '磁盘继续：C 最后的写落地，C 报告 Stopped，这时才提升 B。',
    },
  },
  'lost-lease': {
    title: '没有租约的 capture',
    shows:
      'capture B 连不上 etcd，但别的都连得上。租约在那里和按它自己的时钟都到期：在别人得到它的 span 之前，它必须停下一切。关掉 R-SUICIDE 它就继续，两个 capture 写同样的键。',
    beats: {
      start: '两个 capture，每个一个 span。',
      cut: 'capture B 失去 etcd。它仍读 store，写恢复集群。',
      lost: '整整一个 TTL 没有人确认它的租约：它放下一切，将以新名字重新开始。',
      gone: 'owner 看到它消失，把 span 交给 capture A。',
    },
  },
  'two-feeds': {
    title: '一个 Region 上的两个 changefeed',
    shows:
      '两个 changefeed 订阅同一 Region 并慢慢扫描。第二个在扫描完成前被暂停。store 必须为第一个继续观察 Region；旧的 store 对所有人停止，第一个 changefeed 丢失了之后的一切，而 resolved ts 若无其事地上升。',
    beats: {
      start: '对一个 Region 的写，还没有人捕获。',
      both: '两个 changefeed 订阅；它们的扫描共用 store 的限速。',
      paused: '第二个在扫描途中离开。第一个不得察觉。',
      initialized: '第一个的扫描完成；从此推流。',
    },
  },
  'zombie-writer': {
    title: '醒得太晚的 capture',
    shows:
      'capture A 停得比租约更久，内存里有排好序的行。它的 span 交给 capture B，后者越过它们。然后 A 醒来，在得知自己已不是谁之前写出手里的内容：旧值盖过新值。真实系统没有防止它的规则。这里恢复集群拒绝带较旧令牌者；关掉 R-FENCE 看损害，或设 config.ticdc.fence 为 leaseWait 用另一种办法。',
    beats: {
      start: 'capture A 拥有并写该 span；capture B 待命。',
      paused: 'capture A 停住，行已排序而未发送。没有人知道；checkpoint 等待。',
      gone: '它的租约结束。capture B 从 checkpoint 开始，写更新的值。',
      awake: 'capture A 从停处继续。它现在发的是旧的；只有 fence 能挡住它。',
    },
  },
  'one-lock-holds-all': {
    title: '一个写拖住每个 Region',
    shows:
      '写的 memory lock 对整个 store 算数。Region 4 失去 store 1 上的 leader，那里有一个写已提议而未 apply，且它在 store 1 的 peer 什么也不 apply：锁留着，与它无关的 Region 1 的 resolved ts 停住。请看是什么拖住 Region 1。真实的 store 正是如此。',
    beats: {
      start: '四个 Region；store 1 领导 Region 1 与 4。',
      stuck: '对 Region 4 的 put 已打时间戳、加锁、提议。它提交了，但 store 1 不 apply：锁留着。',
      transferred: 'store 2 接管 Region 4。锁仍在 store 1 的内存中，那里的 Region 1 被它拖住。',
      healed: 'store 1 又 apply，锁消失，其上每个 Region 立即前进。',
    },
  },
  'stuck-quorum': {
    title: '写能提交，resolved ts 停住',
    shows:
      '真实 store 的一个未决问题。Region 1 得到第四个副本时 store 2 不能 apply：它停在旧 epoch。store 3 不答 CheckLeader。每个写仍在四个中的三个上提交，但只有 store 1 与 4 确认 leader，resolved ts 卡住。除了延迟没有异样。把 leader 交给 store 3 就治愈。',
    beats: {
      start: '三个副本；store 1 领导。',
      stalled: 'store 2 追加但不 apply，store 3 的 CheckLeader worker 停住。',
      joined:
        'store 4 现在是成员，需要四个中的三个。写有了。resolved ts 没有：store 2 是旧 epoch，store 3 听不见。',
      transferred: 'store 3 接管。它不需要自己答复：加上 store 1 与 4 有三个，潮水又上涨。',
    },
  },
  'slow-capture': {
    title: '什么也不接收的 capture',
    shows:
      'capture 停住两秒，写继续。它不接收的在 store 的内存中等待，配额很小。配额用尽时 store 以 Congested 放弃该 Region 并忘掉等待的内容；capture 重新订阅并扫描错过的。没有丢失，内存有界。',
    beats: {
      start: 'capture 跟随写。',
      paused: '它停住。窗口关闭，store 为它保留发不出去的。',
      congested: '配额用尽：Congested。已 apply 的不能拒绝，于是拒绝订阅。',
      back: 'capture 醒来，得知此事，从它的 resolved ts 重新订阅。',
    },
  },
  'merged-away': {
    title: '订阅了被合并掉的 Region',
    shows:
      '在 PrepareMerge 与 CommitMerge 之间，一个 capture 订阅了即将消失的 Region。消失时 store 必须说；从未被告知的订阅者永远等待，checkpoint 也一样。请看是什么拖住 changefeed。',
    beats: {
      start: '由 store 1 领导的 Region 1 将并入由 store 2 领导的 Region 2。',
      prepared: 'PrepareMerge 以 EpochNotMatch 结束 Region 1 的订阅。capture 问 PD 并再次订阅它。',
      gone: '合并完成，Region 1 从该 store 消失。订阅者听到 RegionNotFound，到别处找该范围。',
    },
  },
  'scan-meets-split': {
    title: '扫描途中分裂',
    shows:
      '一个 changefeed 启动晚，扫描慢。完成之前 Region 分裂：订阅以 EpochNotMatch 结束，扫描也必须随之结束。错误之后不得再有任何东西，否则 capture 会把旧扫描当成新的。',
    beats: {
      start: '有写，还没有人捕获。',
      subscribed: 'changefeed 订阅；扫描开始。',
      error: '分裂按日志次序结束订阅：之前的已发送，然后 EpochNotMatch，然后什么也没有。',
      again: 'capture 订阅了两半，重新扫描。',
    },
  },
  'silent-store': {
    title: '一个沉默的 store',
    shows:
      'store 3 停住。它不答 CheckLeader，但三个 store 中两个就是多数派，所以一轮在它们答复后就结束。旧的 store 等所有人，一个死 store 把所有 Region 的 resolved ts 拖慢 5 秒超时。',
    beats: {
      start: '三个 store 持有该 Region；store 1 领导。',
      silent: 'store 3 停住。写靠另两个继续；resolved ts 也是。',
      later: '六秒之后没有人想念它。Region 与 changefeed 和之前一样新。',
    },
  },
  'merge-resolved-ts': {
    title: '猜想：跑在 source 前面的合并',
    shows:
      '一个由阅读真实 store 的代码发现、没有 issue 编号的隐患。Region 1 的 leader 提交 PrepareMerge 而 apply 得很慢；其间 Region 2 吸收了该范围并接受一次写。我们的模型证实：关掉 R-RTS-HONOUR-DISCARD（如真实代码），store 1 仍为 Region 1 找到多数派，发布高于该写的 resolved ts，止于旧边界的 changefeed 丢失该行。规则打开（如这里），PrepareMerge 提交后什么也不发布。覆盖两个 Region 的 changefeed 两种情况都不丢失，因为 Region 2 拖住它的前沿。',
    beats: {
      start: 'Region 1 由 store 1 领导，Region 2 由 store 2 领导。changefeed 覆盖 Region 1，止于边界。',
      stalled: 'store 1 与 3 停止 apply Region 1 提交的内容。它的日志在各处继续增长。',
      prepared: 'PrepareMerge 已提交；只有 store 2 apply 了。那里正是 Region 2 的 leader，它不需要更多。',
      committed: 'store 2 以新时间戳吞下了 Region 1 的范围。store 1 还不知道。',
      write:
        '对 Region 1 旧范围的 put 到了 Region 2。store 1 不得再为 Region 1 发布任何东西，尽管 store 3 仍会同意它领导。',
      healed: 'store 1 apply 合并并结束订阅。capture 再问，在 Region 2 找到该行。',
    },
  },
  'split-behind-leader': {
    title: 'leader 错过自己的分裂',
    shows:
      'Region 1 分裂时 leader 什么也不能 apply。follower apply 了分裂，自行选出新 Region 的 leader 并在那里接受写，而旧 leader 仍代表整个范围说话。CheckLeader 比较 epoch，所以在它 apply 分裂之前没有人同意它。',
    beats: {
      start: '一个由 store 1 领导的 Region，一个 capture 订阅其全部。',
      stalled: 'store 1 停止 apply。它仍领导、追加、提交：从外面看不出来。',
      split: '分裂已提交。store 2 与 3 apply 了，现在有两个 Region；store 1 有一个，边界与 epoch 都是旧的。',
      write: '对左半的 put 到新 leader。若 store 1 曾宣布整个范围更晚的时间戳已 resolved，该行就丢失了。',
      healed: 'store 1 apply 分裂；订阅以 EpochNotMatch 结束，capture 订阅两半。',
    },
  },
  'stale-leader': {
    title: '被落下的 leader',
    shows:
      'store 1 与其他 store 和客户端切断，但仍听得到 PD 与它的 capture。其他人选出新 leader 并继续写；store 1 取得新时间戳，会宣布它们已 resolved。它必须先问谁仍跟随它：请看 store 1 上 Region 1 的 resolved ts 停住。CheckQuorum 关闭，所以旧 leader 自己从不发觉。',
    beats: {
      start: 'store 1 领导该 Region；一个 capture 在那里读它的变更。',
      cut: 'store 1 能到 PD 与 capture，但到不了客户端与其他 store。',
      elected: '其他人等不到心跳就投票。store 1 相信自己，但每一轮问多数派都没有答复：它什么也不发布。',
      healed: '链路恢复。store 1 得知新任期，告诉订阅者 NotLeader。',
    },
  },
  'nemesis-tikv': {
    title: '在麻烦之中',
    shows:
      '四个 store 上的混合负载，为随机的麻烦而设：用 --nemesis 扫种子，每个种子在三十秒里分裂、合并、移动、杀死、切断、卡住不同的东西，然后治愈，最后两个集群必须相等。',
    beats: {
      calm: '四个线程 put、get、delete。还没有出错：弄坏点什么，再治愈它。',
      flowing: '一百个操作得到答复。分裂一个 Region，或把副本移到第四个 store。',
      finished: '负载结束。不论弄坏过什么，每个变更现在都必须到达远端。',
    },
  },
  'txn-bank': {
    title: '银行',
    shows:
      '六个线程在分布于三个 Region 的十个账户间转账，每次一个事务，其间 Region 分裂、leader 移动。任何人在任何时刻把所有账户相加都得 1000；恢复集群也是。',
    beats: {
      start: '十个账户各有 100，是一张表的记录。它们在三个 Region 中，所以多数转账涉及两个 Region。',
      lock: '转账在取得 commit 时间戳之前锁住两个账户。第一个是 primary：它是否提交决定两者。',
      conflict: '两次转账在一个账户相遇：WriteConflict。后者回滚，取新时间戳，重读另一个留下的结果。',
      split: '一个 Region 分裂：锁随键走，capture 订阅两半。',
      drained: '所有转账都已搬运，每次在下游一次提交。两个集群的账户相同。',
    },
  },
  'txn-lock-holds-resolved-ts': {
    title: '没有主人的锁',
    shows:
      '客户端在事务持锁时死去。这些 Region 的 resolved ts 停在最旧的锁之下，它被指名为压住水面者，直到需要这些键的人发现锁的时间已过并回滚它。',
    beats: {
      start: '八个线程在两个 Region 的八个账户间转账。在潮汐上看两者的 resolved ts。',
      dead: '客户端死了。它的锁留着：store 不知道它会不会带着 commit ts 回来。从此这些 Region 的 resolved ts 停住。',
      back: '客户端回来，撞上前身的锁。锁的时间是三秒：在此之前谁也不得碰。',
      resolved: '一个锁的时间已过：回滚它的 primary，整个事务随之回滚。水又上涨。',
      drained: '没有丢钱，死去的客户端做到一半的转账在哪里都看不见。',
    },
  },
  'async-commit': {
    title: '锁上即提交',
    shows:
      '事务异步提交：所有锁都立住时就已提交，commit ts 是各锁得知的最大 ts。每个 store 给出的高于那里读过或承诺过的一切，并在锁还在进日志的途中就给读者看。store 1 的存储层带着锁停住一秒：其间 R-TXN-MAX-TS、R-TXN-MEMORY-LOCK 与 R-TXN-TRACK-LOCKS 使读者与 changefeed 保持正确。',
    beats: {
      start: '钱在两个 Region 的十个账户间转移。没有人向 PD 要 commit ts：它由锁得出。',
      stalled: 'store 1 的存储层停住。现在到来的锁在内存中而不在日志里；读者仍会撞上它们，resolved ts 等待。',
      healed: '锁继续进入日志，其事务提交，高于读过的每个 ts。',
      drained: '总和在每一刻都对，这里与恢复集群都是。',
    },
  },
  'locks-before-feed': {
    title: '比 changefeed 更旧的锁',
    shows:
      '客户端停在事务中间，锁还立着时创建了 changefeed。增量扫描先读锁（R-TXN-SCAN-LOCKS）：Region 的 resolved ts 从其下开始，提交到来时已知它们要写什么。',
    beats: {
      start: '钱在两个 Region 的十个账户间转移，没有人捕获。',
      paused: '客户端停住。它的一些事务持有锁，还没有 commit ts。',
      scan: 'changefeed 开始。之前加的锁不会再被观察到：扫描必须找到它们。',
      resumed: '客户端继续，提交两秒前锁住的内容。changefeed 一直在等它。',
      drained: '每个事务都完整到达。',
    },
  },
  'ack-before-disk': {
    title: '两块磁盘停住，然后断电',
    shows:
      'store 2 与 3 的磁盘停住，所以它们什么也不确认，什么也不提交。然后三个 store 都断电，第一个最后回来。没有 R-ACK-AFTER-PERSIST，两个 follower 就会对从未写下的内容说是：store 1 据此答复了客户端，而下一个 leader 对此一无所知。',
    beats: {
      start: '三个 store 上的两个 Region，轻负载。',
      stalled: '两块磁盘停住。追加在内存中等待，每个客户端也在等。',
      dark: '断电。没有刷下的都没了；没有人被告知它是安全的。',
      elected: 'store 2 与 3 是多数派，以磁盘上的内容选出 leader。',
      last: 'store 1 最后回来。它丢弃从未提交的内容。',
    },
  },
  'incomplete-log': {
    title: '错过了内容的 candidate',
    shows:
      'store 3 被切断的时间短于选举超时，错过了其他人提交的内容。然后 store 1 失效，store 2 与 3 都想领导。store 2 拒绝日志比自己短的 candidate（R-VOTE-LOG-CHECK）；否则 store 3 会在缺少已答复客户端的内容时领导。',
    beats: {
      start: '三个 store 上的两个 Region，轻负载。',
      cut: 'store 3 被切断。另两个是多数派，继续提交。',
      killed: 'store 1 失效，store 3 回来。现在不论谁领导，都必须拥有提交过的一切。',
      back: 'store 1 回来并跟随。确认过的一个也不缺。',
    },
  },
  'read-before-own-term': {
    title: '新 leader 尚不知何者已提交时的读',
    shows:
      'store 1 提交一次写，告诉客户端，在告诉其他 store 它已提交之前死去。它们的日志里有它，不论谁当选都立即领导，但只知道较旧的 commit 索引。读必须等到自己任期的一条提交。',
    beats: {
      start: 'Region 1 由 store 1 领导；两个线程读一个键。',
      cut: '写已在所有日志中。store 的答复仍到 store 1，但它说的传不到它们。',
      crash: '客户端得到了答复。store 1 消失，该写已提交这一消息也随之消失。',
      elected: '新 leader。它的磁盘慢，它自己的第一条也就慢：读者必须等它。',
    },
  },
  'late-heartbeat': {
    title: '旧的答复确认了新的读',
    shows:
      'store 1 为一次读问其他人它是否仍领导。store 2 立即答复，store 3 的答复久在途中。store 1 停住；其他人选出 leader 并写。它继续时一次新的读正等着它，然后旧的答复到来。它属于第一次读，不得当作第二次的。',
    beats: {
      start: 'Region 1 由 store 1 领导。',
      paused: '一次读由 store 2 确认。store 1 停住时 store 3 的答复还在途中。',
      written: '另一个 store 领导并接受写。第二次读按旧路由到 store 1。',
      resumed: 'store 1 接到读，然后是旧的答复。它知道那属于另一次读。',
    },
  },
  'vote-before-disk': {
    title: '磁盘从未见过的一票',
    shows:
      'store 1 失效，store 2 请 store 3 投票，而后者的磁盘停住：它作了决定，在决定持久之前什么也不说。然后 store 3 断电，忘了它。没有 R-VOTE-AFTER-PERSIST，它就对 store 2 说了是，又在同一任期对 store 1 说是：两个 leader。',
    beats: {
      start: '三个 store 上的两个 Region，轻负载。',
      killed: 'store 3 的磁盘停住时 store 1 失效。store 2 竞选，只有自己的一票。',
      forgot: 'store 3 带着内存中的一票断电；store 2 被切断。',
      back: 'store 1 与 3 回来并选出 leader，在没有别人领导的任期。',
      healed: 'store 2 也回来并跟随。',
    },
  },
  'deposed-reader': {
    title: '不知道自己已下台的 leader',
    shows:
      'store 1 与 peer 切断，但与客户端没有，仍以为自己在领导（这里 check-quorum 关闭，没有什么告诉它）。它的租约已过，所以读必须问多数派，而没有答复：客户端得到错误。没有 R-READ-QUORUM，客户端得到三秒前已被覆盖的值。',
    beats: {
      start: 'store 1 领导键 a 的 Region。',
      cut: 'store 1 听不到 peer。它们将选出另一个 leader。',
      written: '新 leader 写了 a。store 1 对此一无所知。',
      asked: '客户端问 store 1。它问 peer 自己是否仍领导，什么也没听到。',
    },
  },
  'write-without-pd': {
    title: 'PD 不在时写',
    shows:
      '在许多写的中间，PD 消失不到半秒。每个 store 缓存了一秒的时间戳，分几批，所以没有人察觉。没有 R-BATCH-LIST，它只有一次续期带来的：立即用完，写以 ServerIsBusy 被拒绝。',
    beats: {
      start: '三个 store 上的两个 Region；PD 成批发放时间戳。',
      busy: '十六个线程写。批随使用变大：一秒所需的保持在缓存中。',
      gone: 'PD 消失。store 用手里的继续写。',
      back: '缓存空之前 PD 回来了。',
    },
  },
  large: {
    title: '九个 store 上的一百个 Region',
    shows:
      '三个可用区中三百个副本，领导者为深色。然后整个 store 被杀死：它的副本有三分之一在领导，于是它三分之一的格子在别处亮起，那里的 follower 竞选。',
    beats: {
      start: '九个 store，一百个 Region。每个 Region 选出 leader。',
      killed: 'store 5 死了。它领导的 Region 没有 leader：其余副本等待选举超时。',
      back: 'store 5 回来，处处是 follower。它从各 leader 追赶；没有人主动交还领导权。',
    },
  },
  huge: {
    title: '三十个 store 上的一千个 Region',
    shows:
      '三千个副本，每个一个记号。无事可做的 Region 休眠：leader 停发心跳，follower 停止计时，直到一次写或一个丢失的 store 唤醒它们。',
    beats: {
      start: '三十个 store，一千个 Region：每个记号是一个副本，按键的次序。',
      led: '最初的写得到答复。每个写只碰一千个 Region 中的一个。',
      asleep: '记号变淡：没有工作的 Region 休眠，心跳停止。',
    },
  },
};
