import { assert } from '../../base/assert.ts';
import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { PdRow } from '../../model/frame.ts';
import type { ClusterName, PeerId, ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import type { Actor, Context, Message, Timer, Work } from '../../sim/actor.ts';
import type { EtcdResponse } from '../etcd/msg.ts';
import { PdDisk, isPdWork } from './disk.ts';
import type { PdWork } from './disk.ts';
import { Election } from './election.ts';
import type { ElectionNews, ElectionTimer } from './election.ts';
import type { GcTimer } from './gc-worker.ts';
import type { PdMessage, PdNotLeader } from './msg.ts';
import type { PatrolTimer } from './patrol.ts';
import { SavingContext } from './saving-context.ts';
import type { OperatorTimer } from './scheduler.ts';
import { ANSWER_BYTES, PdService } from './service.ts';
import { TsoService } from './tso-service.ts';
import type { TsoTimer } from './tso-service.ts';

export interface PdOptions {
  readonly process: ProcessId;
  readonly cluster: ClusterName;
  readonly config: Pick<SystemConfig, 'pd'>;
  readonly rules: RuleSet;
  /** Where there are several members: the etcd through which they elect a leader and in which they keep everything. */
  readonly etcd?: ProcessId;
  /** The first ids PD may give out: above those the cluster was built with. */
  readonly firstRegionId: RegionId;
  readonly firstPeerId: PeerId;
}

export type PdTimer = TsoTimer | OperatorTimer | ElectionTimer | PatrolTimer | GcTimer;

/**
 * The placement driver, one member. It issues timestamps, keeps the picture of Regions and stores, gives out ids, and
 * carries out what an operator (the pseudo process `console`) asks for.
 *
 * Alone it is its own leader and saves on its own disk. Of several only the elected one serves (`election.ts`): it
 * begins with what its predecessors saved in etcd and learns from heartbeats who leads the Regions; the others send
 * whoever asks to it.
 */
export class PdActor implements Actor {
  private readonly options: PdOptions;
  private disk: PdDisk;
  /** What the cluster was created with: every member knows it. */
  private first: PdDisk;
  private tso: TsoService;
  /** What it knows and does where it leads. */
  service: PdService;
  /** Null where there is only one member. */
  private election: Election | null;
  private leads: boolean;

  constructor(options: PdOptions, disk = new PdDisk(options.firstRegionId, options.firstPeerId)) {
    this.options = options;
    this.disk = disk;
    this.first = disk.clone();
    this.tso = new TsoService(options.config.pd, options.cluster, disk.savedMs, options.rules);
    const { process, cluster, etcd, rules } = options;
    this.service = PdService.first(options.config.pd, { pd: process, cluster }, disk);
    const leaseUs = options.config.pd.leaderLeaseUs;
    this.election = etcd === undefined ? null : new Election({ process, etcd, leaseUs, rules });
    this.leads = this.election === null;
  }

  /** It leads and grants timestamps. */
  get serving(): boolean {
    return this.leads && this.tso.serving;
  }

  /** Revision of its newest election, 0 before the first. */
  get electedAt(): number {
    return this.election?.revision ?? 0;
  }

  /** True where this member leads PD, serving or about to. */
  get leading(): boolean {
    return this.leads;
  }

  /**
   * The Regions a cluster is created with, before anything runs; `leaders[i]` is the store expected to lead
   * `regions[i]` (0: nobody yet). They are on PD's disk from the start.
   */
  bootstrap(regions: readonly Region[], leaders: readonly StoreId[]): void {
    assert(regions.length === leaders.length, 'one leader for each Region');
    for (const region of regions) this.disk.apply({ kind: 'pd.save-region', region });
    this.service.bootstrap(regions, leaders);
  }

  /* ---- looking ------------------------------------------------------------------------------------ */

  view(): PdRow {
    return {
      process: this.options.process,
      cluster: this.options.cluster,
      leader: this.serving,
      tso: this.tso.now,
      savedMs: this.tso.savedMs,
      operators: this.service.operators(),
    };
  }

  /* ---- Actor -------------------------------------------------------------------------------------- */

  start(ctx: Context): void {
    if (this.election === null) this.reign(ctx);
    else this.election.start(ctx);
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const { election } = this;
    if (election === null) {
      this.serve(from, message, ctx);
    } else if (message.kind.startsWith('etcd.')) {
      this.onNews(election.receive(message as EtcdResponse, ctx), ctx);
      this.tso.leaseUntilUs = election.leaseUntilUs;
    } else if (message.kind === 'pd.resign') {
      if (!this.leads) return;
      election.resign(ctx);
      this.stepDown('it resigned', ctx);
    } else if (this.leads) {
      this.serve(from, message, new SavingContext(ctx, election));
    } else if (isRequest(message)) {
      const answer: PdNotLeader = { kind: 'pd.not-leader', bytes: ANSWER_BYTES, leader: election.leader };
      ctx.send(from, answer);
    }
  }

  private serve(from: ProcessId, message: Message, ctx: Context): void {
    const request = message as PdMessage;
    if (request.kind === 'pd.tso-request') this.tso.onRequest(from, request, ctx);
    else this.service.serve(from, request, ctx);
  }

  timer(timer: Timer, ctx: Context): void {
    const due = timer as PdTimer;
    const { election } = this;
    switch (due.kind) {
      case 'pd.keep-alive':
      case 'pd.campaign':
      case 'pd.etcd-retry':
        election?.timer(due, ctx);
        return;
      case 'pd.tso-tick':
        if (election !== null && this.leads && ctx.monotonicUs() >= election.leaseUntilUs)
          this.stepDown('its lease ran out', ctx);
        this.tso.onTick(due, this.leads, this.saving(ctx));
        return;
      default:
        if (this.leads) this.service.onTimer(due, this.saving(ctx));
    }
  }

  written(work: Work, ctx: Context): void {
    assert(isPdWork(work), `not PD's work: ${work.kind}`);
    this.onSaved(work, 0, ctx);
  }

  /** It is durable: on this member's disk, or at this revision in etcd. */
  private onSaved(work: PdWork, revision: number, ctx: Context): void {
    this.disk.apply(work);
    if (work.kind === 'pd.save-window') this.tso.onSaved(work.boundMs, revision, ctx);
    this.service.onSaved(work, ctx);
  }

  worked(): void {
    // PD has no lanes.
  }

  disconnected(peer: ProcessId, ctx: Context): void {
    // Requests are answered on whatever connection exists; operators are pushed again on heartbeats.
    if (peer === this.options.etcd) this.election?.onDisconnected(ctx);
  }

  clone(): PdActor {
    const copy = new PdActor(this.options, this.disk.clone());
    copy.tso = this.tso.clone();
    copy.service = this.service.clone(copy.disk);
    copy.election = this.election?.clone() ?? null;
    copy.leads = this.leads;
    copy.first = this.first;
    return copy;
  }

  afterCrash(): PdActor {
    const next = new PdActor(this.options, (this.election === null ? this.disk : this.first).clone());
    next.service = this.service.anew(next.disk);
    return next;
  }

  /* ---- leadership ---------------------------------------------------------------------------------- */

  private onNews(news: ElectionNews | null, ctx: Context): void {
    if (news === null || this.election === null) return;
    switch (news.type) {
      case 'elected':
        this.takeOver(news.saved, this.election, ctx);
        return;
      case 'saved':
        this.onSaved(news.work, news.revision, new SavingContext(ctx, this.election));
        return;
      case 'lost':
        this.stepDown(news.reason, ctx);
    }
  }

  /** Elected: begins with what was saved; who leads the Regions is learnt from heartbeats. */
  private takeOver(saved: readonly PdWork[], election: Election, ctx: Context): void {
    const { process, cluster } = this.options;
    ctx.trace({ kind: 'pd.elected', pd: process, cluster, revision: election.revision });
    this.disk = this.first.clone();
    for (const work of saved) this.disk.apply(work);
    this.service = this.service.anew(this.disk);
    this.leads = true;
    this.tso.leaseUntilUs = election.leaseUntilUs;
    this.reign(new SavingContext(ctx, election));
  }

  private reign(ctx: Context): void {
    this.service.saveIds(ctx);
    this.tso.start(this.disk.savedMs, ctx);
    this.service.start(ctx);
  }

  private stepDown(reason: string, ctx: Context): void {
    if (!this.leads || this.election === null) return;
    const { process, cluster } = this.options;
    this.leads = false;
    ctx.trace({ kind: 'pd.stepped-down', pd: process, cluster, reason });
    this.tso.stop(ctx);
    this.service.forgetOperators();
    this.election.stepDown(ctx);
  }

  /** What it saves goes to etcd where there are several members. */
  private saving(ctx: Context): Context {
    return this.election === null ? ctx : new SavingContext(ctx, this.election);
  }
}

/** Other messages come on streams, or are answers: nobody waits for a word on them. */
function isRequest(message: Message): boolean {
  return message.kind !== 'pd.store-heartbeat' && message.kind.startsWith('pd.');
}
