/** 模拟了什么，按英文标题：[标题, 说明]。 */
export const FIDELITY_ZH: Readonly<Record<string, readonly [string, string]>> = {
  'Raft, one group per Region': [
    'Raft，每个 Region 一组',
    '带 pre-vote 与 check-quorum 的选举，带 progress 与流控的复制，快照，leader 转移；落盘之后才答复。',
  ],
  Regions: [
    'Region',
    '提议与 apply 时检查 epoch，分裂，带 prepare、commit 与 rollback 的合并，PD 的心跳与 operator，路由过旧的客户端。',
  ],
  'Replica changes': [
    '副本变更',
    '增加、移除与移动副本：先 learner，再联合共识，再离开；leader 离开之前先转移。故事要求时空闲 Region 会休眠。',
  ],
  Timestamps: [
    '时间戳',
    '带持久窗口的 TSO，带批、续期与 flush 的因果时间戳提供者，先锁后取时间戳，新 leader 的同步闸门。',
  ],
  'RawKV, API V2': [
    'RawKV，API V2',
    '带时间戳后缀的可比较编码键、删除标记，经日志的 put、get、delete，latch 下的 cas，按 Region 的批量，两个方向的扫描，按 store 时钟的 TTL。没有范围删除与原子批量；打时间戳与加锁的开销有模拟。',
  ],
  'Change capture': [
    '变更捕获',
    '观察，增量扫描，INITIALIZED，经多数派领导权检查的 resolved ts，分裂、合并与换 leader 时的错误。',
  ],
  'Capture cluster': [
    'capture 集群',
    '租约，owner 选举，两阶段调度的 span，puller，带闸门的 sorter，按键亲和的 sink worker，checkpoint，接管死去的 capture。',
  ],
  Failures: [
    '故障',
    '崩溃并从持久内容重启，暂停，切断、变慢与丢包的链路，变慢与卡住的磁盘，偏差或漂移的时钟。',
  ],
  'Timestamps of the first design': [
    '最初设计的时间戳',
    '故事要求时每个 store 有混合时钟，领导权转移时由 Region-Max-TS 给写排序。已发布的 resolved ts 不计入该最大值，所以只有配合 capture 的安全间隔才安全。',
  ],
  'PD and etcd': [
    'PD 与 etcd',
    'PD 有一个成员，或几个以 etcd 租约选举 leader、并在其保护下保存一切的成员。etcd 本身是一个成员：不运行它自己的复制，被杀死时只是不在，直到回来。',
  ],
  'Garbage collection': [
    '垃圾回收',
    '推进安全点的 worker 在 PD leader 里运行。它遵守版本的保留时间、各服务的安全点及其 TTL，并等待旧锁结束，而真实的 worker 会解决它们。store 一得知新的安全点就丢弃可丢弃的一切，不等 compaction 经过。保留十分钟，除非故事要求更短。',
  ],
  RocksDB: ['RocksDB', '带快照的有序映射，以及带 fsync 的预写日志。没有 compaction、层级与写停顿。'],
  Network: [
    '网络',
    '有延迟、抖动与带宽的有序连接。没有 gRPC 或 HTTP/2 流控，没有 TLS；丢包表现为连接断开。可以亲手丢弃、推迟或重复一条消息：raft 消息可以单独缺失或到达两次，其他消息会使连接断开。',
  ],
  'Disk writes': ['磁盘写', '每个 store 每次 fsync 一批 Raft 日志；apply 写入不等待自己的磁盘。'],
  'Raft log compaction': [
    'Raft 日志压缩',
    '每个 peer 自己决定忘掉什么；真实的 store 把该决定作为 CompactLog 复制。',
  ],
  'Event feed': ['事件流', 'store 的事件流有内存配额；capture 的 sorter 没有，且从不阻塞。'],
  'CPU time': ['CPU 时间', '只有轮询、apply 与 capture endpoint 花时间。其余都是瞬时的。'],
  'Time scales': ['时间尺度', '故事可以让慢时钟（选举、租约）走得更快以便观看；它会说明。'],
  Sink: ['Sink', '经同样的 RawKV 协议写入恢复集群；批受条目数与字节数限制。'],
  Sizes: ['大小', '值按字节计入磁盘与网络，内容很短。'],
  Transactions: [
    '事务',
    '乐观锁的 Percolator 与异步提交。客户端每个键一次调用，线程在 secondary 都提交之后才继续。没有悲观锁与 TiDB 本身；形如 t1_r42 的键代表一张表的一条记录。',
  ],
  'Transactions downstream': [
    '下游事务',
    '每张表由一个 worker 写，用恢复集群的事务完整包含上游事务。capture 看到 Region 的 resolved ts 停住时，会解决上游那些主人已死的锁；为此它按自己的时钟，而不是 PD 的。',
  ],
  Balancing: [
    '均衡',
    'PD 的调度器（balance-leader、balance-region、hot-region）与检查器（副本、按可用区放置、合并、联合状态）都在，除非故事或人打开，否则关闭。没有 witness、超出一个可用区标签的放置规则，也不会在合并前一起移动 peer。',
  ],
  'Follower reads': ['从 follower 读', '读都到 leader。'],
  'Security and quotas': ['安全与配额', '没有认证、加密与资源管控。'],
  'Backup and log backup': ['备份与日志备份', '恢复集群只由 changefeed 供给。'],
};
