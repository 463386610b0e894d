import type { CaptureId } from '../../model/ids.ts';
import { maxTs, type Ts } from '../../model/ts.ts';
import type { SpanState } from '../../model/trace.ts';
import type { Span, TableState } from './msg.ts';

export type Role = 'Primary' | 'Secondary' | 'Undetermined';

/** What the coordinator must tell a capture. */
export interface Order {
  readonly to: CaptureId;
  readonly action: 'add' | 'remove';
  readonly secondary: boolean;
}

/** A table's state as one capture reported it. */
export interface Report {
  readonly state: TableState;
  readonly checkpoint: Ts;
  readonly resolved: Ts;
}

/**
 * Where one span is, seen by the owner (facts 4.5.4 to 4.5.9). Two captures never write it at a time: a move
 * prepares the secondary, stops the primary, waits until it is stopped, and only then promotes (R-TWO-PHASE).
 *
 *             AddTable                 Prepared              Replicating, no secondary
 *   Absent ────────────> Prepare ───────────────> Commit ─────────────────────────────> Replicating
 *     ^  ^                 │  ^                     │                                     │  │  │
 *     │  └─────────────────┘  └──── MoveTable ──────┼─────────────────────────────────────┘  │  │
 *     │    secondary lost                           │ nobody left                            │  │
 *     └─────────────────────────────────────────────┴──────────── primary stopped ───────────┘  │
 *                                                       Removing <──────── RemoveTable ─────────┘
 */
export class ReplicationSet {
  private stateNow: SpanState = 'Absent';
  private primaryNow: CaptureId | null = null;
  private roles = new Map<CaptureId, Role>();
  private failureNow = '';

  constructor(
    readonly span: Span,
    private checkpointTs: Ts,
    private resolvedTs: Ts,
    /** R-WAIT-UNDETERMINED: do not promote while some capture may still be stopping. */
    private readonly waitUndetermined: boolean,
  ) {}

  get state(): SpanState {
    return this.stateNow;
  }

  get primary(): CaptureId | null {
    return this.primaryNow;
  }

  get secondary(): CaptureId | null {
    for (const [capture, role] of this.roles) if (role === 'Secondary') return capture;
    return null;
  }

  get checkpoint(): Ts {
    return this.checkpointTs;
  }

  get resolved(): Ts {
    return maxTs(this.resolvedTs, this.checkpointTs);
  }

  /** '' or why the changefeed must start over: two captures replicate the span. */
  get failure(): string {
    return this.failureNow;
  }

  roleOf(capture: CaptureId): Role | null {
    return this.roles.get(capture) ?? null;
  }

  get captures(): Iterable<CaptureId> {
    return this.roles.keys();
  }

  /** Removing, and nobody has it any more. */
  get removed(): boolean {
    return this.stateNow === 'Removing' && this.roles.size === 0;
  }

  /** Rebuilds the set from what the captures reported to a new owner (facts 4.5.6). */
  rebuild(reports: readonly { readonly capture: CaptureId; readonly report: Report }[]): void {
    let prepared = false;
    let secondary = false;
    for (const { capture, report } of reports) {
      if (report.state === 'Replicating') {
        this.take(report);
        if (this.primaryNow !== null) this.fail(capture);
        this.primaryNow = capture;
        this.roles.set(capture, 'Primary');
      } else if (report.state === 'Preparing' || report.state === 'Prepared') {
        this.roles.set(capture, 'Secondary');
        secondary = true;
        if (report.state === 'Prepared') prepared = true;
      } else if (report.state === 'Stopping') {
        this.take(report);
        this.roles.set(capture, 'Undetermined');
      }
    }
    if (prepared) this.stateNow = 'Commit';
    else if (secondary) this.stateNow = 'Prepare';
    else if (this.primaryNow !== null) this.stateNow = 'Replicating';
    else this.stateNow = this.roles.size === 0 ? 'Absent' : 'Removing';
  }

  /** AddTable: only when Absent. */
  add(capture: CaptureId): readonly Order[] {
    if (this.stateNow !== 'Absent') return [];
    this.roles.set(capture, 'Secondary');
    this.stateNow = 'Prepare';
    return [{ to: capture, action: 'add', secondary: true }];
  }

  /** MoveTable: only when Replicating, and not to where it is. */
  move(to: CaptureId): readonly Order[] {
    if (this.stateNow !== 'Replicating' || this.roles.has(to)) return [];
    this.roles.set(to, 'Secondary');
    this.stateNow = 'Prepare';
    return [{ to, action: 'add', secondary: true }];
  }

  /** RemoveTable: only when Replicating. */
  remove(): readonly Order[] {
    if (this.stateNow !== 'Replicating' || this.primaryNow === null) return [];
    this.stateNow = 'Removing';
    return [{ to: this.primaryNow, action: 'remove', secondary: false }];
  }

  /** The capture is gone: the same as its report of Stopped, without news of its progress. */
  captureGone(capture: CaptureId): readonly Order[] {
    const { checkpointTs: checkpoint, resolvedTs: resolved } = this;
    return this.onReport(capture, { state: 'Stopped', checkpoint, resolved });
  }

  /** The span of a set that ended is still wanted: it may be added again. */
  becomeAddable(): readonly Order[] {
    if (this.removed) this.stateNow = 'Absent';
    return [];
  }

  /** One row of the table in facts 4.5.7. */
  onReport(capture: CaptureId, report: Report): readonly Order[] {
    if (!this.roles.has(capture) || this.failureNow !== '') return [];
    switch (this.stateNow) {
      case 'Absent':
        return [];
      case 'Prepare':
        return this.onPrepare(capture, report);
      case 'Commit':
        return this.onCommit(capture, report);
      case 'Replicating':
        return this.onReplicating(capture, report);
      case 'Removing':
        return this.onRemoving(capture, report);
    }
  }

  clone(): ReplicationSet {
    const copy = new ReplicationSet(this.span, this.checkpointTs, this.resolvedTs, this.waitUndetermined);
    copy.stateNow = this.stateNow;
    copy.primaryNow = this.primaryNow;
    copy.roles = new Map(this.roles);
    copy.failureNow = this.failureNow;
    return copy;
  }

  private onPrepare(capture: CaptureId, report: Report): readonly Order[] {
    const secondary = this.roles.get(capture) === 'Secondary';
    const primary = this.primaryNow === capture;
    switch (report.state) {
      case 'Absent':
        return secondary ? [{ to: capture, action: 'add', secondary: true }] : [];
      case 'Preparing':
        return [];
      case 'Prepared':
        if (!secondary) return [];
        this.stateNow = 'Commit';
        return this.onCommit(capture, report);
      case 'Replicating':
        if (primary) this.take(report);
        return [];
      case 'Stopping':
      case 'Stopped':
        if (primary) {
          this.take(report);
          this.clear(capture);
          return [];
        }
        if (secondary) {
          this.clear(capture);
          if (this.primaryNow === null) this.becomeAbsent();
          else this.stateNow = 'Replicating';
        } else if (report.state === 'Stopped') {
          this.clear(capture);
        }
        return [];
    }
  }

  private onCommit(capture: CaptureId, report: Report): readonly Order[] {
    const role = this.roles.get(capture);
    const primary = this.primaryNow === capture;
    switch (report.state) {
      case 'Preparing':
        return [];
      case 'Prepared':
        if (primary) return [{ to: capture, action: 'add', secondary: false }];
        if (role !== 'Secondary') return [];
        if (this.primaryNow !== null) return [{ to: this.primaryNow, action: 'remove', secondary: false }];
        return this.mustWait() ? [] : this.promote(capture);
      case 'Replicating':
        if (!primary) return this.fail(capture);
        this.take(report);
        if (this.secondary !== null) return [{ to: capture, action: 'remove', secondary: false }];
        this.stateNow = 'Replicating';
        return [];
      case 'Stopping':
        if (primary && this.secondary !== null) this.take(report);
        return [];
      case 'Stopped':
      case 'Absent':
        if (primary) return this.onPrimaryStopped(capture, report);
        this.clear(capture);
        if (role === 'Secondary' && this.primaryNow === null) this.becomeAbsent();
        return [];
    }
  }

  private onPrimaryStopped(capture: CaptureId, report: Report): readonly Order[] {
    this.take(report);
    this.clear(capture);
    const { secondary } = this;
    if (secondary !== null) return this.mustWait() ? [] : this.promote(secondary);
    this.becomeAbsent();
    return [];
  }

  private onReplicating(capture: CaptureId, report: Report): readonly Order[] {
    const primary = this.primaryNow === capture;
    if (report.state === 'Replicating') {
      if (!primary) return this.fail(capture);
      this.take(report);
    } else if (report.state === 'Stopped') {
      if (primary) this.take(report);
      this.clear(capture);
      if (primary) this.becomeAbsent();
    }
    return [];
  }

  private onRemoving(capture: CaptureId, report: Report): readonly Order[] {
    switch (report.state) {
      case 'Preparing':
      case 'Prepared':
      case 'Replicating':
        return [{ to: capture, action: 'remove', secondary: false }];
      case 'Stopped':
      case 'Absent':
        this.take(report);
        this.clear(capture);
        return [];
      case 'Stopping':
        return [];
    }
  }

  private promote(capture: CaptureId): readonly Order[] {
    this.roles.set(capture, 'Primary');
    this.primaryNow = capture;
    return [{ to: capture, action: 'add', secondary: false }];
  }

  private mustWait(): boolean {
    if (!this.waitUndetermined) return false;
    for (const role of this.roles.values()) if (role === 'Undetermined') return true;
    return false;
  }

  /** While somebody may still be stopping, nobody else gets the span: Removing ends when all have stopped. */
  private becomeAbsent(): void {
    this.stateNow = this.mustWait() ? 'Removing' : 'Absent';
    if (this.stateNow === 'Absent') this.roles.clear();
  }

  private clear(capture: CaptureId): void {
    this.roles.delete(capture);
    if (this.primaryNow === capture) this.primaryNow = null;
  }

  /** Progress never falls: a report may be older than one already seen. */
  private take(report: Report): void {
    this.checkpointTs = maxTs(this.checkpointTs, report.checkpoint);
    this.resolvedTs = maxTs(this.resolvedTs, report.resolved);
  }

  private fail(capture: CaptureId): readonly Order[] {
    this.failureNow = `${this.span.id} is replicated by ${this.primaryNow ?? 'nobody'} and by ${capture}`;
    return [];
  }
}
