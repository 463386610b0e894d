import type { StoryWords } from './words.ts';

export const TXN: Readonly<Record<string, StoryWords>> = {
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
  'old-observation': {
    title: '先前一次观察的变更',
    shows:
      'store 1 的 endpoint 的队列落后了。其间它的 capture 放弃订阅又重新订阅；apply 的内容仍以旧的 observe id 进入队列，排在两者之后。于是新的观察遇到旧观察的变更，其中最后的是一些锁，它们的提交落在两次观察之间，没有人观察到。这些变更被丢弃（R-OBSERVE-ID）：新快照更清楚。若当作新消息，它们就永远留在跟踪器里，把 Region 的 resolved ts 压在早已结束的事务之下。',
    beats: {
      start: '两个线程写 raw 键。稍后另外十六个在 240 个账户间转账：都在一个 Region。',
      behind: 'store 1 的 endpoint 停住。apply 的内容带着观察时的 observe id 在它的队列里等待。',
      paused: 'changefeed 暂停又恢复：一个订阅的结束与一个新的订阅在同一队列里等待。',
      together:
        '账户已开好，十六次转账同时开始。它们的锁会一起 apply；它们的 commit 不会比多数派的答复更早到来。',
      subscribed:
        '就在两者之间 endpoint 赶上。新的订阅向多数派要 read index；在它 apply 之前，没有人观察该 Region。',
      snapshot: '快照取得。旧观察的锁已被丢弃；仍在的锁由扫描找到。',
      drained: '每个事务都已到达。',
    },
  },
  'half-committed': {
    title: '死在提交中间',
    shows:
      '客户端死时，primary 的 commit 还在路上。只有 primary 作决定（R-TXN-PRIMARY-FIRST）：在它之前没有别的键被提交，所以谁发现这些锁都可以全部回滚。关掉这条规则：store 在近处的账户 1 立即提交，账户 0 没有，留下半次转账。',
    beats: {
      start:
        '账户 0 在 Region 1，账户 1 在 Region 2。从客户端到 store 1（Region 1 的 leader 所在）的线路慢 0.6 s。',
      locked:
        '一次转账的两个账户现在都已锁住。客户端取得 commit ts，把 primary（账户 0）的 commit 送上慢路。账户 1 等待答复。',
      dead: '线路断了，commit 还在上面；现在客户端也死了。两个锁留着。',
      blocked: '别人来看账户，撞上这些锁。它们的三秒时间未过，于是他读锁之前的值：若要提交，必须晚于这次读。',
      'rolled-back': '时间已过，primary 没有提交：回滚它，整次转账随之回滚。',
      drained: '总和与先前一样。现在关掉 R-TXN-PRIMARY-FIRST。',
    },
  },
  'late-lock': {
    title: '来得太晚的锁',
    shows:
      'primary 的锁在路上太久，以至有人发现另一个锁，询问 primary，什么也没找到，便回滚了该事务。回滚留下记录（R-TXN-ROLLBACK-RECORD）：迟到的锁被拒绝。关掉这条规则：锁立住，客户端提交，而转账的一半已被回滚。',
    beats: {
      start:
        '账户 0 在 Region 1，账户 1 在 Region 2。从客户端到 store 1（Region 1 的 leader 所在）的线路慢 0.9 s，而锁只活半秒。',
      locked: '一次转账锁住账户 1。账户 0 是它的 primary，其锁还在去 store 1 的路上。',
      blocked: '有人把账户相加，撞上这个锁。它的时间已过，于是他问它的 primary 这次转账怎样了。',
      'rolled-back': '那里没有锁，也没有 commit。转账被回滚，账户 0 虽从未被锁，也为此留下记录。',
      healed: '线路又快了。之前送出的还在路上。',
      refused: '账户 0 的锁现在到达。记录说它的事务已结束：拒绝，客户端重新开始。',
      drained: '总和在每一刻都对。现在关掉 R-TXN-ROLLBACK-RECORD。',
    },
  },
  'txn-lock-holds-resolved-ts': {
    title: '没有主人的锁',
    shows:
      '客户端先失去到 store 1 的连线，随后在事务持锁时死去。这些 Region 的 resolved ts 停在最旧的锁之下，它被指名为压住水面者，直到需要这些键的人发现锁的时间已过并回滚它。',
    beats: {
      start: '八个线程在两个 Region 的八个账户间转账。在潮汐上看两者的 resolved ts。',
      dead: '客户端死了。它的锁留着：store 不知道它会不会带着 commit ts 回来。从此这些 Region 的 resolved ts 停住。',
      back: '客户端回来，撞上前身的锁。锁的时间是三秒：在此之前谁也不得碰。',
      resolved: '一个锁的时间已过：回滚它的 primary，整个事务随之回滚。水又上涨。',
      drained: '没有丢钱，死去的客户端做到一半的转账在哪里都看不见。',
    },
  },
  'stuck-lock': {
    title: '没有人读的锁',
    shows:
      '等待 commit ts 的客户端在持锁时死去，此后再没有人读那些键。锁压住其 Region 的 resolved ts，随之压住整个 changefeed，连写其他键的人也受影响。capture 的看门狗（R-RESOLVE-STUCK-LOCKS）查看停住的 Region 中的锁，逐一询问 primary，不碰活着的事务，回滚死去的事务。关掉这条规则：水面再也不涨。',
    beats: {
      start:
        '一个客户端写 raw 键，另一个在八个账户间转账。Region 2 有这些账户和一半的 raw 键。从第二个客户端到 PD 的线路慢 0.4 s：锁住之后要等那么久才有 commit ts。',
      dead: '第二个客户端死去，留下锁。没有别人使用这些账户：没有人会撞上这些锁。',
      looked:
        'Region 2 的 resolved ts 已停住两秒（真实系统为 20 s）。capture 列出那里的锁；它们的三秒时间未过，于是不去碰。',
      resolved: '它再看一次。现在可以回滚 primary，死去的事务的锁全部消失：水面上涨。',
      drained: '每个 raw 写都已到达，死去的客户端的转账没有一笔只做了一半。',
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
      '客户端向 store 1 提的要求要近一秒才到，所以它的锁立得久，commit ts 到达时已旧。其间创建了 changefeed。增量扫描先读已有的锁（R-TXN-SCAN-LOCKS），之后的锁被跟踪（R-TXN-TRACK-LOCKS）：resolved ts 停在它们之下，提交到来时已知它们要写什么。',
    beats: {
      start:
        '钱在两个账户间转移，账户 0 在 Region 1，账户 1 在 Region 2，没有人捕获。从客户端到 store 1（Region 1 的 leader 所在）的线路慢 0.9 s。',
      locked:
        '一次转账锁住账户 1。提交之前，账户 0 的锁要走慢路，然后是它的 commit，其 ts 在出发前就已选定。',
      scan: '锁还立着时 changefeed 开始。锁在有人观察该 Region 之前加上：只有扫描能找到它。从此它压住 Region 2 的 resolved ts。',
      committed:
        'commit 到达 Region 2，ts 已旧近一秒。resolved ts 一直等在锁之下，所以承诺成立，值也由扫描得知。',
      drained: '每次转账都完整到达。',
    },
  },
};
