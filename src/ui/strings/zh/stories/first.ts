import type { StoryWords } from './words.ts';

export const FIRST: Readonly<Record<string, StoryWords>> = {
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
        '潮水在上涨。Region 的水面是它的 resolved ts：其下不会再有写。changefeed 最远到最低的水面；checkpoint 说明恢复集群已拥有到那里为止的一切，与现在的距离就是灾难会造成的损失。',
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
  'resolved-ts': {
    title: 'resolved ts 是什么',
    shows:
      '三个 Region、一个 changefeed，一次只讲一件事：为什么 Region 不能直接说自己到现在为止是完整的，它的 resolved ts 承诺什么，为什么一个慢的 Region 会拖住所有其他的。请看潮汐。',
    beats: {
      start: '三个 Region 分担全部的键，潮汐上各有一列。高度是时间：上边是现在，越往下越旧。',
      stamped: '写先取得时间戳，然后复制、apply。这之间它在途：潮汐上的一个点，时间戳已经过去，行还没有。',
      resolved:
        '所以 Region 不能说自己到现在为止是完整的。它的 resolved ts 说它到了哪里：低于每一个在途的写。这就是它的水面；水面以下不会再有写。',
      feed: 'changefeed 不会比最低的 Region 更远：这就是它的 resolved ts。其下的行按时间戳的顺序送往恢复集群；送到之后，checkpoint 跟上。',
      held: '现在 store 2 停止 apply Region 2。它的写一直在途，它的水面停住。Region 1 和 3 继续上涨，但 changefeed 的线留在最低处。',
      waiting:
        '其他 Region 的行在 sorter 中等待：少了缺的那些，恢复集群会得到一个从未存在过的状态。图上的延迟增长，集群图下方写着是谁拖住了它。',
      healed:
        'store 2 又开始 apply。它的水面上涨，等待的一切按顺序流走。resolved ts：什么是完整的。checkpoint：什么已送达。与现在的距离：灾难会造成的损失。',
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
};
