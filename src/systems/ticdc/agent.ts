import { ruleOn } from '../../model/config.ts';
import type { ChangefeedId, ProcessId } from '../../model/ids.ts';
import type { Ts } from '../../model/ts.ts';
import type { Downstream } from './downstream.ts';
import type { Kit } from './kit.ts';
import type {
  AgentToOwner,
  DispatchTable,
  Heartbeat,
  OwnerToAgent,
  Span,
  TableState,
  TableStatus,
} from './msg.ts';
import { Table } from './table.ts';

export const R_EPOCH_FILTER = 'R-EPOCH-FILTER';

const HEADER_BYTES = 64;
const STATUS_BYTES = 48;

interface Task {
  readonly span: Span;
  readonly action: 'add' | 'remove';
  readonly secondary: boolean;
  readonly checkpoint: Ts;
  readonly token: number;
}

/**
 * The capture's end of the scheduler for one changefeed (facts 4.5.1, 4.5.12): it obeys the newest owner, one
 * task per span at a time, and reports its tables. The owner sends again what was lost.
 */
export class Agent {
  private tablesBySpan = new Map<string, Table>();
  private tasks = new Map<string, Task>();
  private inbox: { readonly from: ProcessId; readonly message: OwnerToAgent }[] = [];
  private ownerRevision = 0;
  private ownerProcess: ProcessId = '';
  private processorEpoch: number;

  constructor(
    readonly changefeed: ChangefeedId,
    readonly changefeedEpoch: number,
    kit: Kit | null,
  ) {
    this.processorEpoch = kit === null ? 0 : kit.ids.next();
  }

  get tables(): Iterable<Table> {
    return this.tablesBySpan.values();
  }

  receive(from: ProcessId, message: OwnerToAgent): void {
    this.inbox.push({ from, message });
  }

  /** Handles the messages since the last tick, moves each task and table on. Returns the answers and whom they are for. */
  tick(
    downstream: Downstream,
    kit: Kit,
  ): { readonly to: ProcessId; readonly messages: readonly AgentToOwner[] } {
    const out: AgentToOwner[] = [];
    const inbox = this.inbox;
    this.inbox = [];
    let heartbeat: Heartbeat | null = null;
    for (const { from, message } of inbox) {
      if (!this.accepts(from, message, kit)) continue;
      if (message.kind === 'ticdc.heartbeat') heartbeat = message;
      else this.onDispatch(message);
    }
    for (const table of this.tablesBySpan.values()) table.maybeStopped(downstream, kit);
    for (const [span, task] of [...this.tasks]) {
      if (!this.moveOn(task, downstream, kit)) continue;
      this.tasks.delete(span);
      out.push(this.dispatchResponse(this.statusOf(span, kit), kit));
    }
    if (heartbeat !== null) out.push(this.heartbeatResponse(heartbeat, kit));
    this.dropStopped();
    return { to: this.ownerProcess, messages: out };
  }

  /** Ends everything at once. */
  abandon(downstream: Downstream, kit: Kit): void {
    for (const table of this.tablesBySpan.values()) table.abandon(downstream, kit);
    this.tablesBySpan.clear();
    this.tasks.clear();
    this.inbox = [];
  }

  clone(): Agent {
    const copy = new Agent(this.changefeed, this.changefeedEpoch, null);
    for (const [span, table] of this.tablesBySpan) copy.tablesBySpan.set(span, table.clone());
    copy.tasks = new Map(this.tasks);
    copy.inbox = this.inbox.slice();
    copy.ownerRevision = this.ownerRevision;
    copy.ownerProcess = this.ownerProcess;
    copy.processorEpoch = this.processorEpoch;
    return copy;
  }

  /** R-EPOCH-FILTER: an older owner, another epoch or another incarnation is not obeyed; a newer owner is (facts 4.5.2). */
  private accepts(from: ProcessId, message: OwnerToAgent, kit: Kit): boolean {
    if (!ruleOn(kit.env.rules, R_EPOCH_FILTER)) {
      this.ownerRevision = message.ownerRevision;
      this.ownerProcess = from;
      return true;
    }
    if (message.capture !== kit.env.capture || message.changefeedEpoch !== this.changefeedEpoch) return false;
    if (message.ownerRevision < this.ownerRevision) return false;
    if (message.ownerRevision > this.ownerRevision) {
      if (this.ownerRevision !== 0) this.processorEpoch = kit.ids.next();
      this.ownerRevision = message.ownerRevision;
      this.ownerProcess = from;
      // A task of the old owner would be unknown to the new one.
      this.tasks.clear();
    }
    return message.kind === 'ticdc.heartbeat' || message.processorEpoch === this.processorEpoch;
  }

  private onDispatch(message: DispatchTable): void {
    const { span, action, secondary, checkpoint, token } = message;
    if (this.tasks.has(span.id)) return;
    const state = this.stateOf(span.id);
    if (action === 'add' && (state === 'Stopping' || state === 'Stopped')) return;
    this.tasks.set(span.id, { span, action, secondary, checkpoint, token });
  }

  /** One step of a task; true when it is done and its result can be reported. */
  private moveOn(task: Task, downstream: Downstream, kit: Kit): boolean {
    const { span } = task;
    const table = this.tablesBySpan.get(span.id);
    if (task.action === 'remove') {
      table?.stop(downstream, kit);
      table?.maybeStopped(downstream, kit);
      return table === undefined || table.state === 'Stopped';
    }
    if (table === undefined) {
      const key = `${this.changefeed}/${span.id}#${kit.ids.next()}`;
      const fresh = new Table(key, this.changefeed, span, task.checkpoint);
      this.tablesBySpan.set(span.id, fresh);
      fresh.start(kit);
      return false;
    }
    if (table.state === 'Preparing') return false;
    if (table.state === 'Prepared' && !task.secondary)
      table.becomeReplicating(task.checkpoint, task.token, kit);
    return true;
  }

  /** A stopped table stays for one report, then its resources are gone. */
  private dropStopped(): void {
    for (const [span, table] of this.tablesBySpan) {
      if (table.state === 'Stopped' && !this.tasks.has(span)) this.tablesBySpan.delete(span);
    }
  }

  private stateOf(span: string): TableState {
    return this.tablesBySpan.get(span)?.state ?? 'Absent';
  }

  private statusOf(span: string, kit: Kit): TableStatus {
    const table = this.tablesBySpan.get(span);
    if (table !== undefined) return table.status(kit.ctx.monotonicUs());
    return { span, state: 'Absent', checkpoint: 0 as Ts, resolved: 0 as Ts, heldBy: [] };
  }

  private heartbeatResponse(heartbeat: Heartbeat, kit: Kit): AgentToOwner {
    const spans = new Set([...this.tablesBySpan.keys(), ...heartbeat.spans]);
    const tables = [...spans].map((span) => this.statusOf(span, kit));
    const bytes = HEADER_BYTES + tables.length * STATUS_BYTES;
    return { kind: 'ticdc.heartbeat-response', bytes, ...this.header(kit), tables };
  }

  private dispatchResponse(table: TableStatus, kit: Kit): AgentToOwner {
    return {
      kind: 'ticdc.dispatch-table-response',
      bytes: HEADER_BYTES + STATUS_BYTES,
      ...this.header(kit),
      table,
    };
  }

  private header(kit: Kit) {
    const { changefeed, changefeedEpoch, ownerRevision, processorEpoch } = this;
    return { changefeed, changefeedEpoch, ownerRevision, processorEpoch, capture: kit.env.capture };
  }
}
