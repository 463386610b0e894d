import { unreachable } from '../../base/assert.ts';
import type { ChangefeedId, ProcessId } from '../../model/ids.ts';
import type { ScanRegionsResponse, TsoResponse } from '../pd/msg.ts';
import type { CdcEventBatch, CdcResolved, RawWriteResponse, TxnResponse } from '../tikv/msg.ts';
import { Agent } from './agent.ts';
import { Downstream } from './downstream.ts';
import { infoKey } from './keys.ts';
import { setTimer, type CaptureTimer, type Kit } from './kit.ts';
import type { Feed } from './feed.ts';
import { LockResolver } from './lock-resolver.ts';
import type { Mirror } from './mirror.ts';
import type { AgentToOwner, OwnerToAgent } from './msg.ts';
import type { Table } from './table.ts';

/** Ticks over which the event rate is averaged: about one second. */
const RATE_TICKS_MAX = 50;

/** A timer of the work itself. */
export type WorkTimer = CaptureTimer & {
  readonly kind:
    'ticdc.sorter-flush' | 'ticdc.sink-tick' | 'ticdc.kv-retry' | 'ticdc.job-retry' | 'ticdc.resolve-locks';
};

/**
 * A capture's work under one identity: an agent per running changefeed with its tables, and what all tables share.
 *
 *   stores ──rows, resolved ts──> table by request id ──> downstream ──> recovery cluster
 *      ^                                                      └── answers ──> table by job
 *      └── lock resolver <── resolved ts that stand still
 */
export class Processor {
  /** Which table a CDC request id belongs to. */
  readonly router = new Map<number, string>();
  /** Rows received in each of the last ticks. */
  rowsPerTick: readonly number[] = [];
  private agents = new Map<ChangefeedId, Agent>();
  private downstream = new Downstream();
  private resolver = new LockResolver();

  *tables(): Iterable<Table> {
    for (const agent of this.agents.values()) yield* agent.tables;
  }

  start(kit: Kit): void {
    const { ticdc } = kit.env.config;
    setTimer(kit, ticdc.sorterFlushUs, 'ticdc.sorter-flush');
    setTimer(kit, ticdc.sinkTickUs, 'ticdc.sink-tick');
    this.resolver.start(kit);
  }

  /** Follows the changefeeds in etcd and moves every agent on: what each of them says, one after the other. */
  *tick(
    mirror: Mirror,
    kit: Kit,
  ): Iterable<{ readonly to: ProcessId; readonly messages: readonly AgentToOwner[] }> {
    this.followChangefeeds(mirror, kit);
    for (const agent of this.agents.values()) yield agent.tick(this.downstream, kit);
    const { config } = kit.env;
    let rows = 0;
    for (const table of this.tables()) {
      rows += table.takeRowsIn();
      table.client.checkTimeouts(config.client.rpcTimeoutUs, kit);
    }
    const ticks = Math.floor(1_000_000 / config.ticdc.processorTickUs);
    this.rowsPerTick = [...this.rowsPerTick, rows].slice(-Math.max(1, Math.min(RATE_TICKS_MAX, ticks)));
  }

  onOrder(from: ProcessId, message: OwnerToAgent): void {
    this.agents.get(message.changefeed)?.receive(from, message);
  }

  timer({ kind, table, id }: WorkTimer, kit: Kit): void {
    const { ticdc, client } = kit.env.config;
    switch (kind) {
      case 'ticdc.sorter-flush':
        setTimer(kit, ticdc.sorterFlushUs, kind);
        for (const each of this.tables()) each.flushSorter(this.downstream, kit);
        return;
      case 'ticdc.sink-tick':
        setTimer(kit, ticdc.sinkTickUs, kind);
        for (const each of this.tables()) each.sinkTick(this.downstream, kit);
        this.downstream.checkTimeouts(client.rpcTimeoutUs, kit);
        return;
      case 'ticdc.kv-retry':
        this.tableByKey(table)?.client.onRetry(id, kit);
        return;
      case 'ticdc.job-retry':
        this.downstream.onRetry(id, kit);
        this.resolver.onRetry(id, kit);
        return;
      case 'ticdc.resolve-locks':
        this.resolver.tick(this.feeds(), kit);
        return;
      default:
        unreachable(kind);
    }
  }

  /* ---- stores and PD ------------------------------------------------------------------------------------------ */

  onEvents(message: CdcEventBatch, kit: Kit): void {
    this.tableByKey(this.router.get(message.requestId))?.onEvents(message, kit);
  }

  onResolved(message: CdcResolved, kit: Kit): void {
    const touched = new Set<Table>();
    let key: string | undefined;
    let table: Table | null = null;
    for (const requestId of message.requestIds) {
      const owner = this.router.get(requestId);
      if (owner === undefined) continue;
      if (owner !== key) table = this.tableByKey(owner);
      key = owner;
      if (table === null) continue;
      table.onResolved(requestId, message.ts, kit);
      touched.add(table);
    }
    for (const each of touched) each.publish(kit);
  }

  onWritten(message: RawWriteResponse, kit: Kit): void {
    const written = this.downstream.onResponse(message, kit);
    if (written !== null) this.tableByKey(written.table)?.onWritten(written, this.downstream, kit);
  }

  onTxnAnswer(message: TxnResponse, kit: Kit): void {
    this.resolver.onResponse(message, kit);
    const job = this.downstream.onResponse(message, kit);
    if (job !== null) this.tableByKey(job.table)?.onTxnAnswer(job, message, this.downstream, kit);
  }

  onScanRegions(from: ProcessId, message: ScanRegionsResponse, kit: Kit): void {
    if (from === kit.env.recoveryPd && this.downstream.onScanRegions(message, kit)) return;
    if (this.resolver.onScanRegions(message, kit)) return;
    for (const table of this.tables()) if (table.onScanRegions(message, kit)) return;
  }

  /** A timestamp of either cluster. */
  onTso(from: ProcessId, message: TsoResponse, kit: Kit): void {
    if (from !== kit.env.recoveryPd) {
      this.resolver.onTso(message, this.feeds(), kit);
      return;
    }
    const { id, last, error } = message;
    for (const table of this.tables()) if (table.onTso(id, last, error, this.downstream, kit)) return;
  }

  onDisconnected(peer: ProcessId, kit: Kit): void {
    for (const table of this.tables()) table.client.onDisconnected(peer, kit);
    this.downstream.onDisconnected(peer, kit);
    this.resolver.onDisconnected(peer, kit);
  }

  /** Another member of the upstream PD is asked from now on: also what the former one has not answered. */
  onPdChanged(kit: Kit): void {
    for (const table of this.tables()) table.client.onPdChanged(kit);
    this.resolver.onPdLost(kit);
  }

  /** Ends everything at once. */
  abandon(kit: Kit): void {
    for (const agent of this.agents.values()) agent.abandon(this.downstream, kit);
  }

  clone(): Processor {
    const copy = new Processor();
    for (const [request, table] of this.router) copy.router.set(request, table);
    copy.rowsPerTick = this.rowsPerTick;
    for (const [id, agent] of this.agents) copy.agents.set(id, agent.clone());
    copy.downstream = this.downstream.clone();
    copy.resolver = this.resolver.clone();
    return copy;
  }

  /** One agent per running changefeed; a new epoch means that everything of the old one ends. */
  private followChangefeeds(mirror: Mirror, kit: Kit): void {
    for (const [id, agent] of [...this.agents]) {
      if (mirror.has(infoKey(id))) continue;
      agent.abandon(this.downstream, kit);
      this.agents.delete(id);
    }
    for (const { id } of mirror.changefeeds()) {
      const status = mirror.status(id)?.status;
      if (status === undefined) continue;
      const agent = this.agents.get(id);
      if (agent !== undefined && (agent.changefeedEpoch !== status.epoch || status.state !== 'normal')) {
        agent.abandon(this.downstream, kit);
        this.agents.delete(id);
      }
      if (status.state === 'normal' && !this.agents.has(id))
        this.agents.set(id, new Agent(id, status.epoch, kit));
    }
  }

  private *feeds(): Iterable<Feed> {
    for (const table of this.tables()) yield* table.client.subscriptions;
  }

  private tableByKey(key: string | undefined): Table | null {
    if (key === undefined) return null;
    for (const table of this.tables()) if (table.key === key) return table;
    return null;
  }
}
