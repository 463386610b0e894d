import { unreachable } from '../../base/assert.ts';
import { ruleOn } from '../../model/config.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { Actor, Context, Message, Timer, Work } from '../../sim/actor.ts';
import type { EtcdResponse, EtcdWatchEvents } from '../etcd/msg.ts';
import { PdMembers } from '../pd/msg.ts';
import type { PdMessage } from '../pd/msg.ts';
import type { TikvMessage } from '../tikv/msg.ts';
import type { Outgoing } from './coordinator.ts';
import { Creation } from './creation.ts';
import { campaign, CAMPAIGN_EVERY_US, ownedRevision, resign } from './election.ts';
import { EtcdClient } from './etcd-client.ts';
import { ownerKey } from './keys.ts';
import { Intake } from './intake.ts';
import { IdSource, setTimer, type CaptureTimer, type Env, type Kit } from './kit.ts';
import { Mirror } from './mirror.ts';
import type { AgentToOwner, ConsoleMessage, OwnerToAgent, TicdcMessage } from './msg.ts';
import type { CaptureOptions, CaptureView } from './options.ts';
import { Owner } from './owner.ts';
import { Processor } from './processor.ts';
import { Session } from './session.ts';
import { captureRow } from './view.ts';

export const R_SUICIDE = 'R-SUICIDE';

/** facts 4.1.6: first step of etcd's retry backoff. */
const ETCD_RETRY_US = 500_000;
/** After a connection between captures broke it is not opened again for this long (TiCDC: one try per second). */
const PEER_RETRY_US = 1_000_000;

/**
 * A capture: one process of the change-capture cluster. It holds a session in etcd, campaigns for ownership,
 * runs the tables that the owner gives it, and, when elected, is that owner too.
 *
 *   session ──live──> processor ticks (agents, tables)            ┐ all of it ends when the session is lost
 *      │               campaign ──elected──> owner ticks          ┘ (R-SUICIDE), and begins again with a
 *      └──lost──> reset limiter ──> fresh identity                  fresh identity
 */
export class CaptureActor implements Actor {
  private incarnation = 0;
  private ids = IdSource.forIncarnation(0);
  private env: Env;
  /** Which member of the upstream PD this capture asks. */
  private pd: PdMembers;
  private session = new Session();
  private etcd = new EtcdClient();
  private etcdRetrySet = false;
  private mirror = new Mirror();
  private owner: Owner | null = null;
  /** Gave ownership up, and the owner key is not known to be gone yet. */
  private resigned = false;
  private processor = new Processor();
  private creation = new Creation([]);
  private intake = new Intake();
  /** Until when nothing is sent to a capture whose connection broke. Owner and agents repeat what was lost. */
  private peerRetryAtUs = new Map<ProcessId, number>();

  constructor(private readonly options: CaptureOptions) {
    this.pd = new PdMembers(options.upstreamPdMembers ?? [options.upstreamPd]);
    this.env = this.envOf(0);
  }

  start(ctx: Context): void {
    this.creation = Creation.fromConfigured(this.options.changefeeds);
    this.becomeFresh(ctx);
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const kit = this.kit(ctx);
    const known = message as EtcdResponse | PdMessage | TikvMessage | TicdcMessage;
    switch (known.kind) {
      case 'cdc.events':
        this.intake.take(from, known.bytes, kit);
        this.processor.onEvents(known, kit);
        return;
      case 'cdc.resolved':
        this.intake.take(from, known.bytes, kit);
        this.processor.onResolved(known, kit);
        return;
      case 'raw.write-response':
        this.processor.onWritten(known, kit);
        return;
      case 'kv.prewrite-response':
      case 'kv.commit-response':
      case 'kv.rollback-response':
      case 'kv.check-txn-status-response':
      case 'kv.check-secondary-locks-response':
      case 'kv.scan-lock-response':
      case 'kv.resolve-lock-response':
        this.processor.onTxnAnswer(known, kit);
        return;
      case 'pd.scan-regions-response':
        this.processor.onScanRegions(from, known, kit);
        return;
      case 'pd.tso-response':
        this.processor.onTso(from, known, kit);
        if (from === this.env.recoveryPd) return;
        this.owner?.onTso(known);
        if (known.error !== '') this.onPdLost('', kit);
        return;
      case 'pd.update-safe-point-response':
        this.owner?.onSafePoint(known, this.mirror, this.etcd, kit);
        return;
      case 'pd.not-leader':
        if (from === this.env.upstreamPd) this.onPdLost(known.leader, kit);
        return;
      case 'ticdc.heartbeat':
      case 'ticdc.dispatch-table':
        this.processor.onOrder(from, known);
        return;
      case 'ticdc.heartbeat-response':
      case 'ticdc.dispatch-table-response':
        this.owner?.receive(known);
        return;
      case 'ticdc.create-changefeed':
      case 'ticdc.resign-owner':
      case 'ticdc.rebalance':
      case 'ticdc.move-span':
      case 'ticdc.set-changefeed':
      case 'ticdc.drain-capture':
        this.onConsole(known, kit);
        return;
      default:
        this.onEtcd(known as EtcdResponse, kit);
    }
  }

  timer(timer: Timer, ctx: Context): void {
    const { kind, incarnation, table, id } = timer as CaptureTimer;
    if (incarnation !== this.incarnation) return;
    const kit = this.kit(ctx);
    const { ticdc } = this.env.config;
    switch (kind) {
      case 'ticdc.reset':
        this.session.begin(this.etcd, kit);
        return;
      case 'ticdc.etcd-retry':
        this.onEtcdRetry(kit);
        return;
      case 'ticdc.keep-alive':
        this.session.onKeepAliveTimer(this.etcd, kit);
        this.maybeLost(kit);
        return;
      case 'ticdc.campaign':
        if (this.session.live) campaign(this.session.lease, this.etcd, kit);
        return;
      case 'ticdc.owner-tick':
        if (this.owner === null || this.owner.revision !== id) return;
        setTimer(kit, ticdc.ownerTickUs, kind, '', id);
        if (this.owner.pdOverdue(kit)) this.onPdLost('', kit);
        this.deliver(this.owner.tick(this.mirror, this.etcd, kit), kit);
        return;
      case 'ticdc.processor-tick':
        setTimer(kit, ticdc.processorTickUs, kind);
        this.onProcessorTick(kit);
        return;
      case 'ticdc.sorter-flush':
      case 'ticdc.sink-tick':
      case 'ticdc.kv-retry':
      case 'ticdc.job-retry':
      case 'ticdc.resolve-locks':
        this.processor.timer({ kind, incarnation, table, id }, kit);
        return;
      default:
        unreachable(kind);
    }
  }

  written(_work: Work, _ctx: Context): void {}

  worked(_lane: string, _work: Work, _ctx: Context): void {}

  disconnected(peer: ProcessId, ctx: Context): void {
    const kit = this.kit(ctx);
    if (peer === this.env.etcd) {
      this.etcd.forgetAll();
      this.owner?.onEtcdDisconnected();
      if (!this.etcdRetrySet) setTimer(kit, ETCD_RETRY_US, 'ticdc.etcd-retry');
      this.etcdRetrySet = true;
    }
    this.intake.reset(peer);
    this.peerRetryAtUs.set(peer, ctx.monotonicUs() + PEER_RETRY_US);
    if (peer === this.env.upstreamPd) this.onPdLost('', kit);
    this.processor.onDisconnected(peer, kit);
  }

  /** The member of PD that this capture asks is of no use; `leader` is who leads, if known. */
  private onPdLost(leader: ProcessId, kit: Kit): void {
    this.owner?.onPdDisconnected();
    this.pd.follow(leader);
    if (this.pd.current === this.env.upstreamPd) return;
    const left = this.env.upstreamPd;
    this.env = { ...this.env, upstreamPd: this.pd.current };
    this.processor.onPdChanged({ ...kit, env: this.env });
    this.peerRetryAtUs.delete(left);
  }

  clone(): CaptureActor {
    const copy = new CaptureActor(this.options);
    copy.pd = this.pd.clone();
    copy.incarnation = this.incarnation;
    copy.ids = this.ids.clone();
    copy.env = this.env;
    copy.session = this.session.clone();
    copy.etcd = this.etcd.clone();
    copy.etcdRetrySet = this.etcdRetrySet;
    copy.mirror = this.mirror.clone();
    copy.owner = this.owner === null ? null : this.owner.clone();
    copy.resigned = this.resigned;
    copy.processor = this.processor.clone();
    copy.creation = this.creation.clone();
    copy.intake = this.intake.clone();
    copy.peerRetryAtUs = new Map(this.peerRetryAtUs);
    return copy;
  }

  /** Nothing is on disk. The count of identities goes on: it stands for the randomness of a fresh UUID. */
  afterCrash(): CaptureActor {
    const copy = new CaptureActor(this.options);
    copy.incarnation = this.incarnation;
    return copy;
  }

  view(): CaptureView {
    const { process, az, config } = this.options;
    const capture = captureRow(
      { process, az, capture: this.session.registered ? this.env.capture : '', owner: this.owner !== null },
      [...this.processor.tables()],
      this.processor.rowsPerTick,
      config.ticdc.processorTickUs,
    );
    return { capture, changefeeds: this.owner === null ? null : this.owner.rows(this.mirror) };
  }

  /* ---- identity and session ------------------------------------------------------------------------- */

  private becomeFresh(ctx: Context): void {
    this.incarnation++;
    this.ids = IdSource.forIncarnation(this.incarnation, this.options.process);
    this.env = this.envOf(this.incarnation);
    this.etcd = new EtcdClient();
    this.etcdRetrySet = false;
    this.mirror = new Mirror();
    this.owner = null;
    this.resigned = false;
    this.processor = new Processor();
    this.session.begin(this.etcd, this.kit(ctx));
  }

  /** The session is lost: end everything and come back as somebody else (facts 4.2.3). */
  private maybeLost(kit: Kit): void {
    const gone = this.session.live && this.mirror.revision > 0 && !this.mirror.hasCapture(this.env.capture);
    if (gone || this.session.expired(kit.ctx.monotonicUs())) this.becomeLost(kit);
  }

  private becomeLost(kit: Kit): void {
    if (!ruleOn(this.env.rules, R_SUICIDE)) {
      this.session.ignoreLoss();
      return;
    }
    const { process, capture } = this.env;
    kit.ctx.trace({ kind: 'capture.session-lost', process, capture });
    this.processor.abandon(kit);
    if (this.etcd.watch !== 0) this.etcd.cancelWatch(kit);
    // Perhaps only the answers were lost: then the keys vanish now and not after another TTL.
    if (this.session.lease !== 0) this.etcd.revoke(this.session.lease, kit);
    this.becomeFresh(kit.ctx);
  }

  private becomeLive(kit: Kit): void {
    const { ticdc } = this.env.config;
    campaign(this.session.lease, this.etcd, kit);
    setTimer(kit, ticdc.processorTickUs, 'ticdc.processor-tick');
    this.processor.start(kit);
    this.creation.tick(this.mirror, this.etcd, kit);
  }

  /* ---- etcd -------------------------------------------------------------------------------------------- */

  private onEtcd(message: EtcdResponse, kit: Kit): void {
    if (message.kind === 'etcd.watch-events') {
      this.onWatchEvents(message, kit);
      return;
    }
    const purpose = this.etcd.take(message.id);
    if (purpose === null) return;
    switch (message.kind) {
      case 'etcd.grant-response':
        this.session.onGranted(message.lease, message.ttlUs, this.etcd, kit);
        return;
      case 'etcd.keep-alive-response':
        this.session.onKeptAlive(message.ttlUs, kit);
        this.maybeLost(kit);
        return;
      case 'etcd.range-response':
        this.mirror.load(message.kvs, message.revision);
        this.etcd.watchFrom(message.revision + 1, kit);
        if (this.session.onLoaded()) this.becomeLive(kit);
        this.onMirrorChanged(kit);
        return;
      case 'etcd.txn-response':
        if (purpose.for === 'status') this.owner?.onSaved(purpose, message, kit);
        else if (purpose.for === 'register') {
          if (message.error === '') this.session.onRegistered(this.etcd, kit);
          else this.becomeLost(kit);
        } else if (purpose.for === 'resign') setTimer(kit, CAMPAIGN_EVERY_US, 'ticdc.campaign');
        return;
      case 'etcd.revoke-response':
        return;
      default:
        unreachable(message);
    }
  }

  private onWatchEvents(message: EtcdWatchEvents, kit: Kit): void {
    if (message.watch !== this.etcd.watch) return;
    if (message.compactedRevision !== 0) {
      this.etcd.load(kit);
      return;
    }
    this.mirror.apply(message.events, message.revision);
    this.onMirrorChanged(kit);
  }

  private onMirrorChanged(kit: Kit): void {
    const before = this.incarnation;
    this.maybeLost(kit);
    if (this.incarnation !== before || !this.session.live) return;
    const revision = ownedRevision(this.session.lease, this.mirror);
    if (this.resigned && this.mirror.has(ownerKey(this.session.lease))) return;
    this.resigned = false;
    if (this.owner !== null && this.owner.revision !== revision) this.owner = null;
    if (this.owner !== null || revision === 0) return;
    const { process, capture } = this.env;
    this.owner = new Owner(revision, ownerKey(this.session.lease));
    kit.ctx.trace({ kind: 'owner.elected', process, capture, revision });
    setTimer(kit, this.env.config.ticdc.ownerTickUs, 'ticdc.owner-tick', '', revision);
  }

  private onEtcdRetry(kit: Kit): void {
    this.etcdRetrySet = false;
    if (!this.session.live) {
      this.session.askAgain(this.etcd, kit);
      return;
    }
    this.session.onReconnect(this.etcd, kit);
    this.etcd.watchFrom(this.mirror.revision + 1, kit);
    if (this.resigned) resign(this.session.lease, this.etcd, kit);
    else if (!this.mirror.has(ownerKey(this.session.lease))) campaign(this.session.lease, this.etcd, kit);
  }

  /* ---- ticks and messages ---------------------------------------------------------------------------------- */

  private onProcessorTick(kit: Kit): void {
    const before = this.incarnation;
    this.maybeLost(kit);
    if (this.incarnation !== before) return;
    this.creation.tick(this.mirror, this.etcd, kit);
    for (const { to, messages } of this.processor.tick(this.mirror, kit)) {
      this.deliver(
        messages.map((message) => ({ to, message })),
        kit,
      );
    }
  }

  private onConsole(message: ConsoleMessage, kit: Kit): void {
    if (message.kind === 'ticdc.create-changefeed') {
      this.creation.want(message.spec);
      if (this.session.live) this.creation.tick(this.mirror, this.etcd, kit);
      return;
    }
    if (this.owner === null) {
      const { ownerProcess } = this.mirror;
      if (ownerProcess !== null && ownerProcess !== this.env.process) kit.ctx.send(ownerProcess, message);
      return;
    }
    switch (message.kind) {
      case 'ticdc.resign-owner':
        this.owner = null;
        this.resigned = true;
        resign(this.session.lease, this.etcd, kit);
        return;
      case 'ticdc.rebalance':
        this.owner.rebalance(kit.ctx.monotonicUs());
        return;
      case 'ticdc.move-span':
        this.owner.moveSpan(message);
        return;
      case 'ticdc.set-changefeed':
        this.owner.setChangefeed(message);
        return;
      case 'ticdc.drain-capture':
        this.owner.drain(message.process);
        return;
      default:
        unreachable(message);
    }
  }

  /** Messages to this process itself take the short way. */
  private deliver(
    outgoing: readonly (Outgoing | { readonly to: ProcessId; readonly message: AgentToOwner })[],
    kit: Kit,
  ): void {
    for (const { to, message } of outgoing) {
      if (to === this.env.process) this.deliverHere(message);
      else if (kit.ctx.monotonicUs() >= (this.peerRetryAtUs.get(to) ?? 0)) kit.ctx.send(to, message);
    }
  }

  private deliverHere(message: OwnerToAgent | AgentToOwner): void {
    if (message.kind === 'ticdc.heartbeat' || message.kind === 'ticdc.dispatch-table') {
      this.processor.onOrder(this.env.process, message);
    } else {
      this.owner?.receive(message);
    }
  }

  /* ---- small ------------------------------------------------------------------------------------------------- */

  private kit(ctx: Context): Kit {
    const leaseDoubtful = this.session.doubtful(ctx.monotonicUs());
    return { ctx, env: this.env, ids: this.ids, router: this.processor.router, leaseDoubtful };
  }

  private envOf(incarnation: number): Env {
    const { process, etcd, recoveryPd, config, rules } = this.options;
    return {
      process,
      capture: `${process}#${incarnation}`,
      incarnation,
      etcd,
      upstreamPd: this.pd.current,
      recoveryPd,
      config,
      rules,
    };
  }
}
