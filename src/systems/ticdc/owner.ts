import { ruleOn } from '../../model/config.ts';
import type { ChangefeedRow } from '../../model/frame.ts';
import type { CaptureId, ChangefeedId, ProcessId } from '../../model/ids.ts';
import { physicalMs, TS_ZERO, type Ts } from '../../model/ts.ts';
import type { EtcdCompare, EtcdOp, EtcdTxnResponse } from '../etcd/msg.ts';
import type { TsoRequest, TsoResponse, UpdateSafePointResponse } from '../pd/msg.ts';
import { Coordinator, type Outgoing } from './coordinator.ts';
import type { EtcdClient, Purpose } from './etcd-client.ts';
import { GcManager } from './gc-manager.ts';
import { encodeStatus, infoKey, statusKey, type ChangefeedStatus } from './keys.ts';
import type { Kit } from './kit.ts';
import type { Mirror, StoredStatus } from './mirror.ts';
import type { AgentToOwner, ChangefeedSpec, MoveSpan, SetChangefeed } from './msg.ts';

export const R_OWNER_TXN_GUARD = 'R-OWNER-TXN-GUARD';

/** facts 4.8.2: wait before a failed changefeed starts over; doubles up to the cap. */
const BACKOFF_BASE_US = 10_000_000;
const BACKOFF_CAP_US = 600_000_000;

/** The first timestamp of all: replicate what was written before, too. */
const BEGINNING = 1 as Ts;

/** A changefeed's failures: when it may start over, and how many there were. */
interface Backoff {
  readonly untilUs: number;
  readonly failures: number;
}

/**
 * What the elected capture does every tick (facts 4.3): it learns PD's time, sets changefeeds up, runs their
 * coordinators, persists their progress and keeps PD from collecting what they still need. `revision` is the
 * create revision of its owner key: a newer owner has a larger one.
 */
export class Owner {
  private coordinators = new Map<ChangefeedId, Coordinator>();
  private pdNowTs = TS_ZERO;
  private tso = { id: 0, sentAtUs: 0, answeredSentAtUs: -1 };
  private firstSeenUs = new Map<ChangefeedId, number>();
  private saving = new Set<ChangefeedId>();
  /** The mirror must have seen our own last write before anything depends on it (facts 4.1.5). */
  private barrierRevision = 0;
  private gc = new GcManager();
  private knownCaptures: readonly CaptureId[] = [];
  private backoffs = new Map<ChangefeedId, Backoff>();
  private wanted = new Map<ChangefeedId, SetChangefeed['to']>();

  constructor(
    readonly revision: number,
    private readonly key: string,
  ) {}

  /** The newest timestamp this owner got from PD. */
  get pdNow(): Ts {
    return this.pdNowTs;
  }

  receive(message: AgentToOwner): void {
    this.coordinators.get(message.changefeed)?.receive(message);
  }

  rebalance(nowUs: number): void {
    for (const coordinator of this.coordinators.values()) coordinator.rebalance(nowUs);
  }

  moveSpan(message: MoveSpan): void {
    this.coordinators.get(message.changefeed)?.moveSpan(message.span, message.toProcess);
  }

  /** Carried out at the next tick at which the changefeed is in another state. */
  setChangefeed({ changefeed, to }: SetChangefeed): void {
    this.wanted.set(changefeed, to);
  }

  drain(process: ProcessId): void {
    for (const coordinator of this.coordinators.values()) coordinator.drain(process);
  }

  tick(mirror: Mirror, etcd: EtcdClient, kit: Kit): readonly Outgoing[] {
    this.askTime(kit);
    const alive = mirror.captures();
    this.noticeGone(
      alive.map((record) => record.capture),
      kit,
    );
    const out: Outgoing[] = [];
    if (mirror.revision < this.barrierRevision) return out;
    for (const id of [...this.coordinators.keys()])
      if (!mirror.has(infoKey(id))) this.coordinators.delete(id);
    for (const spec of mirror.changefeeds()) {
      const stored = mirror.status(spec.id);
      if (stored === null) {
        this.initialize(spec, etcd, kit);
        continue;
      }
      this.maybeLose(stored, etcd, kit);
      this.maybeSetState(stored, etcd, kit);
      const { state } = stored.status;
      if (state !== 'normal') {
        this.coordinators.delete(spec.id);
        if (state === 'warning') this.maybeStartOver(stored, etcd, kit);
        continue;
      }
      const coordinator = this.coordinatorOf(spec, stored.status, kit);
      out.push(...coordinator.tick(alive, mirror.revision, kit));
      if (coordinator.failure !== '') this.becomeWarning(coordinator, stored, etcd, kit);
      else this.maybeSave(coordinator, stored, etcd, kit);
    }
    this.gc.tick(checkpointsToKeep(mirror), kit);
    return out;
  }

  onTso(message: TsoResponse): void {
    if (message.id !== this.tso.id) return;
    const { sentAtUs } = this.tso;
    this.tso = {
      id: 0,
      sentAtUs: 0,
      answeredSentAtUs: message.error === '' ? sentAtUs : this.tso.answeredSentAtUs,
    };
    if (message.error === '' && message.last > this.pdNowTs) this.pdNowTs = message.last;
  }

  /** PD says what it keeps: a changefeed that waited for it begins. */
  onSafePoint(message: UpdateSafePointResponse, mirror: Mirror, etcd: EtcdClient, kit: Kit): void {
    const changefeed = this.gc.onAnswer(message);
    const spec = mirror.changefeeds().find(({ id }) => id === changefeed);
    if (spec === undefined) return;
    const stored = mirror.status(spec.id);
    if (stored === null) this.initialize(spec, etcd, kit);
    else this.maybeSetState(stored, etcd, kit);
  }

  onPdDisconnected(): void {
    this.tso = { ...this.tso, id: 0 };
    this.gc.onPdDisconnected();
  }

  onEtcdDisconnected(): void {
    this.saving.clear();
  }

  /** False: the guard failed, somebody else owns now. */
  onSaved(purpose: Extract<Purpose, { for: 'status' }>, answer: EtcdTxnResponse, kit: Kit): void {
    this.saving.delete(purpose.changefeed);
    this.barrierRevision = Math.max(this.barrierRevision, answer.revision);
    if (!answer.succeeded) return;
    const { changefeed, status, reason } = purpose;
    this.gc.settle(changefeed);
    if (reason !== '') {
      kit.ctx.trace({ kind: 'changefeed.state-changed', changefeed, state: status.state, reason });
      return;
    }
    const blame = this.coordinators.get(changefeed)?.blame() ?? [];
    const { checkpoint, resolved } = status;
    const heldBy = blame.join(' ← ');
    kit.ctx.trace({
      kind: 'changefeed.checkpoint',
      changefeed,
      checkpoint,
      resolved,
      pdNow: this.pdNowTs,
      heldBy,
    });
  }

  rows(mirror: Mirror): readonly ChangefeedRow[] {
    return mirror.changefeeds().map((spec) => {
      const coordinator = this.coordinators.get(spec.id);
      const stored = mirror.status(spec.id);
      const checkpointTs = stored?.status.checkpoint ?? TS_ZERO;
      const resolvedTs = stored?.status.resolved ?? TS_ZERO;
      const state = stored?.status.state ?? 'creating';
      const blame = standsStill(state)
        ? [`the changefeed is ${state}: nobody replicates`]
        : (coordinator?.blame() ?? []);
      return {
        id: spec.id,
        state,
        checkpointTs,
        resolvedTs,
        checkpointLagUs: this.lagUs(checkpointTs),
        resolvedLagUs: this.lagUs(resolvedTs),
        spans: coordinator?.spanRows() ?? [],
        heldBy: blame.length === 0 ? '' : `checkpoint ← ${blame.join(' ← ')}`,
        blame,
      };
    });
  }

  clone(): Owner {
    const copy = new Owner(this.revision, this.key);
    for (const [id, coordinator] of this.coordinators) copy.coordinators.set(id, coordinator.clone());
    copy.pdNowTs = this.pdNowTs;
    copy.tso = this.tso;
    copy.firstSeenUs = new Map(this.firstSeenUs);
    copy.saving = new Set(this.saving);
    copy.barrierRevision = this.barrierRevision;
    copy.gc = this.gc.clone();
    copy.knownCaptures = this.knownCaptures;
    copy.backoffs = new Map(this.backoffs);
    copy.wanted = new Map(this.wanted);
    return copy;
  }

  private lagUs(ts: Ts): number | null {
    if (ts <= BEGINNING || this.pdNowTs === TS_ZERO) return null;
    return Math.max(0, physicalMs(this.pdNowTs) - physicalMs(ts)) * 1_000;
  }

  /** PD has not answered for so long that another member should be asked (facts B-16). */
  pdOverdue(kit: Kit): boolean {
    const waitedUs = kit.ctx.monotonicUs() - this.tso.sentAtUs;
    return this.tso.id !== 0 && waitedUs >= kit.env.config.client.rpcTimeoutUs;
  }

  private askTime(kit: Kit): void {
    const nowUs = kit.ctx.monotonicUs();
    if (this.tso.id !== 0 && nowUs - this.tso.sentAtUs < kit.env.config.client.rpcTimeoutUs) return;
    const id = kit.ids.next();
    this.tso = { ...this.tso, id, sentAtUs: nowUs };
    const ask: TsoRequest = { kind: 'pd.tso-request', bytes: 24, id, count: 1 };
    kit.ctx.send(kit.env.upstreamPd, ask);
  }

  private noticeGone(alive: readonly CaptureId[], kit: Kit): void {
    for (const capture of this.knownCaptures) {
      if (!alive.includes(capture)) kit.ctx.trace({ kind: 'capture.gone', capture });
    }
    this.knownCaptures = alive;
  }

  /** Writes the first status: the changefeed's start (facts 4.3 c, d). */
  private initialize(spec: ChangefeedSpec, etcd: EtcdClient, kit: Kit): void {
    const nowUs = kit.ctx.monotonicUs();
    const seenUs = this.firstSeenUs.get(spec.id) ?? nowUs;
    this.firstSeenUs.set(spec.id, seenUs);
    // 'now' needs a TSO asked for after the changefeed existed; the beginning only the proof that PD answers.
    if (spec.startTs === 'now' && this.tso.answeredSentAtUs <= seenUs) return;
    if (this.pdNowTs === TS_ZERO) return;
    const wanted = spec.startTs === 'now' ? this.pdNowTs : BEGINNING;
    const { start, error } = this.gc.ensure(spec.id, 'creating', wanted, kit);
    if (error === null) return;
    const state = error === '' ? 'normal' : 'failed';
    const status: ChangefeedStatus = { checkpoint: start, resolved: start, state, epoch: 1 };
    this.save({ id: spec.id, modRevision: 0 }, status, error === '' ? 'created' : error, etcd, kit);
  }

  private coordinatorOf(spec: ChangefeedSpec, status: ChangefeedStatus, kit: Kit): Coordinator {
    const known = this.coordinators.get(spec.id);
    if (known !== undefined && known.epoch === status.epoch) return known;
    const { checkpoint, resolved, epoch } = status;
    const nowUs = kit.ctx.monotonicUs();
    const balanceUs = kit.env.config.ticdc.balanceIntervalUs;
    const fresh = new Coordinator(spec, epoch, this.revision, checkpoint, resolved, nowUs, balanceUs);
    this.coordinators.set(spec.id, fresh);
    return fresh;
  }

  /** Stops every table of the changefeed by a new epoch; it starts over after a backoff (facts 4.8.2). */
  private becomeWarning(coordinator: Coordinator, stored: StoredStatus, etcd: EtcdClient, kit: Kit): void {
    const { id } = stored;
    const failures = (this.backoffs.get(id)?.failures ?? 0) + 1;
    let waitUs = BACKOFF_BASE_US;
    for (let i = 1; i < failures && waitUs < BACKOFF_CAP_US; i++) waitUs *= 2;
    this.backoffs.set(id, { untilUs: kit.ctx.monotonicUs() + Math.min(waitUs, BACKOFF_CAP_US), failures });
    const { checkpoint, resolved, epoch, failure } = coordinator;
    this.save(stored, { checkpoint, resolved, state: 'warning', epoch: epoch + 1 }, failure, etcd, kit);
  }

  private maybeStartOver(stored: StoredStatus, etcd: EtcdClient, kit: Kit): void {
    const { id, status } = stored;
    const nowUs = kit.ctx.monotonicUs();
    const backoff = this.backoffs.get(id);
    // A new owner does not know the old one's backoff and begins its own.
    if (backoff === undefined) this.backoffs.set(id, { untilUs: nowUs + BACKOFF_BASE_US, failures: 1 });
    else if (nowUs >= backoff.untilUs) {
      this.save(stored, { ...status, state: 'normal' }, 'starts over', etcd, kit);
    }
  }

  /** What the console asked for. A stop gives the changefeed a new epoch, so that its processors end (facts 4.8.2, 4.8.3). */
  private maybeSetState(stored: StoredStatus, etcd: EtcdClient, kit: Kit): void {
    const { id, status } = stored;
    const to = this.wanted.get(id);
    if (to === undefined || this.saving.has(id)) return;
    const { checkpoint, resolved } = this.coordinators.get(id) ?? status;
    if (to === 'normal' && status.state !== 'normal') {
      const { error } = this.gc.ensure(id, 'resuming', checkpoint, kit);
      if (error === null) return;
      this.wanted.delete(id);
      const state = error === '' ? 'normal' : 'failed';
      const reason = error === '' ? 'resumed by the operator' : error;
      this.save(stored, { ...status, state }, reason, etcd, kit);
      return;
    }
    this.wanted.delete(id);
    if (to === status.state) return;
    const stopped = { checkpoint, resolved, state: to, epoch: status.epoch + 1 };
    this.save(stored, stopped, `${to} by the operator`, etcd, kit);
  }

  /** What it would need to go on from its checkpoint may be collected: it cannot recover (facts 4.3 b, 4.8.1). */
  private maybeLose(stored: StoredStatus, etcd: EtcdClient, kit: Kit): void {
    const { status } = stored;
    if (status.state === 'failed' || this.pdNowTs === TS_ZERO) return;
    const reason = this.gc.lost(status.checkpoint, this.pdNowTs, kit);
    if (reason === '') return;
    this.save(stored, { ...status, state: 'failed', epoch: status.epoch + 1 }, reason, etcd, kit);
  }

  private maybeSave(coordinator: Coordinator, stored: StoredStatus, etcd: EtcdClient, kit: Kit): void {
    const { checkpoint, resolved } = coordinator;
    const { status } = stored;
    // Any different value is written, as in both products: progress is monotone by construction (facts 4.7.4).
    if (checkpoint === status.checkpoint && resolved === status.resolved) return;
    this.save(stored, { ...status, checkpoint, resolved }, '', etcd, kit);
  }

  /** One write at a time per changefeed, guarded by the owner key and by the status we read (R-OWNER-TXN-GUARD). */
  private save(
    { id: changefeed, modRevision }: Pick<StoredStatus, 'id' | 'modRevision'>,
    status: ChangefeedStatus,
    reason: string,
    etcd: EtcdClient,
    kit: Kit,
  ): void {
    if (this.saving.has(changefeed)) return;
    this.saving.add(changefeed);
    const key = statusKey(changefeed);
    const compares: EtcdCompare[] = [];
    if (ruleOn(kit.env.rules, R_OWNER_TXN_GUARD)) {
      compares.push({ target: 'create', key: this.key, op: '=', revision: this.revision });
      compares.push({ target: 'mod', key, op: '=', revision: modRevision });
    }
    const ops: EtcdOp[] =
      status.state === 'removed'
        ? [key, infoKey(changefeed)].map((gone) => ({ type: 'delete', key: gone, prefix: false }))
        : [{ type: 'put', key, value: encodeStatus(status), lease: 0 }];
    etcd.txn({ for: 'status', changefeed, status, reason }, compares, ops, kit);
  }
}

/** What a changefeed that failed would need is not kept: it cannot go on anyway. */
function checkpointsToKeep(mirror: Mirror): readonly Ts[] {
  return mirror.changefeeds().flatMap(({ id }) => {
    const status = mirror.status(id)?.status;
    return status === undefined || status.state === 'failed' ? [] : [status.checkpoint];
  });
}

/** Its captures have given its spans up. */
function standsStill(state: ChangefeedRow['state']): boolean {
  return state === 'stopped' || state === 'failed';
}
