import type { TermId } from '../../../glossary/terms.ts';

/** 每个术语的含义；第一次打开时才取。 */
export const MEANINGS: Readonly<Record<TermId, string>> = {
  leader:
    'Raft 组在一个任期内唯一接受提议的 peer。它把提议追加到日志并复制出去，多数派落盘后即算提交。每个任期至多有一个 leader。',
  follower: '接受本任期 leader 所发内容并参与投票的 peer；在选举超时内听不到任何消息就发起选举。',
  candidate:
    '提高任期并向其他 peer 求票的 peer。得到多数票成为 leader；若已有同一或更新任期的 leader 则成为 follower。',
  learner: '接收日志但不计入多数派的 peer。新副本先以此身份开始，追赶期间不拖慢提交。',
  voter: '其确认计入提交、其投票计入选举的 peer。',
  role: 'peer 此刻的身份：leader、follower、candidate、pre-candidate 或 learner。',
  term: 'Raft 的逻辑时钟：随每次选举增大的数。旧任期的消息会被忽略或以新任期作答，被取代的 leader 由此得知自己已过时。',
  election:
    'Raft 组产生 leader 的方式：某个 peer 提高任期、投自己一票并向其他 peer 求票；得到多数即成为 leader。',
  'election-timeout':
    'follower 在听不到 leader 多久之后发起选举。从 [10, 20) 个 tick 中随机取值，因此很少有两个同时发起。',
  vote: '每个 peer 每个任期只投一票，且只投给日志至少与自己一样新的 candidate；先落盘再答复。',
  'pre-vote':
    '选举前的询问：你会投给我吗？只有多数同意才提高任期，因此被隔离过的 peer 回来时不会打扰正常的 leader。',
  quorum:
    '超过半数的 voter。任意两个多数派至少有一个共同成员，因此已被确认的内容下一任 leader 不可能不知道。',
  committed: '不会再丢失的条目：多数派已落盘，且属于 leader 自己的任期，或位于这样的条目之前。',
  applied: '条目已在此 peer 的数据上执行。各个 store 各自在提交之后 apply，因此副本进度可以不同。',
  persisted: '已在此 peer 的磁盘上。尚未落盘的会在崩溃时丢失，不得确认。',
  progress:
    'leader 对某个 follower 的了解：确定已有的（match）、接着要发的（next），以及处于 probe、replicate 还是 snapshot 状态。',
  match: 'leader 确知某个 follower 已落盘的最后一条。提交位置就是它们的中位数。',
  snapshot: 'Region 的整体状态，发给 leader 已没有其所需日志的 peer。该 peer 丢弃原有内容，从快照开始。',
  heartbeat: 'leader 表示自己仍在的消息，也告知提交到何处。Region 向 PD、capture 向其协调者也以心跳报告。',
  'joint-consensus': '安全变更成员的办法：在一段时间内，一切都须旧成员与新成员两边的多数同意。',
  'transfer-leader': 'leader 让选定的 follower 追上，再令其立即竞选。其间写被拒绝。',
  lease:
    '持有者可以相信在此期间无人取而代之的时限。leader 凭它答复读而不询问其他副本；capture 与 PD leader 的租约在 etcd 中。其安全性取决于时钟。',
  'read-index': '没有租约时的读：leader 记下提交位置，用一轮心跳确认自己仍是 leader，待 apply 到该处再答复。',
  hibernate: '空闲的 Region 停止 tick 与心跳，直到被唤醒：大量空闲 Region 因此没有开销。',
  store: '一个 TiKV 服务器，持有许多 Region 各一个 peer、它们的 raft 日志与数据。',
  region: '一段连续的键，由自己的 Raft 组复制。随数据与负载而分裂、合并。',
  peer: 'Region 在某个 store 上的一个副本，有自己的 id：移除后再来的副本是另一个 peer。',
  epoch:
    'Region 的两个数：peer 变更时 confVer 增大，范围变更时 version 增大。带旧 epoch 的请求被拒绝，客户端由此得知新边界。',
  split: '由日志中的一条把 Region 在某个键处切成两半。两半在同样的 store 上，epoch 的 version 增大。',
  merge:
    'Region 被邻居吞下：先停止接受写（prepare），邻居在每个 store 上等本地 peer 追上，再接管范围（commit），或整体放弃（rollback）。',
  'prepare-merge':
    '合并的管理条目：source 以 PrepareMerge 冻结自己；target 以 CommitMerge 接管；RollbackMerge 让 source 恢复。',
  az: '可用区：会一起失效的 store。PD 把每个 Region 的副本分散到各可用区；区间流量较慢且要付费。',
  pd: 'placement driver：知道全部 store 与 Region，下令移动副本与 leader，并发放时间戳。',
  operator: 'PD 对一个 Region 的命令，分步执行：加 learner、提升、转移 leader、移除 peer、分裂、合并。',
  fsync: '写入的数据不再怕崩溃的时刻。其间到达的条目共用下一次。',
  'clock-skew': '进程的墙上时钟偏差多少、漂移多快。租约与 TTL 依赖时钟；来自 PD 的时间戳不依赖。',
  ts: '64 位：高 46 位是毫秒，低 18 位是计数。此处显示为 毫秒 · 计数。',
  tso: 'timestamp oracle：PD leader 发放在整个集群内递增的时间戳，每毫秒至多 262 144 个。',
  'tso-window': 'PD 可发放到的上限，使用前先存入 etcd；新 leader 从其后开始，因此时间戳永不倒退。',
  'causal-ts':
    '原始写的时间戳：对同一键，后发生的写时间戳更大，不论由哪个 store 领导。否则恢复集群会留下较旧的值。',
  'causal-provider': 'store 中给原始写盖时间戳的部件，用的是预先从 PD 批量取得的时间戳。',
  flush: '新 leader 接受写之前丢弃缓存的时间戳并取新的：缓存的可能比前任已确认的更旧。',
  hlc: '混合逻辑时钟：物理毫秒加计数。最初的设计让每个 store 各有一个，并用 raft 条目携带的时间戳推进。',
  'region-max-ts':
    'Region 已 apply 的写中最大的时间戳；最初的设计在每个 store 上保存它，新 leader 把时钟推到其后。',
  'safe-point':
    '比它更旧的版本可被清除。changefeed 让它保持在自己的 checkpoint 之后，以便重读尚未送达的内容。',
  rawkv: 'TiKV 不带事务的单键接口。在 API V2 中每个版本带时间戳，因而可以被捕获。',
  'memory-lock':
    '从写取得时间戳之前到 apply 为止、在 leader 内存中的锁。resolved ts 不得越过它，承诺之下才不会冒出写。',
  latch: '在一个 store 内，让同键命令在提议之前排队。',
  percolator: '跨 Region 的事务：先锁住每个键（prewrite），再提交 primary，由它决定全体，然后是其余。',
  primary: '事务中决定命运的那个键：遇到该事务其他锁的人到这里询问。',
  'start-ts': '事务按 start ts 读；其写从 commit ts 起可见。两者都来自 PD。',
  'async-commit': '所有锁写好即可确认事务：commit ts 由锁中所存内容推出。',
  ttl: '值的寿命，按被询问的 store 的时钟结束。',
  cdc: 'change data capture：把一段键的每个已 apply 的变更作为流送出，并承诺什么不会再来。',
  endpoint: 'store 中服务于捕获的 worker：一切按序走同一个队列。',
  'observe-id': '标识对一个 Region 从头到尾的一次观察。旧的仍发出的内容会被丢弃。',
  'incremental-scan': '订阅首先读取的：Region 中比起点更新的一切。其间新变更照发；完成之前不发 resolved ts。',
  initialized: '流中表示扫描完成的标记。从此可以发送 resolved ts。',
  'resolved-ts': '一个承诺：时间戳不超过它的变更不会再首次出现。store 须由多数派确认自己是 leader 才能给出。',
  'check-leader': '询问其他 store 是否同意各 Region 由谁领导。没有多数派同意就不给出 resolved ts。',
  capture: '订阅变更、排序并写入恢复集群的服务器。它凭 etcd 中的租约存在；失去后以另一个身份回来。',
  owner: '当选负责 changefeed 的 capture：分派 span 并推进 checkpoint。',
  changefeed: '一个复制任务：哪些键、从何时起、到哪里去。',
  span: 'changefeed 中由一个 capture 承担的一段键。',
  'replication-set':
    'owner 对一个 span 的了解：Absent、Prepare、Commit、Replicating 或 Removing，以及谁是 primary。两阶段保证不会有两个 capture 同时写它。',
  puller: 'capture 中订阅 span 所含 Region、并在其分裂、合并、迁移时跟随的部件。',
  frontier: '一个 span 全部键中最小的 resolved ts。无人订阅的范围会把它停住。',
  sorter: '按时间戳排序变更，放行到 resolved ts 为止。',
  sink: '把变更成批写入恢复集群；同一键的变更保持次序。',
  checkpoint: '到这个时间戳为止的一切都已安全到达恢复集群。它从不倒退，也从不超过 resolved ts。',
  'checkpoint-lag': 'checkpoint 或 resolved ts 有多旧：PD 的时间减去它的毫秒。',
  rpo: 'recovery point objective：上游集群此刻丢失会缺多少最新数据，即 checkpoint 延迟。',
  etcd: '存放元数据的小型复制存储：租约、选举、修订。capture 与 PD 通过它协调。',
  revision: 'etcd 中随每次变更增大的数。选举的修订号把以前的领导者隔在外面。',
  invariant: '每一刻都必须成立的事。检查对发生的一切逐条判断，并指出最先打破它的事件。',
  liveness: '好事终会发生。此处：长时间没有进展时，检查会说明被什么拖住。',
  history: '操作看上去在调用与答复之间的某一瞬间发生。只凭客户端所见来判断，不看如何实现。',
  fingerprint: '对一次运行中发生的一切求的散列。同一次运行在 Node 与每个浏览器中都得到同一个值。',
  keyframe: '整个模拟状态的副本。回到过去即恢复该时刻之前最新的一份并重放，逐条比对。',
};
