import type { StoryWords } from './words.ts';

const LATE_ORDER = 'store 1 命令 store 3 接管。它们的线路很慢：命令在途中很久。';
const MERGE_SOON = 'Region 2 即将并入 Region 1。';

export const REGIONS: Readonly<Record<string, StoryWords>> = {
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
  'old-term-entry': {
    title: '先前任期的条目',
    shows:
      'Raft 论文的图 8，三个 store 上。store 1 再次领导，把先前任期的条目带给 store 2：这就是多数派。但其间 store 3 领导过，在同一位置有更新的条目：它仍可能当选并覆盖它们。所以 leader 只对自己任期的条目计数，其余随之提交（R-COMMIT-OWN-TERM）。这里每条消息只带一个条目，同时只有一条在途中。',
    beats: {
      start: '三个 store 上一个 Region；store 1 领导。',
      order: LATE_ORDER,
      alone:
        'store 1 放弃了移交，继续领导。六个写来到它这里，但它与 store 2 切断：它们只在它的日志里，带着它那一任的任期。',
      another:
        '旧命令使 store 3 竞选，store 2 选了它。它在六个写中第一个的位置上以自己的条目开始任期。条目到达 store 2 之前，两者的线路被切断。',
      back: 'store 1 在第三个任期再次领导，把旧条目逐个带给 store 2。三个里有两个有它们，但还不能算已提交。',
      gone: 'store 1 失效，新任期的第一个条目还没到达任何地方。',
      overwritten:
        'store 3 当选：它最后的条目任期更高。store 1 的旧条目从 store 2 上消失，没有人被告知它们已写入。',
    },
  },
  'joint-halves': {
    title: '同时有两种成员组成',
    shows:
      '一个副本从 store 3 移到 store 4。其间旧成员（1、2、3）与新成员（1、2、4）都算数，没有两边各自的多数派就什么也不提交（R-JOINT-BOTH-HALVES）。store 2 与 3 还不知道变更已提交，并与 1、4 切断。若只要新的一边，1 和 4 就会答复一个写，而旧成员的多数派 2 和 3 选出从未听说过它的 leader。',
    beats: {
      start: 'store 1、2、3 上一个 Region。store 4 在 store 1 的 zone。',
      moving: 'PD 把 store 3 的副本移到 store 4。store 2 给 store 1 的答复都会迟到。',
      parted:
        'store 2 日志里有了到两种成员组成的变更，它的答复在途中。变更已提交这一消息它听不到：从此 store 1 的任何消息都到不了它，也到不了 store 3。',
      asked:
        '两种成员组成现在都算数，store 1 与 4 知道。一个写来到 store 1。store 1 与 4 是三个新成员中的两个，但三个旧成员中只有 store 1。',
      healed: '大家又在一起。答复过的必须还在。',
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
      'store 1 命令 store 3 接管，线路却很慢。它放弃移交，继续领导，并与 store 2 提交了一个 store 3 还没听说的写。然后命令到达，store 3 请求投票。store 2 拒绝日志比自己短的 candidate（R-VOTE-LOG-CHECK）；否则 store 3 会在缺少已答复客户端的内容时领导。',
    beats: {
      start: '三个 store 上一个 Region；store 1 领导。',
      order: LATE_ORDER,
      written: 'store 1 放弃了移交，继续领导。一个写已在 store 1 与 2 上，这是多数派：它已提交并得到确认。',
      asks: '旧命令到了：store 3 在新任期请求投票。不论谁领导，都必须拥有提交过的一切，而它的日志缺第二个写。',
      read: '另一个 store 当选。确认过的仍在。',
    },
  },
  'read-before-own-term': {
    title: '新 leader 尚不知何者已提交时的读',
    shows:
      'store 1 与 store 3 提交一次写，告诉客户端，在告诉 store 3 它已提交之前把领导权交给了它。store 3 的日志里有它，并立即领导，但只知道较旧的 commit 索引。读必须等到自己任期的一条提交（R-READ-OWN-TERM）。',
    beats: {
      start: '三个 store 上一个 Region；store 1 领导。',
      late: 'store 1 说的话都迟到其他 store。它被要求交给 store 3，其间一个写来到它这里。',
      written:
        'store 3 有了这个写并告知：它已提交，客户端得到答复。store 1 接着告诉 store 3 的是它可以领导，而不是写已提交。',
      elected: 'store 3 领导。它任期的第一个条目正在去 store 1 与 2 的途中，它们的磁盘即将停住。',
      read: '一次读来到新 leader。其他 store 确认它在领导；但先前提交了什么，要等它自己的条目提交才知道。',
      known: '磁盘继续，条目提交，之前的写也随之提交：现在读得到答复。',
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
};
