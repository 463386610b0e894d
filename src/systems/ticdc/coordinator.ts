import { must } from '../../base/assert.ts';
import { extraRuleOn, ruleOn } from '../../model/config.ts';
import type { ChangefeedRow } from '../../model/frame.ts';
import type { CaptureId, ProcessId } from '../../model/ids.ts';
import { maxTs, minTs, TS_MAX, type Ts } from '../../model/ts.ts';
import { R_EPOCH_FILTER } from './agent.ts';
import { formatDuration } from '../../model/time.ts';
import { R_FENCE } from './downstream.ts';
import type { CaptureRecord } from './keys.ts';
import type { Kit } from './kit.ts';
import type { AgentToOwner, ChangefeedSpec, OwnerToAgent, Span, TableStatus } from './msg.ts';
import { ReplicationSet, type Order } from './replication-set.ts';
import { balance, drainMoves, placeAbsent } from './schedulers.ts';
import { divideRange } from './span.ts';

export const R_CKPT_MIN = 'R-CKPT-MIN';
export const R_REDISPATCH_FROM_CKPT = 'R-REDISPATCH-FROM-CKPT';
export const R_WAIT_UNDETERMINED = 'R-WAIT-UNDETERMINED';

const HEADER_BYTES = 64;
/** A capture that has not answered for this long is said to be silent: several heartbeats. */
const SILENT_US = 1_000_000;

/** A capture as the coordinator knows it. `epoch` 0: it has not answered yet. */
interface Member {
  readonly process: ProcessId;
  readonly epoch: number;
  readonly tables: readonly TableStatus[];
  /** When it last answered, or was first seen (monotonic µs of the owner). */
  readonly heardAtUs: number;
}

export interface Outgoing {
  readonly to: ProcessId;
  readonly message: OwnerToAgent;
}

/**
 * The owner's scheduler for one changefeed (facts 4.5.13). A new coordinator first asks every capture what it has
 * and does nothing until all have answered; then it keeps each span on exactly one capture.
 */
export class Coordinator {
  readonly spans: readonly Span[];
  private members = new Map<CaptureId, Member>();
  private sets = new Map<string, ReplicationSet>();
  private heldBy = new Map<string, readonly string[]>();
  private inbox: AgentToOwner[] = [];
  private initialized = false;
  private heartbeatAtUs = 0;
  private balanceAtUs: number;
  private moves: { readonly span: string; readonly to: ProcessId }[] = [];
  private failureNow = '';
  private revision = 0;
  private tickedAtUs = 0;
  /** Captures whose lease is over and whose writes may still be on the way, and since when (R-FENCE leaseWait). */
  private draining = new Set<CaptureId>();
  private lost = new Map<CaptureId, number>();

  constructor(
    readonly spec: ChangefeedSpec,
    readonly epoch: number,
    private readonly ownerRevision: number,
    private checkpointTs: Ts,
    private resolvedTs: Ts,
    startedAtUs: number,
    private readonly balanceIntervalUs: number,
  ) {
    this.spans = divideRange(spec.startKey, spec.endKey, spec.spans);
    this.balanceAtUs = startedAtUs + balanceIntervalUs;
  }

  get checkpoint(): Ts {
    return this.checkpointTs;
  }

  get resolved(): Ts {
    return this.resolvedTs;
  }

  /** '' or why the changefeed must start over. */
  get failure(): string {
    return this.failureNow;
  }

  receive(message: AgentToOwner): void {
    this.inbox.push(message);
  }

  rebalance(nowUs: number): void {
    this.balanceAtUs = nowUs;
  }

  moveSpan(span: string, to: ProcessId): void {
    this.moves.push({ span, to });
  }

  /** Its spans go to the others, and it gets none, for as long as it lives. */
  drain(process: ProcessId): void {
    for (const [capture, member] of this.members) if (member.process === process) this.draining.add(capture);
  }

  /** `revision`: of etcd, as far as this owner has seen it. */
  tick(alive: readonly CaptureRecord[], revision: number, kit: Kit): readonly Outgoing[] {
    const nowUs = kit.ctx.monotonicUs();
    this.revision = revision;
    this.tickedAtUs = nowUs;
    const out: Outgoing[] = [];
    const newcomers = this.followMembership(alive, kit);
    const answers = this.takeAnswers(kit);
    if (!this.initialized) this.maybeInitialize(kit);
    if (this.initialized) {
      for (const answer of answers) {
        for (const table of tablesOf(answer)) this.onTable(answer.capture, table, out, kit);
      }
      this.followSets(out, kit);
      this.schedule(nowUs, out, kit);
    }
    this.advance(kit);
    const due = nowUs >= this.heartbeatAtUs + kit.env.config.ticdc.heartbeatUs;
    if (due) this.heartbeatAtUs = nowUs;
    for (const [capture, { process }] of this.members) {
      if (due || newcomers.includes(capture)) out.push({ to: process, message: this.heartbeat(capture) });
    }
    return out;
  }

  /** What holds the checkpoint, outermost first, each a few words; empty before the captures have answered. */
  blame(): readonly string[] {
    if (!this.initialized) return ['the owner waits for every capture to report'];
    let slowest: ReplicationSet | null = null;
    for (const set of this.sets.values())
      if (slowest === null || set.checkpoint < slowest.checkpoint) slowest = set;
    if (slowest === null) return ['no span is known'];
    const span = `span ${slowest.span.id}`;
    const holder = slowest.primary ?? slowest.secondary;
    if (holder === null) return [span, 'on no capture'];
    const member = this.members.get(holder);
    const silentUs = member === undefined ? 0 : this.tickedAtUs - member.heardAtUs;
    // What it last said is then no reason any more: nobody knows what it does.
    if (this.lost.has(holder)) return [span, `${holder} is gone; its writes may still be on the way`];
    if (silentUs > SILENT_US) return [span, `${holder} has not reported for ${formatDuration(silentUs)}`];
    return [span, holder, ...(this.heldBy.get(slowest.span.id) ?? [])];
  }

  spanRows(): ChangefeedRow['spans'] {
    return this.spans.map((span) => {
      const set = this.sets.get(span.id);
      return {
        span: span.id,
        startWords: span.startKey === '' ? '−∞' : span.startKey,
        endWords: span.endKey === '' ? '+∞' : span.endKey,
        state: set?.state ?? 'Absent',
        primary: set?.primary ?? null,
        secondary: set?.secondary ?? null,
        checkpointTs: set?.checkpoint ?? this.checkpointTs,
      };
    });
  }

  clone(): Coordinator {
    const { spec, epoch, ownerRevision, checkpointTs, resolvedTs, balanceIntervalUs } = this;
    const copy = new Coordinator(spec, epoch, ownerRevision, checkpointTs, resolvedTs, 0, balanceIntervalUs);
    copy.members = new Map(this.members);
    for (const [span, set] of this.sets) copy.sets.set(span, set.clone());
    copy.heldBy = new Map(this.heldBy);
    copy.inbox = this.inbox.slice();
    copy.initialized = this.initialized;
    copy.heartbeatAtUs = this.heartbeatAtUs;
    copy.balanceAtUs = this.balanceAtUs;
    copy.moves = this.moves.slice();
    copy.failureNow = this.failureNow;
    copy.revision = this.revision;
    copy.tickedAtUs = this.tickedAtUs;
    copy.lost = new Map(this.lost);
    copy.draining = new Set(this.draining);
    return copy;
  }

  private followMembership(alive: readonly CaptureRecord[], kit: Kit): readonly CaptureId[] {
    const newcomers: CaptureId[] = [];
    for (const { capture, process } of alive) {
      if (this.members.has(capture)) continue;
      this.members.set(capture, { process, epoch: 0, tables: [], heardAtUs: this.tickedAtUs });
      newcomers.push(capture);
    }
    for (const capture of [...this.members.keys()]) {
      if (alive.some((record) => record.capture === capture)) continue;
      if (this.mustOutwait(capture, kit)) continue;
      this.members.delete(capture);
      this.lost.delete(capture);
      this.draining.delete(capture);
    }
    return newcomers;
  }

  /**
   * R-FENCE leaseWait: a capture that stopped writing when its own clock said so has had all its writes answered or lost
   * after one more lease time. Until then its spans stay with it.
   */
  private mustOutwait(capture: CaptureId, kit: Kit): boolean {
    const { sessionTtlUs, fence } = kit.env.config.ticdc;
    if (!extraRuleOn(kit.env.rules, R_FENCE) || fence !== 'leaseWait') return false;
    const since = this.lost.get(capture) ?? this.tickedAtUs;
    this.lost.set(capture, since);
    return this.tickedAtUs - since < sessionTtlUs;
  }

  /** Answers of known captures, addressed to this owner and epoch (R-EPOCH-FILTER, facts 4.5.2). */
  private takeAnswers(kit: Kit): readonly AgentToOwner[] {
    const inbox = this.inbox;
    this.inbox = [];
    const filtered = ruleOn(kit.env.rules, R_EPOCH_FILTER);
    return inbox.filter((answer) => {
      const member = this.members.get(answer.capture);
      if (member === undefined) return false;
      if (filtered) {
        if (answer.ownerRevision !== this.ownerRevision || answer.changefeedEpoch !== this.epoch)
          return false;
        if (member.epoch !== 0 && member.epoch !== answer.processorEpoch) return false;
      }
      if (answer.kind === 'ticdc.heartbeat-response') {
        const { processorEpoch: epoch, tables } = answer;
        this.members.set(answer.capture, { ...member, epoch, tables, heardAtUs: this.tickedAtUs });
      }
      return true;
    });
  }

  private maybeInitialize(kit: Kit): void {
    const members = [...this.members];
    if (members.length === 0 || members.some(([, member]) => member.epoch === 0)) return;
    this.initialized = true;
    for (const span of this.spans) {
      const reports = members.flatMap(([capture, { tables }]) =>
        tables.filter((table) => table.span === span.id).map((report) => ({ capture, report })),
      );
      const set = this.newSet(span, kit);
      this.change(set, kit, () => {
        set.rebuild(reports);
        return [];
      });
      this.sets.set(span.id, set);
    }
  }

  private newSet(span: Span, kit: Kit): ReplicationSet {
    const wait = ruleOn(kit.env.rules, R_WAIT_UNDETERMINED);
    return new ReplicationSet(span, this.checkpointTs, this.resolvedTs, wait);
  }

  private onTable(capture: CaptureId, table: TableStatus, out: Outgoing[], kit: Kit): void {
    const set = this.sets.get(table.span);
    if (set === undefined) return;
    if (capture === (set.primary ?? set.secondary)) this.heldBy.set(table.span, table.heldBy);
    this.carryOut(
      set,
      this.change(set, kit, () => set.onReport(capture, table)),
      out,
      kit,
    );
  }

  /** Captures that are gone, sets that ended, and failures. */
  private followSets(out: Outgoing[], kit: Kit): void {
    for (const set of [...this.sets.values()]) {
      for (const capture of [...set.captures]) {
        if (this.members.has(capture)) continue;
        this.carryOut(
          set,
          this.change(set, kit, () => set.captureGone(capture)),
          out,
          kit,
        );
      }
      if (set.failure !== '') this.failureNow = set.failure;
      if (set.removed) this.change(set, kit, () => set.becomeAddable());
    }
  }

  private schedule(nowUs: number, out: Outgoing[], kit: Kit): void {
    const able = [...this.members]
      .filter(([capture, member]) => member.epoch !== 0 && !this.lost.has(capture))
      .map(([capture]) => capture);
    const staying = able.filter((capture) => !this.draining.has(capture));
    // Spans must be somewhere: with nobody else left, a capture that is drained keeps them.
    const ready = staying.length === 0 ? able : staying;
    if (ready.length === 0) return;
    for (const { set, to } of placeAbsent(this.sets.values(), ready)) {
      this.carryOut(
        set,
        this.change(set, kit, () => set.add(to)),
        out,
        kit,
      );
    }
    const moves = this.moves;
    this.moves = [];
    for (const { set, to } of drainMoves(this.sets.values(), this.draining, ready)) {
      this.carryOut(
        set,
        this.change(set, kit, () => set.move(to)),
        out,
        kit,
      );
    }
    for (const { span, to } of moves) {
      const set = this.sets.get(span);
      const dest = ready.find((capture) => this.members.get(capture)?.process === to);
      if (set === undefined || dest === undefined) continue;
      this.carryOut(
        set,
        this.change(set, kit, () => set.move(dest)),
        out,
        kit,
      );
    }
    if (nowUs < this.balanceAtUs) return;
    this.balanceAtUs = nowUs + this.balanceIntervalUs;
    for (const { set, to } of balance([...this.sets.values()], ready)) {
      this.carryOut(
        set,
        this.change(set, kit, () => set.move(to)),
        out,
        kit,
      );
    }
  }

  /** The smallest of all spans, also those that nobody replicates (R-CKPT-MIN, R-NO-HOLE, facts 4.7). */
  private advance(kit: Kit): void {
    if (!this.initialized) return;
    const all = ruleOn(kit.env.rules, R_CKPT_MIN);
    let checkpoint = TS_MAX;
    let resolved = TS_MAX;
    for (const set of this.sets.values()) {
      if (!all && set.state !== 'Replicating') continue;
      checkpoint = minTs(checkpoint, set.checkpoint);
      resolved = minTs(resolved, set.resolved);
    }
    if (checkpoint === TS_MAX) return;
    this.checkpointTs = checkpoint;
    this.resolvedTs = maxTs(this.resolvedTs, resolved);
  }

  private carryOut(set: ReplicationSet, orders: readonly Order[], out: Outgoing[], kit: Kit): void {
    for (const { to, action, secondary } of orders) {
      const member = this.members.get(to);
      if (member === undefined) continue;
      // From the resolved ts: what the dead capture had received but not written is lost (facts R-REDISPATCH-FROM-CKPT).
      const checkpoint = ruleOn(kit.env.rules, R_REDISPATCH_FROM_CKPT) ? set.checkpoint : set.resolved;
      const message: OwnerToAgent = {
        kind: 'ticdc.dispatch-table',
        bytes: HEADER_BYTES + set.span.id.length,
        ...this.header(to),
        processorEpoch: member.epoch,
        span: set.span,
        action,
        secondary,
        checkpoint,
        token: this.revision,
      };
      out.push({ to: member.process, message });
    }
  }

  private change(set: ReplicationSet, kit: Kit, act: () => readonly Order[]): readonly Order[] {
    const { state: from, primary, secondary } = set;
    const orders = act();
    if (set.state !== from || set.primary !== primary || set.secondary !== secondary) {
      kit.ctx.trace({
        kind: 'span.state-changed',
        changefeed: this.spec.id,
        span: set.span.id,
        from,
        to: set.state,
        primary: set.primary,
        secondary: set.secondary,
      });
    }
    return orders;
  }

  private heartbeat(capture: CaptureId): OwnerToAgent {
    const spans: string[] = [];
    for (const set of this.sets.values()) if (set.roleOf(capture) !== null) spans.push(set.span.id);
    const bytes = HEADER_BYTES + 16 * spans.length;
    return { kind: 'ticdc.heartbeat', bytes, ...this.header(capture), spans };
  }

  private header(capture: CaptureId) {
    const { ownerRevision } = this;
    return { changefeed: this.spec.id, changefeedEpoch: this.epoch, ownerRevision, capture };
  }

  /** For tests: the set of a span. */
  setOf(span: string): ReplicationSet {
    return must(this.sets.get(span), `replication set of ${span}`);
  }
}

function tablesOf(answer: AgentToOwner): readonly TableStatus[] {
  return answer.kind === 'ticdc.heartbeat-response' ? answer.tables : [answer.table];
}
