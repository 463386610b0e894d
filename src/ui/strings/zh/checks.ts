/** 检查的标题与承诺，按 id。 */
export const CHECKS_ZH: Readonly<Record<string, { readonly title: string; readonly words: string }>> = {
  'election-safety': {
    title: '选举安全',
    words: '一个 Region 在一个任期内至多有一个 leader，该任期的每个 peer 都跟随它。',
  },
  'log-matching': {
    title: '日志匹配',
    words: '一个 Region 的两份日志若有索引与任期相同的条目，则该处命令相同，之前也相同。日志没有空洞。',
  },
  'leader-completeness': {
    title: 'leader 完整性',
    words: '一个任期中提交的内容在之后任期的每个 leader 的日志里；没有两个 peer 在同一索引提交不同条目。',
  },
  'state-machine-safety': {
    title: '状态机安全',
    words: '所有 store 在一个 Region 的同一索引 apply 同一命令，按序且无空洞；只有快照可以跳过。',
  },
  'commit-order': {
    title: '提交与 apply 只前进',
    words: '每个 peer 上 commit 索引从不下降，条目在提交并落盘之后按序 apply 一次。',
  },
  'leader-calm': {
    title: '领导权平静',
    words: '无人答复的 peer 不会抬高任期；被替换的 leader 不会比替换它所用的时间继续更久。',
  },
  'range-partition': {
    title: 'Region 划分键空间',
    words:
      '集群各 Region 的最新 epoch 恰好覆盖每个键一次，一个 epoch 在各处是同一范围，一个 store 的 peer 不重叠。',
  },
  'epoch-arithmetic': {
    title: 'epoch 按规则上升',
    words:
      '分裂按新 Region 数提高 version，成员变更提高 confVer，合并按应有方式提高两者；一条日志在每个 store 上给出同一 epoch。',
  },
  'split-keys': {
    title: '键从不被切成两半',
    words: 'Region 在完整的用户键处相接：一个键的所有版本在一个 Region 中。',
  },
  'merge-completeness': {
    title: '合并带走一切',
    words: 'Region 吸收邻居时，该 store 上邻居的 peer 已 apply 其 PrepareMerge 之前写的一切，之后再无写入。',
  },
  'merge-rollback': {
    title: '合并要么提交要么回滚',
    words: '没有 store 收回别人已执行的合并，也没有 store 执行已被收回的合并。',
  },
  'tso-monotonic': {
    title: 'TSO 从不倒退',
    words: '不论哪个成员答复，PD 不会两次发放同一时间戳，也不会发放比先前更小的。',
  },
  'tso-window': {
    title: 'TSO 在持久窗口之内',
    words: '发放的每个时间戳低于当时已持久的上限，且上限从不下降。',
  },
  'tso-single-issuer': {
    title: '只有一个成员发放时间戳',
    words: '新当选的 PD 成员一旦发放时间戳，先前当选的成员就不再发放。',
  },
  'provider-order': {
    title: 'store 的时间戳上升',
    words: 'store 按升序给出时间戳；flush 之后只用 flush 取来的那批，失败的 flush 之后不用先前缓存的。',
  },
  'stamped-under-leadership': {
    title: '由有效的 leader 打时间戳',
    words: '只有打时间戳的 store 当时以该任期已同步的时间戳领导该 Region，且此后一直领导，写才进入日志。',
  },
  'region-max-ts': {
    title: 'leader 的时钟高于其 Region',
    words: 'store 有各自时钟时，来领导一个 Region 的时钟高于其中生效的每个写。',
  },
  causality: { title: '按键的因果', words: '在同一键的另一个写得到确认之后才开始的写，取得更大的时间戳。' },
  'read-your-writes': {
    title: '读能看到已确认的写',
    words: '在某键的写得到确认之后才开始的读，返回那个写或时间戳更大的写。',
  },
  linearizability: {
    title: '每个键如同一个寄存器',
    words:
      '一个键的 get、put、delete 与 cas 可以排成一个尊重真实时间并解释每个答复的次序。没有答复的操作可能在之后任何时刻发生，或从未发生。一个键有超过 14 个这样的操作时放弃判断。',
  },
  'version-uniqueness': {
    title: '键与时间戳指定一个版本',
    words: '没有两个生效的提议以同一时间戳写同一键。检查每个键最近八个版本。',
  },
  'cas-chain': {
    title: 'cas 构成一条链',
    words: '只用 cas 写的键，每次交换所期望的正是前一次所写的值，按生效次序与时间戳次序都如此。',
  },
  'key-guard': {
    title: 'memory lock 低于每个在途写',
    words: '写取得时间戳时，其 store 持有时间戳更小的 memory lock，直到写被 apply 或拒绝。',
  },
  'txn-atomicity': {
    title: '事务原子性',
    words:
      '一个事务的所有键在同一 commit ts 提交，或都不提交。客户端被告知已提交的事务保持已提交。恢复集群上每次提交完整携带上游事务。',
  },
  'snapshot-isolation': {
    title: '快照隔离',
    words:
      '事务对每个键读到恰好是不高于其 start ts 的最新提交版本。写过同一键的两个事务，后者在前者提交之后才开始：没有丢失更新。',
  },
  'bank-sum': { title: '所有账户之和', words: '账户间转账不改变总和：任何人在任何时刻相加都得到同一个数。' },
  'resolved-ts-safety': {
    title: 'resolved ts 安全',
    words:
      'store 为某范围发布 resolved ts 之后，那里不再有不大于它的写生效或首次发送。每个订阅的 resolved ts 只增长，并在其扫描之后开始。',
  },
  'snapshot-cut': {
    title: '快照与流相接',
    words:
      '订阅从流中得到的恰好是其快照之后 apply 的内容：每个变更一次，按日志次序，没有先前观察的，且 resolved ts 发布之前都已到齐。',
  },
  'resolved-ts-quorum': {
    title: '真正 leader 的 resolved ts',
    words:
      '只有 PD 发放该时间戳之后，Region 的多数 store 仍在同一任期、同一 epoch 视其为 leader，store 才发布 resolved ts。',
  },
  'resolved-ts-progress': {
    title: 'resolved ts 在前进',
    words:
      'Region 的 leader 不变、能提交写并取得时间戳、没有写长时间在途、其中没有事务的锁且没有故障时，每个订阅的 resolved ts 至少每 4.5 秒上升；时间已过的锁不会比 capture 发现它所需的更久；已消失的 Region 的订阅会被结束。',
  },
  'sink-memory': {
    title: '事件流的内存',
    words: 'store 为慢 capture 保留的内容不超过内存配额，除一条消息与结束订阅的小消息之外。',
  },
  'sink-order': {
    title: 'sink 的次序',
    words: 'capture 按时间戳次序写一个键的变更，且不早于其 span 的 resolved ts 越过它。',
  },
  'scan-sees-writes': {
    title: '扫描看到已确认的写',
    words: '扫描按次序返回其范围内的键，每个一次，值是该键在扫描期间某一时刻持有的，不漏掉一直都在的键。',
  },
  'single-writer': {
    title: '每个 span 一个写者',
    words: '接管一个 span 的 capture 的写在恢复集群上生效之后，先前持有者的写不再生效。',
  },
  'owner-writes': {
    title: '只有一个 owner 写 checkpoint',
    words:
      '新当选的 owner 把 changefeed 的状态写入 etcd 之后，先前 owner 所写的不再在那里生效；etcd 保存的 checkpoint 从不后退。',
  },
  'gc-safe-point': {
    title: '仍需要的不被回收',
    words:
      '没有 changefeed 从低于垃圾回收安全点的 checkpoint 订阅：它的增量扫描必须找到的版本可能已经没有了。',
  },
  'checkpoint-soundness': {
    title: 'checkpoint 可靠',
    words:
      'changefeed 发布 checkpoint 时，恢复集群显示到它为止的每个上游变更，或同一键的更晚变更。增量扫描因有更新者而跳过的变更不再要求；更新者要求。',
  },
  'downstream-equality': {
    title: '下游相等',
    words: '写停止且 checkpoint 越过之后，恢复集群持有与上游相同的键与值。',
  },
  'lease-disjoint': {
    title: '租约在别人开始之前结束',
    words: '任何 store apply 了该 Region 更晚任期的条目，或把它并入邻居之后，没有 leader 再凭租约答复读。',
  },
  'write-availability': {
    title: '没有 PD 时写继续',
    words:
      'PD 不在的最初四分之一秒里，没有别的失效且 leader 不变时，先前打过时间戳的 store 不会因缺时间戳而拒绝写。',
  },
};
