import type { ProcessId, RegionId } from '../../model/ids.ts';
import type { Actor, Context, Message, Timer, Work } from '../../sim/actor.ts';
import type {
  AskSplitResponse,
  OperatorStep,
  PdMessage,
  TsoResponse,
  ValidatePeerResponse,
} from '../pd/msg.ts';
import { CdcEndpoint } from './cdc/endpoint.ts';
import { onGcSafePoint, pollSafePoint } from './gc.ts';
import type { TikvMessage } from './msg.ts';
import { onPdGone, onTsoResponse, registerStore } from './pd-line.ts';
import { onApplyWork, onLateObservation } from './raftstore/apply.ts';
import { checkMerge, onWantRollback, tryMergeWishes } from './raftstore/merge.ts';
import { onGcPeer, onGcPeerResponse, remindRemoved } from './raftstore/gc-peers.ts';
import {
  onHibernateAnswer,
  onHibernateAsk,
  tickPeer,
  wakeFollower,
  wakeNeighbours,
  wakeRegions,
} from './raftstore/hibernate.ts';
import { tryMemberWishes } from './raftstore/members.ts';
import { onRaftBatch } from './raftstore/messages.ts';
import { traceBeginning, traceRegion } from './raftstore/metadata.ts';
import { checkSize, onAskSplitResponse, onOperatorStep } from './raftstore/pd-tasks.ts';
import { heartbeatPd, heartbeatStore, reportCaughtUp } from './raftstore/pd-reports.ts';
import { onSnapshotRead, onWritten, poll } from './raftstore/poll.ts';
import type { StorageWork } from './raftstore/command.ts';
import { checkStale, onCheckStalePeer, onPeerValidated } from './raftstore/stale-peers.ts';
import { checkSnapshots, installSnapshot } from './raftstore/snapshot.ts';
import { Store } from './raftstore/state.ts';
import type {
  ApplyWork,
  SnapshotWork,
  LateObservation,
  StoreOptions,
  WriteBatch,
} from './raftstore/state.ts';
import { compactLog } from './raftstore/log-gc.ts';
import { onRetryFlush } from './raftstore/sync.ts';
import { onPreTransfer, onPreTransferResponse, tryTransfer } from './raftstore/transfer.ts';
import type { RetryFlush } from './raftstore/sync.ts';
import type { AtomicState, ScheduledTimer } from './rawkv/atomic.ts';
import { RawService, STORAGE_LANE } from './rawkv/service.ts';
import { Readers } from './readers.ts';
import { TxnService } from './txn/service.ts';
import type { TsTimeout } from './timestamps.ts';
import { peerDetail, viewStore } from './view.ts';
import type { PeerDetail, StoreView } from './view.ts';

type Incoming = TikvMessage | PdMessage;

/** Timers of a store without payload. */
type StoreTimer = {
  readonly kind:
    | 'poll'
    | 'tick'
    | 'ts.renew'
    | 'merge-check'
    | 'region-heartbeat'
    | 'store-heartbeat'
    | 'log-gc'
    | 'gc-poll'
    | 'stale-check';
};

/**
 * One TiKV store as an actor: it only tells who handles what. The raftstore, RawKV and CDC share its {@link Store}.
 */
export class StoreActor implements Actor {
  private readonly s: Store;
  private readonly raw: RawService;
  private readonly txn: TxnService;
  private readonly cdc: CdcEndpoint;
  private readonly firstStart: boolean;

  constructor(
    options: StoreOptions,
    parts?: {
      readonly store: Store;
      readonly txn: TxnService | null;
      readonly cdc: CdcEndpoint | null;
      readonly atomic: AtomicState | null;
      readonly firstStart: boolean;
    },
  ) {
    this.s = parts?.store ?? new Store(options);
    this.raw = new RawService(this.s, parts?.atomic ?? null);
    this.txn = parts?.txn?.clone(this.s) ?? new TxnService(this.s);
    this.cdc = parts?.cdc?.clone(this.s) ?? new CdcEndpoint(this.s);
    this.s.observers = [this.cdc];
    this.s.atomicServer = this.raw.atomic;
    this.s.readServer = new Readers(this.raw, this.txn, this.cdc);
    this.s.txnServer = this.txn;
    this.firstStart = parts?.firstStart ?? true;
  }

  start(ctx: Context): void {
    const { s } = this;
    const { options } = s;
    const { config } = options;
    if (this.firstStart) this.bootstrap(ctx);
    else this.recover(ctx);
    registerStore(s, ctx);
    s.timestamps.start(ctx);
    // Stores do not tick in step: the first tick comes after a part of the interval.
    ctx.setTimer(ctx.rng('tick').below(config.raft.tickUs) + 1, { kind: 'tick' });
    ctx.setTimer(config.store.mergeCheckTickUs, { kind: 'merge-check' });
    ctx.setTimer(config.store.regionHeartbeatUs, { kind: 'region-heartbeat' });
    ctx.setTimer(config.store.storeHeartbeatUs, { kind: 'store-heartbeat' });
    ctx.setTimer(config.raft.logGcTickUs, { kind: 'log-gc' });
    ctx.setTimer(config.store.peerStaleCheckUs, { kind: 'stale-check' });
    ctx.setTimer(config.store.gcPollUs, { kind: 'gc-poll' });
    this.cdc.start(ctx);
    poll(s, ctx);
  }

  private bootstrap(ctx: Context): void {
    const { s } = this;
    for (const region of s.options.bootstrap) {
      const mine = region.peers.find((peer) => peer.storeId === s.storeId);
      if (mine === undefined) continue;
      const peer = s.createPeer(region, mine.id);
      traceBeginning(s, peer, ctx);
      traceRegion(s, peer, 'bootstrap', peer.appliedIndex, ctx);
      if (s.options.campaign.includes(region.id)) peer.raft.campaign();
      s.touch(peer, ctx);
    }
  }

  private recover(ctx: Context): void {
    for (const peer of this.s.peers.values()) {
      ctx.trace({
        kind: 'raft.recovered',
        region: peer.region.id,
        store: this.s.storeId,
        term: peer.raft.term,
        commit: peer.raft.committed,
        applied: peer.appliedIndex,
        last: peer.raft.lastIndex,
      });
      traceRegion(this.s, peer, 'recovered', peer.appliedIndex, ctx);
      this.s.touch(peer, ctx);
    }
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const m = message as Incoming;
    const { s } = this;
    switch (m.kind) {
      case 'raft.batch':
        onRaftBatch(s, m, ctx);
        return;
      case 'raft.want-rollback':
        onWantRollback(s, m, ctx);
        return;
      case 'raft.gc-peer':
        onGcPeer(s, m, ctx);
        return;
      case 'raft.gc-peer-response':
        onGcPeerResponse(s, m);
        return;
      case 'raft.check-stale-peer':
        onCheckStalePeer(s, m, ctx);
        return;
      case 'pd.validate-peer-response':
        onPeerValidated(s, m satisfies ValidatePeerResponse, ctx);
        return;
      case 'raft.pre-transfer':
        onPreTransfer(s, m, ctx);
        return;
      case 'raft.pre-transfer-response':
        onPreTransferResponse(s, m, ctx);
        return;
      case 'raft.hibernate-ask':
        onHibernateAsk(s, m, ctx);
        return;
      case 'raft.hibernate-answer':
        onHibernateAnswer(s, m);
        return;
      case 'raw.write':
        wakeRegions(s, [m.region]);
        this.raw.onWrite(from, m, ctx);
        return;
      case 'raw.get':
        wakeFollower(s, m.region);
        this.raw.onGet(from, m, ctx);
        return;
      case 'raw.batch-get':
      case 'raw.scan':
        wakeFollower(s, m.region);
        this.raw.many.on(from, m, ctx);
        return;
      case 'raw.cas':
        wakeRegions(s, [m.region]);
        this.raw.atomic.onCas(from, m, ctx);
        return;
      case 'kv.get':
      case 'kv.scan-lock':
        wakeFollower(s, m.region);
        this.txn.reads.on(from, m, ctx);
        return;
      case 'kv.prewrite':
      case 'kv.commit':
      case 'kv.rollback':
      case 'kv.check-txn-status':
      case 'kv.check-secondary-locks':
      case 'kv.resolve-lock':
      case 'kv.txn-heart-beat':
        wakeRegions(s, [m.region]);
        this.txn.onCommand(from, m, ctx);
        return;
      case 'cdc.register':
        this.cdc.onRegister(from, m, ctx);
        return;
      case 'cdc.deregister':
        this.cdc.onDeregister(from, m, ctx);
        return;
      case 'cdc.window-update':
        this.cdc.onWindowUpdate(from, m, ctx);
        return;
      case 'cdc.check-leader':
        this.cdc.onCheckLeader(from, m, ctx);
        return;
      case 'cdc.check-leader-response':
        this.cdc.onCheckLeaderResponse(m, ctx);
        return;
      case 'pd.tso-response':
        onTsoResponse(s, this.raw, m satisfies TsoResponse, ctx);
        return;
      case 'pd.not-leader':
        if (from === s.pd.current) onPdGone(s, this.raw, m.leader, ctx);
        return;
      case 'pd.operator-step':
        onOperatorStep(s, m satisfies OperatorStep, ctx);
        return;
      case 'pd.get-gc-safe-point-response':
        onGcSafePoint(s, m.ts, ctx);
        return;
      case 'pd.ask-split-response':
        onAskSplitResponse(s, m satisfies AskSplitResponse, ctx);
        return;
      default:
        // Answers to others end here; a real store ignores calls it does not know.
        return;
    }
  }

  timer(timer: Timer, ctx: Context): void {
    const { s } = this;
    const { config } = s.options;
    const t = timer as StoreTimer | RetryFlush | TsTimeout | ScheduledTimer;
    switch (t.kind) {
      case 'poll':
        s.pollScheduled = false;
        poll(s, ctx);
        return;
      case 'tick':
        this.onTick(ctx);
        ctx.setTimer(config.raft.tickUs, t);
        return;
      case 'ts.renew':
        s.timestamps.onRenewTimer(ctx);
        return;
      case 'ts.timeout':
        if (s.timestamps.waitsFor(t.id)) onPdGone(s, this.raw, '', ctx);
        return;
      case 'raw.scheduled':
        this.raw.atomic.onScheduled(t, ctx);
        return;
      case 'ts.retry-flush':
        onRetryFlush(s, t, ctx);
        return;
      case 'merge-check':
        for (const peer of [...s.peers.values()]) checkMerge(s, peer, ctx);
        ctx.setTimer(config.store.mergeCheckTickUs, t);
        return;
      case 'region-heartbeat':
        for (const peer of s.peers.values()) {
          checkSize(s, peer, ctx);
          heartbeatPd(s, peer, ctx);
        }
        ctx.setTimer(config.store.regionHeartbeatUs, t);
        return;
      case 'store-heartbeat':
        heartbeatStore(s, ctx);
        ctx.setTimer(config.store.storeHeartbeatUs, t);
        return;
      case 'stale-check':
        for (const peer of [...s.peers.values()]) checkStale(s, peer, ctx);
        ctx.setTimer(config.store.peerStaleCheckUs, t);
        return;
      case 'log-gc':
        for (const peer of s.peers.values()) compactLog(s, peer, ctx);
        ctx.setTimer(config.raft.logGcTickUs, t);
        return;
      case 'gc-poll':
        pollSafePoint(s, ctx);
        ctx.setTimer(config.store.gcPollUs, t);
        return;
      default:
        this.cdc.onTimer(timer, ctx);
    }
  }

  private onTick(ctx: Context): void {
    const { s } = this;
    for (const peer of s.peers.values()) {
      tickPeer(s, peer, ctx);
      if (peer.snapshotsSent.size > 0) checkSnapshots(s, peer, ctx);
      if (peer.isLeader) {
        tryTransfer(s, peer, ctx);
        reportCaughtUp(s, peer, ctx);
        if (peer.removed.length > 0) remindRemoved(s, peer, ctx);
      }
      if (peer.raft.hasReady()) s.dirty.add(peer.region.id);
    }
    if (s.mergeWishes.size > 0) tryMergeWishes(s, ctx);
    if (s.memberWishes.size > 0) tryMemberWishes(s, ctx);
    poll(s, ctx);
  }

  written(work: Work, ctx: Context): void {
    onWritten(this.s, work as WriteBatch, installSnapshot, ctx);
    poll(this.s, ctx);
  }

  worked(lane: string, work: Work, ctx: Context): void {
    if (lane === 'apply') {
      const done = work as ApplyWork | LateObservation;
      if (done.kind === 'observe') onLateObservation(this.s, done, ctx);
      else onApplyWork(this.s, done, ctx);
      poll(this.s, ctx);
    } else if (lane === 'snapshot') {
      onSnapshotRead(this.s, work as SnapshotWork, ctx);
    } else if (lane === STORAGE_LANE) {
      this.raw.onStorageWork(work as StorageWork, ctx);
    } else {
      this.cdc.worked(work, ctx);
    }
  }

  disconnected(peer: ProcessId, ctx: Context): void {
    const { s } = this;
    if (peer === s.pd.current) {
      onPdGone(s, this.raw, '', ctx);
      return;
    }
    wakeNeighbours(s, peer);
    for (const [store, process] of s.options.storeProcesses) {
      if (process !== peer) continue;
      for (const group of s.peers.values()) {
        if (!group.isLeader) continue;
        const other = group.region.peers.find((p) => p.storeId === store);
        if (other !== undefined) group.raft.reportUnreachable(other.id);
      }
    }
    this.cdc.onDisconnected(peer, ctx);
  }

  clone(): StoreActor {
    return new StoreActor(this.s.options, {
      store: this.s.clone(),
      txn: this.txn,
      cdc: this.cdc,
      atomic: this.raw.atomic.state.clone(),
      firstStart: this.firstStart,
    });
  }

  afterCrash(): StoreActor {
    return new StoreActor(this.s.options, {
      store: this.s.afterCrash(),
      txn: null,
      cdc: null,
      atomic: null,
      firstStart: false,
    });
  }

  /** What the page and the inspector may know. */
  view(nowUs: number): StoreView {
    return viewStore(this.s, this.cdc, nowUs);
  }

  /** Raft detail of one peer, null when the store has none of the Region. */
  detail(region: RegionId, first: number, count: number, nowUs: number): PeerDetail | null {
    return peerDetail(this.s, region, first, count, nowUs);
  }
}
