import type { StoryWords } from './words.ts';

const PLACED_IN_C = 'span 的分配由机会决定。中间的要在 capture C，如果它还不在那里。';

export const CAPTURE: Readonly<Record<string, StoryWords>> = {
  'owner-switch': {
    title: '移动途中换 owner',
    shows:
      '一个 span 从 capture C 移到 B。C 已停，但最后的写还在通往恢复集群的慢线路上。然后 owner 辞任，新 owner 问每个人有什么：C 正在停止，B 已准备，没有谁领导该 span。它必须等 C 完成；立即提升 B 会让 C 的旧写落在其后。',
    beats: {
      start: '三个 capture，每个一个 span；capture A 是 owner。',
      place: PLACED_IN_C,
      slow: 'capture C 到恢复集群的线路慢了两秒。C 发出的要在途中这么久。',
      move: '中间的 span 要移到 capture B。B 准备，C 被要求停止并等待最后的写。',
      resign: 'owner 辞任。新 owner 什么也不知道，于是询问。',
      landed: 'C 最后的写已落地，它报告了 Stopped：那时才提升了 B。',
    },
  },
  'late-status': {
    title: '到得太迟的 checkpoint',
    shows:
      'capture A 是 owner，它到 etcd 的线路变慢六秒。它刚发出的 checkpoint 在途中比租约活得更久：capture B 成为 owner 并推进 checkpoint。然后旧的写到达。它写明当时的 owner 键与它所依据的状态（R-OWNER-TXN-GUARD）；两者都已改变，于是 etcd 拒绝它。没有这道防护，checkpoint 就会后退。',
    beats: {
      start: '两个 capture。A 是 owner，每个 tick 把 checkpoint 写入 etcd。',
      slow: '从此 A 对 etcd 说的话要走六秒：它的 checkpoint，以及它还活着。',
      expired: '三秒没有人续它的租约：A 的键消失了。',
      elected: '现在 B 是 owner。它从最后的 checkpoint 接管 span 并继续前进。',
      late: '先前 owner 的最后一个 checkpoint 到达 etcd。',
    },
  },
  'collected-too-early': {
    title: '删除之后，未告知任何人就被忘记',
    shows:
      '旧版本超过两秒就被回收：被更新者替换的，以及删除连同其标记。changefeed 暂停得更久。owner 使 PD 的安全点低于它的 checkpoint（R-GC-SAFEPOINT），所以它继续时扫描找到每个删除。关掉这条规则，标记就没有了，扫描在键被删除之处什么也看不到，恢复集群永远保留它。把 config.ticdc.gcTtlUs 设为 2s：等待在 changefeed 继续之前就结束，它以 ErrGCTTLExceeded 失败。',
    beats: {
      start: '四个线程写入和删除四十八个键。',
      collected: '两秒已过：PD 让 store 丢弃此前被替换或删除的，但不超过 changefeed 的进度。',
      paused: 'changefeed 暂停。它的 checkpoint 停住，安全点也必须停住。',
      still: '最后的写已完成。许多键以删除告终。',
      resumed: 'changefeed 继续：它的扫描寻找 checkpoint 以来发生的一切。',
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
  'full-hands': {
    title: '满手而死的 capture',
    shows:
      '从 capture B 到恢复集群的线路慢，变更堆积在它的 sink 里。其 span 的 resolved ts 上涨，checkpoint 等待已刷写的部分（R-CKPT-AFTER-FLUSH）。随后 B 死去，capture A 必须从 checkpoint 开始（R-REDISPATCH-FROM-CKPT）：它与 resolved ts 之间的内容只在 B 手里。',
    beats: {
      start: '两个 capture，各有一个 span。',
      slow: '从 capture B 到恢复集群的线路慢两秒。B 继续接收；checkpoint 停住，直到它的第一批得到答复。',
      dead: 'capture B 死去，收到而未送出的一切随之消失。',
      gone: '它的租约已过。capture A 得到该 span，从 checkpoint 订阅：有些变更写两次，没有丢失。',
      drained: '两个集群相等。关掉两条规则之一：B 手里的内容要么承诺得太早，要么永远不会写下。',
    },
  },
  'late-feed': {
    title: '晚加入的 changefeed',
    shows:
      '一个 changefeed 在流量中间加入，store 1 逐个扫描它的两个 Region。扫描等待轮到自己时 apply 的内容由推流送来，因为 Region 正是从取快照的那一步日志起被观察（R-SNAPSHOT-ATOMIC）。稍后该 store 的 endpoint 落后：每个 resolved ts 在它的队列里排在先到的行之后（R-FIFO-ENDPOINT）。',
    beats: {
      start: '四个客户端 put 与 delete，还没有人捕获。store 1 领导 Region 1 与 4。',
      snapshots:
        '一个 changefeed 加入。store 1 有了两个 Region 的快照，并从各自那一步日志起观察。但它一次只扫描一个：另一个扫描等待。',
      turn: '第一个扫描完成，另一个开始，它的快照已是一秒前的。此后 apply 的不在其中：那些已由推流送来。',
      behind:
        '两个 Region 都在推流，现在 store 1 的 endpoint 停住。apply 的内容在它的队列里等待。求 resolved ts 的轮次继续；求得的也进同一队列。',
      healed: '它按被告知的次序赶上：先是行，然后是高于它们的 resolved ts。',
      drained: '两个集群相等。现在关掉两条规则之一：扫描等待之处缺行，或者行在它的 resolved ts 之后才来。',
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
  'merge-subscribed-twice': {
    title: '同一个 Region 订阅两次',
    shows:
      'Region 1 并入 Region 2，两者的订阅都结束。每个都把 capture 引向合并后的 Region，于是它会要两次。已订阅的范围被锁住，第二次什么也不要（R-RANGE-LOCK）。没有锁，第二次扫描又慢、快照又旧，会说出一些键的旧值，而较新的值第一个订阅早已说过。',
    beats: {
      start: '两个 Region，capture 各订阅一个。',
      merged: 'Region 2 接管 Region 1 的键。它自己的订阅以 EpochNotMatch 结束。',
      once: '两个范围都释放后订阅合并的 Region：一次，从两个 checkpoint 中较旧的开始。',
      scanned: '扫描完成，resolved ts 继续前进。',
    },
  },
  'rts-before-init': {
    title: '扫描未完就有 resolved ts',
    shows:
      'changefeed 在已有数据之后开始，扫描很慢。resolved ts 表示不会再有更旧的，但扫描还没说出旧行：INITIALIZED 之前不得发送（R-NO-RTS-BEFORE-INIT）。否则 checkpoint 跑在扫描前面，capture 失效时，下一个从没有人见过的行之后开始。',
    beats: {
      start: '有写，没有人捕获。',
      subscribed: '从最开头起的 changefeed。它的扫描慢慢说出已有的行。',
      killed: 'capture 在扫描途中失效。下一个从哪里开始？',
      initialized: 'capture B 又从头扫描完。从此 resolved ts 算数。',
    },
  },
  'former-owner': {
    title: '前任 owner 的命令',
    shows:
      'owner 叫 capture B 接管一个 span，消息很慢。到达之前 owner 已辞任，新 owner 自己把 span 给了 B，然后又移到 C。现在旧命令来了。它带着已不再是 owner 者的 revision，被丢弃（R-EPOCH-FILTER）；若服从，B 就成为从旧 checkpoint 开始的第二个写者。',
    beats: {
      start: '三个 capture，每个一个 span；capture A 是 owner。B 最后竞选 owner：它到 etcd 的线路很慢。',
      place: PLACED_IN_C,
      move: '中间的 span 要移到 capture B。',
      slow: '从此 capture A 对 B 说的要四秒才到：包括它可以开始。',
      resign: 'A 辞任。现在 C 是 owner，它问每个人有什么，自己提升了 B。',
      on: 'span 继续移到 capture C。B 已停并忘了它。',
      ghost: '现在前任 owner 的命令到达 B。',
    },
  },
  'one-batch-twice': {
    title: '一批里同一个键写两次',
    shows:
      '一批中所有键值共用一个时间戳，所以一批里写两次的键在同一时刻有两个值；store 保留后一个。capture 两个都得到，时间戳不说明哪个在先：排序器必须按到来次序放出相等的时间戳（R-STABLE-TIE）。没有它的堆会交换两者，恢复集群就保留错的那个。',
    beats: {
      start: '一个 Region，一个 capture 跟随它。',
      once: '三个键的一批：一个请求，日志里一个条目，一个时间戳。',
      twice: '这一批把 a 写两次。上游保留第二个值。',
      sent: 'capture 有 a 的两个值，时间戳相同，按到来次序写出。',
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
      '一个由阅读真实 store 的代码发现、没有 issue 编号的隐患。Region 1 的 leader 提交 PrepareMerge 而 apply 得很慢；其间 Region 2 吸收了该范围并接受一次写。我们的模型证实：关掉 R-RTS-HONOUR-DISCARD（如真实代码），store 1 仍为 Region 1 找到多数派，发布高于该写的 resolved ts，止于旧边界的 changefeed 丢失该行。规则打开（如这里），PrepareMerge 提交后什么也不发布。覆盖两个 Region 的 changefeed 两种情况都不丢失：两个范围都释放之后才订阅合并后的 Region，并从两者中较旧的 checkpoint 开始，而 Region 2 已把它拖住。',
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
};
