import { unreachable } from '../../base/assert.ts';
import type { RuleSet } from '../../model/config.ts';
import { ruleOn } from '../../model/config.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { Context, Timer } from '../../sim/actor.ts';
import type { EtcdCompare, EtcdKeyValue, EtcdRequest, EtcdResponse } from '../etcd/msg.ts';
import type { PdWork } from './disk.ts';

/** Where a member is in the race for leadership. */
type Phase = 'watching' | 'granting' | 'campaigning' | 'loading' | 'leading';

/** Why something was asked of etcd: what to do with the answer. */
type Purpose =
  | { readonly for: 'look' | 'grant' | 'keep-alive'; readonly askedUs: number }
  | { readonly for: 'campaign' | 'load' | 'revoke' }
  | { readonly for: 'save'; readonly work: PdWork; readonly reign: number };

/** What the rest of the member must know. */
export type ElectionNews =
  /** It leads, and this is what its predecessors have saved. */
  | { readonly type: 'elected'; readonly saved: readonly PdWork[] }
  | { readonly type: 'saved'; readonly work: PdWork; readonly revision: number }
  | { readonly type: 'lost'; readonly reason: string };

export interface ElectionTimer extends Timer {
  readonly kind: 'pd.keep-alive' | 'pd.campaign' | 'pd.etcd-retry';
  readonly lease: number;
}

export interface ElectionOptions {
  readonly process: ProcessId;
  readonly etcd: ProcessId;
  /** pd.leader-lease, µs. */
  readonly leaseUs: number;
  readonly rules: RuleSet;
}

const LEADER_KEY = '/pd/leader';
const DATA_PREFIX = '/pd/data/';
/** A connection to etcd that broke is tried again after this long. */
const ETCD_RETRY_US = 200_000;
const WATCH = 1;

/**
 * The leadership of one PD member (facts 1.1.4 … 1.1.6): the leader key in etcd, held under a lease. What the leader
 * saves goes to etcd, too, and only while the key is still the one it created (R-TSO-SAVE-GUARDED).
 *
 *     watching ──key gone──▶ granting ──lease──▶ campaigning ──key is mine──▶ loading ──data──▶ leading
 *        ▲  ▲                                         │ somebody else's                          │
 *        │  └─────────────────────────────────────────┘                                          │
 *        └────── lease ran out, lease or key gone, resigned ─────────────────────────────────────┘
 *
 * The lease is counted from when its renewal was asked for, so a member's own view of it ends before etcd's.
 */
export class Election {
  private readonly options: ElectionOptions;
  private phase: Phase = 'watching';
  private lease = 0;
  private leaseUntil = 0;
  private created = 0;
  private leaderNow: ProcessId = '';
  private restUntilUs = 0;
  private lastId = 0;
  private pending = new Map<number, Purpose>();

  constructor(options: ElectionOptions) {
    this.options = options;
  }

  /** Who leads as far as this member knows, '' when nobody does. */
  get leader(): ProcessId {
    return this.leaderNow;
  }

  get leading(): boolean {
    return this.phase === 'leading';
  }

  /** Own monotonic time until which nobody else can have been elected, µs. */
  get leaseUntilUs(): number {
    return this.leaseUntil;
  }

  /** Revision of the newest election it won; 0 before the first. */
  get revision(): number {
    return this.created;
  }

  start(ctx: Context): void {
    this.ask({ kind: 'etcd.watch', bytes: 32, watch: WATCH, prefix: LEADER_KEY, startRevision: 0 }, ctx);
    this.look(ctx);
  }

  /** Keeps what the leader knows (facts 1.1.6). The window's guard is a rule; everything else always has it. */
  save(work: PdWork, bytes: number, ctx: Context): void {
    const guarded = work.kind !== 'pd.save-window' || ruleOn(this.options.rules, 'R-TSO-SAVE-GUARDED');
    const mine: EtcdCompare = { target: 'create', key: LEADER_KEY, op: '=', revision: this.created };
    const put = { type: 'put', key: keyOf(work), value: JSON.stringify(work), lease: 0 } as const;
    const id = this.expect({ for: 'save', work, reign: this.created });
    const compares = guarded ? [mine] : [];
    this.ask({ kind: 'etcd.txn', bytes: 64 + bytes, id, compares, success: [put], failure: [] }, ctx);
  }

  /** Gives leadership up: the key goes with the lease, and the others come first for the length of a lease. */
  resign(ctx: Context): void {
    this.restUntilUs = ctx.monotonicUs() + this.options.leaseUs;
    this.ask({ kind: 'etcd.revoke', bytes: 16, id: this.expect({ for: 'revoke' }), lease: this.lease }, ctx);
  }

  /** Forgets its reign. Saves under way may still be told. */
  stepDown(ctx: Context): void {
    this.phase = 'watching';
    this.lease = 0;
    this.leaseUntil = 0;
    for (const [id, purpose] of this.pending) if (purpose.for !== 'save') this.pending.delete(id);
    this.look(ctx);
  }

  receive(response: EtcdResponse, ctx: Context): ElectionNews | null {
    if (response.kind === 'etcd.watch-events') {
      for (const { type, kv } of response.events) this.leaderNow = type === 'put' ? kv.value : '';
      if (response.events.length > 0 && this.leaderNow === '') this.campaign(ctx);
      return null;
    }
    const purpose = this.pending.get(response.id);
    this.pending.delete(response.id);
    if (purpose === undefined) return null;
    switch (response.kind) {
      case 'etcd.range-response':
        return purpose.for === 'load' ? this.onLoaded(response.kvs) : this.onLooked(response.kvs, ctx);
      case 'etcd.grant-response':
        if (this.phase === 'granting' && purpose.for === 'grant')
          this.onGranted(response.lease, purpose.askedUs + response.ttlUs, ctx);
        return null;
      case 'etcd.keep-alive-response':
        if (purpose.for !== 'keep-alive' || response.lease !== this.lease) return null;
        if (response.ttlUs === 0) return { type: 'lost', reason: 'its lease is gone' };
        this.leaseUntil = purpose.askedUs + response.ttlUs;
        return null;
      case 'etcd.txn-response':
        if (purpose.for === 'save') {
          const { work, reign } = purpose;
          if (response.succeeded) return { type: 'saved', work, revision: response.revision };
          return reign === this.created ? { type: 'lost', reason: 'its leader key is gone' } : null;
        }
        if (purpose.for === 'campaign') this.onCampaigned(response, ctx);
        return null;
      case 'etcd.revoke-response':
        return null;
      default:
        return unreachable(response);
    }
  }

  timer(timer: ElectionTimer, ctx: Context): void {
    switch (timer.kind) {
      case 'pd.keep-alive':
        if (timer.lease !== this.lease || this.lease === 0) return;
        this.keepAlive(ctx);
        this.arm('pd.keep-alive', Math.floor(this.options.leaseUs / 3), ctx);
        return;
      case 'pd.campaign':
        if (this.leaderNow === '') this.campaign(ctx);
        return;
      case 'pd.etcd-retry':
        this.onReconnect(ctx);
        return;
      default:
        unreachable(timer.kind);
    }
  }

  /** The line to etcd broke: what was asked may or may not have been done, and will not be answered. */
  onDisconnected(ctx: Context): void {
    for (const [id, purpose] of this.pending) if (purpose.for !== 'save') this.pending.delete(id);
    this.arm('pd.etcd-retry', ETCD_RETRY_US, ctx);
  }

  clone(): Election {
    const copy = new Election(this.options);
    copy.phase = this.phase;
    copy.lease = this.lease;
    copy.leaseUntil = this.leaseUntil;
    copy.created = this.created;
    copy.leaderNow = this.leaderNow;
    copy.restUntilUs = this.restUntilUs;
    copy.lastId = this.lastId;
    copy.pending = new Map(this.pending);
    return copy;
  }

  private onReconnect(ctx: Context): void {
    this.ask({ kind: 'etcd.watch', bytes: 32, watch: WATCH, prefix: LEADER_KEY, startRevision: 0 }, ctx);
    if (this.phase === 'leading') {
      this.keepAlive(ctx);
      const unsure = [...this.pending.values()];
      this.pending.clear();
      for (const purpose of unsure)
        if (purpose.for === 'save' && purpose.reign === this.created) this.save(purpose.work, 0, ctx);
      return;
    }
    this.phase = 'watching';
    this.lease = 0;
    this.look(ctx);
  }

  private look(ctx: Context): void {
    const id = this.expect({ for: 'look', askedUs: ctx.monotonicUs() });
    this.ask({ kind: 'etcd.range', bytes: 32, id, key: LEADER_KEY, prefix: false }, ctx);
  }

  private onLooked(kvs: readonly EtcdKeyValue[], ctx: Context): null {
    this.leaderNow = kvs[0]?.value ?? '';
    if (this.leaderNow === '') this.campaign(ctx);
    return null;
  }

  private campaign(ctx: Context): void {
    if (this.phase !== 'watching') return;
    const nowUs = ctx.monotonicUs();
    if (nowUs < this.restUntilUs) {
      this.arm('pd.campaign', this.restUntilUs - nowUs, ctx);
      return;
    }
    this.phase = 'granting';
    const id = this.expect({ for: 'grant', askedUs: nowUs });
    this.ask({ kind: 'etcd.grant', bytes: 16, id, ttlUs: this.options.leaseUs }, ctx);
  }

  private onGranted(lease: number, untilUs: number, ctx: Context): void {
    this.phase = 'campaigning';
    this.lease = lease;
    this.leaseUntil = untilUs;
    this.arm('pd.keep-alive', Math.floor(this.options.leaseUs / 3), ctx);
    const absent: EtcdCompare = { target: 'create', key: LEADER_KEY, op: '=', revision: 0 };
    const put = { type: 'put', key: LEADER_KEY, value: this.options.process, lease } as const;
    const look = { type: 'range', key: LEADER_KEY, prefix: false } as const;
    const id = this.expect({ for: 'campaign' });
    this.ask({ kind: 'etcd.txn', bytes: 96, id, compares: [absent], success: [put], failure: [look] }, ctx);
  }

  private onCampaigned(
    response: {
      readonly succeeded: boolean;
      readonly revision: number;
      readonly ranges: readonly (readonly EtcdKeyValue[])[];
      readonly error: string;
    },
    ctx: Context,
  ): void {
    if (this.phase !== 'campaigning') return;
    if (!response.succeeded || response.error !== '') {
      this.ask(
        { kind: 'etcd.revoke', bytes: 16, id: this.expect({ for: 'revoke' }), lease: this.lease },
        ctx,
      );
      this.phase = 'watching';
      this.lease = 0;
      this.leaderNow = response.ranges[0]?.[0]?.value ?? '';
      if (this.leaderNow === '') this.arm('pd.campaign', ETCD_RETRY_US, ctx);
      return;
    }
    this.phase = 'loading';
    this.created = response.revision;
    this.leaderNow = this.options.process;
    const id = this.expect({ for: 'load' });
    this.ask({ kind: 'etcd.range', bytes: 32, id, key: DATA_PREFIX, prefix: true }, ctx);
  }

  private onLoaded(kvs: readonly EtcdKeyValue[]): ElectionNews | null {
    if (this.phase !== 'loading') return null;
    this.phase = 'leading';
    return { type: 'elected', saved: kvs.map((kv) => JSON.parse(kv.value) as PdWork) };
  }

  private keepAlive(ctx: Context): void {
    const id = this.expect({ for: 'keep-alive', askedUs: ctx.monotonicUs() });
    this.ask({ kind: 'etcd.keep-alive', bytes: 16, id, lease: this.lease }, ctx);
  }

  private arm(kind: ElectionTimer['kind'], delayUs: number, ctx: Context): void {
    const timer: ElectionTimer = { kind, lease: this.lease };
    ctx.setTimer(delayUs, timer);
  }

  private expect(purpose: Purpose): number {
    this.pending.set(++this.lastId, purpose);
    return this.lastId;
  }

  private ask(request: EtcdRequest, ctx: Context): void {
    ctx.send(this.options.etcd, request);
  }
}

/** Numbers are padded: etcd gives keys in order, and Regions are taken in as they were created. */
function keyOf(work: PdWork): string {
  switch (work.kind) {
    case 'pd.save-window':
      return `${DATA_PREFIX}timestamp`;
    case 'pd.save-ids':
      return `${DATA_PREFIX}alloc-id`;
    case 'pd.save-region':
      return `${DATA_PREFIX}region/${String(work.region.id).padStart(12, '0')}`;
    case 'pd.save-store':
      return `${DATA_PREFIX}store/${String(work.record.store).padStart(12, '0')}`;
    case 'pd.save-safe-point':
      return `${DATA_PREFIX}gc/${work.safePoint.service}`;
    case 'pd.save-gc-safe-point':
      return `${DATA_PREFIX}gc/safe_point`;
    default:
      return unreachable(work);
  }
}
