import type { StoryWords } from './words.ts';

const CACHED =
  'Region 1 止于 m，由 store 1 领导。半秒之后 store 2 失去到 PD 的线路，它缓存的时间戳逐渐变旧。';
const FIRST_WRITE = 'a 的第一次写得到确认，时间戳来自 store 1 的缓存。';
const APART = '最初提出的设计：每个 store 有自己的时钟。半秒之后 store 2 失去到 PD 的线路，它的时钟停住。';

export const TIMESTAMPS: Readonly<Record<string, StoryWords>> = {
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
      'store 2 竞选 Region 1，但投票请求很慢。store 1 仍在领导，并用 resolved ts 承诺不会再有更旧的。竞选时做的 flush 比该承诺更旧：必须在选举之后做。设 config.causalTs.flushOn=candidate 看 TiKV 6.1 的做法；那时只有 capture 的安全间隔（R-SAFE-INTERVAL）救得了该行，因为它从承诺的三秒之前再向 store 2 要。',
    beats: {
      'beat-1': '三个 Region，每个 store 领导一个，一个 capture 跟随它们。',
      'beat-2': 'store 2 被要求竞选。它发给别人的要 600 ms。',
      'beat-3':
        'store 1 又来领导 Region 3 并为它 flush：它的时间戳是新的，下一个 resolved ts 也是，对 Region 1 亦然。',
      'beat-4': 'store 2 当选。它的第一次写必须晚于 store 1 承诺过的一切；capture 很晚才向 store 2 要它。',
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
  'h11-pd-falls-back': {
    title: 'PD 发放过去的时间戳',
    shows:
      'PD 换了 leader 又换回来，正在此时 store 2 来领导 Region 1。它照规矩 flush，但这只能与 PD 一样可靠：若 pd-1 没读另一成员保存的上界就发放（关掉 R-TSO-SYNC-FIRST），新的一批比 store 1 用过的更旧。store 只有在自己上一批更新时才能发觉 PD 后退；store 2 没有，因为它连不上另一成员。store 1 发觉了，不再得到时间戳。',
    beats: {
      start: 'PD 有三个成员，一个 leader。store 1 领导 Region 1。',
      apart: 'pd-2 领导 PD。store 2 连不上它：它的时间戳逐渐变旧。',
      written: 'a 的第一次写得到 pd-2 发放的时间戳。',
      back: 'pd-1 再次领导，内存里落后两秒。在读到并抬高保存的上界之前，它什么也不能发放。',
      flushed: 'store 2 领导 Region 1 并已 flush。它现在打的时间戳必须高于 a 的第一次写。',
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
      '八个线程用 cas 争一把锁，store 的调度器很忙：一次交换要等 0.3 ms 才有线程。它在键的 latch 之内取时间戳，所以时间戳跟随生效次序。关掉 R-TS-IN-LATCH：先打了时间戳、在去 latch 途中被超过的交换以更小的时间戳成功，它的值从未被看到，第二个线程拿到锁。',
    beats: {
      start: '锁是一个键。谁把 “free” 换成自己的名字就持有它；换回去就交出。',
      first: '其他人都看到不是 “free” 的名字并重试。latch 让一个键同一时刻只有一个交换读、比较、写。',
      finished: '每个持有者都从前一个拿到锁。现在关掉 R-TS-IN-LATCH，找那个没人读到其值的交换。',
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
};
