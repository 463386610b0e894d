import { unreachable } from '../../base/assert.ts';
import type { EtcdRow } from '../../model/frame.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { Actor, Context, Message, Timer, Work } from '../../sim/actor.ts';
import { LeaseTable } from './leases.ts';
import type {
  EtcdEvent,
  EtcdGrant,
  EtcdOp,
  EtcdRequest,
  EtcdResponse,
  EtcdRevoke,
  EtcdTap,
  EtcdTxn,
  EtcdWatch,
} from './msg.ts';
import { EtcdStore } from './store.ts';

/** How often leases are looked through for expired ones, µs; also etcd's own rhythm. */
export const LEASE_CHECK_US = 500_000;

const CHECK_LEASES: Timer = { kind: 'etcd.check-leases' };
const HEADER_BYTES = 40;

interface Watcher {
  readonly process: ProcessId;
  readonly watch: number;
  readonly prefix: string;
}

/** A change on its way to the write-ahead log. It takes effect, and is answered, when it is durable. */
type Change =
  | { readonly type: 'request'; readonly from: ProcessId; readonly request: EtcdGrant | EtcdRevoke | EtcdTxn }
  | { readonly type: 'expire'; readonly lease: number };

interface WalWork extends Work {
  readonly kind: 'etcd.wal';
  readonly change: Change;
}

/**
 * The coordination service as one linearizable member: every change is ordered by the write-ahead log, applied
 * when durable, and only then answered; reads see the applied state.
 *
 *   change ──> WAL (fsync) ──> applied, revision + 1 ──> answer, watch events
 *   read   ─────────────────────> applied state ───────> answer
 */
export class EtcdActor implements Actor {
  private store = new EtcdStore();
  private leases = new LeaseTable();
  private watchers = new Map<string, Watcher>();

  constructor(
    private readonly process: ProcessId,
    private readonly tap: EtcdTap | null = null,
  ) {}

  start(ctx: Context): void {
    this.leases.restartAll(ctx.monotonicUs());
    ctx.setTimer(LEASE_CHECK_US, CHECK_LEASES);
  }

  receive(from: ProcessId, message: Message, ctx: Context): void {
    const request = message as EtcdRequest;
    switch (request.kind) {
      case 'etcd.grant':
      case 'etcd.revoke':
      case 'etcd.txn':
        this.append({ type: 'request', from, request }, request.bytes, ctx);
        return;
      case 'etcd.keep-alive': {
        const ttlUs = this.leases.keepAlive(request.lease, ctx.monotonicUs());
        const { id, lease } = request;
        send(from, { kind: 'etcd.keep-alive-response', bytes: HEADER_BYTES, id, lease, ttlUs }, ctx);
        return;
      }
      case 'etcd.range': {
        const kvs = this.store.range(request.key, request.prefix);
        const bytes = HEADER_BYTES + kvs.reduce((sum, kv) => sum + kv.key.length + kv.value.length, 0);
        const { revision } = this.store;
        send(from, { kind: 'etcd.range-response', bytes, id: request.id, revision, kvs }, ctx);
        return;
      }
      case 'etcd.watch':
        this.onWatch(from, request, ctx);
        return;
      case 'etcd.watch-cancel':
        this.watchers.delete(watcherKey(from, request.watch));
        return;
      default:
        unreachable(request);
    }
  }

  timer(_timer: Timer, ctx: Context): void {
    for (const lease of this.leases.takeExpired(ctx.monotonicUs())) {
      this.append({ type: 'expire', lease: lease.id }, HEADER_BYTES, ctx);
    }
    ctx.setTimer(LEASE_CHECK_US, CHECK_LEASES);
  }

  written(work: Work, ctx: Context): void {
    const { change } = work as WalWork;
    if (change.type === 'expire') {
      const lease = this.leases.remove(change.lease);
      if (lease === null) return;
      ctx.trace({ kind: 'etcd.lease-expired', lease: lease.id, owner: lease.owner });
      this.publish(this.store.deleteLeased(lease.id), ctx);
      return;
    }
    const { from, request } = change;
    switch (request.kind) {
      case 'etcd.grant': {
        const { id, ttlUs } = request;
        const lease = this.leases.grant(from, ttlUs, ctx.monotonicUs()).id;
        send(from, { kind: 'etcd.grant-response', bytes: HEADER_BYTES, id, lease, ttlUs }, ctx);
        return;
      }
      case 'etcd.revoke': {
        const known = this.leases.remove(request.lease) !== null;
        send(from, { kind: 'etcd.revoke-response', bytes: HEADER_BYTES, id: request.id }, ctx);
        if (known) this.publish(this.store.deleteLeased(request.lease), ctx);
        return;
      }
      case 'etcd.txn':
        this.applyTxn(from, request, ctx);
        return;
      default:
        unreachable(request);
    }
  }

  worked(): void {}

  disconnected(peer: ProcessId): void {
    for (const [key, watcher] of this.watchers) if (watcher.process === peer) this.watchers.delete(key);
  }

  clone(): EtcdActor {
    const copy = this.afterCrash();
    copy.watchers = new Map(this.watchers);
    return copy;
  }

  /** Keys, revisions and leases are durable; watches belong to connections. */
  afterCrash(): EtcdActor {
    const copy = new EtcdActor(this.process, this.tap);
    copy.store = this.store.clone();
    copy.leases = this.leases.clone();
    return copy;
  }

  /**
   * The row of the page. The holder of an election is the key under `electionPrefix` with the smallest create
   * revision; its value is the capture's id. `nowUs` is this process's monotonic clock.
   */
  view(electionPrefix: string, nowUs: number): EtcdRow {
    let holder = null;
    for (const kv of this.store.range(electionPrefix, true)) {
      if (holder === null || kv.createRevision < holder.createRevision) holder = kv;
    }
    const lease = holder === null ? null : this.leases.get(holder.lease);
    return {
      process: this.process,
      revision: this.store.revision,
      owner: holder === null ? null : holder.value,
      ownerProcess: lease === null ? null : lease.owner,
      ownerLeaseLeftUs: lease === null ? 0 : Math.max(0, lease.expiresAtUs - nowUs),
      leases: this.leases.size,
    };
  }

  private append(change: Change, bytes: number, ctx: Context): void {
    const work: WalWork = { kind: 'etcd.wal', change };
    ctx.write(work, bytes + HEADER_BYTES);
  }

  private applyTxn(from: ProcessId, request: EtcdTxn, ctx: Context): void {
    const { id, compares, success, failure } = request;
    const missing = this.missingLease(success) || this.missingLease(failure);
    const result = missing
      ? { succeeded: false, ranges: [], events: [] }
      : this.store.txn(compares, success, failure);
    const { revision } = this.store;
    const { succeeded, ranges } = result;
    const error = missing ? 'requested lease not found' : '';
    for (const event of result.events) if (event.type === 'put') this.tap?.onPut(from, event.kv, ctx);
    send(
      from,
      { kind: 'etcd.txn-response', bytes: HEADER_BYTES, id, succeeded, revision, ranges, error },
      ctx,
    );
    this.publish(result.events, ctx);
  }

  private missingLease(ops: readonly EtcdOp[]): boolean {
    return ops.some((op) => op.type === 'put' && op.lease !== 0 && !this.leases.has(op.lease));
  }

  private onWatch(from: ProcessId, request: EtcdWatch, ctx: Context): void {
    const { watch, prefix, startRevision } = request;
    if (startRevision !== 0 && startRevision <= this.store.compactedRevision) {
      this.sendEvents(from, watch, [], this.store.compactedRevision, ctx);
      return;
    }
    this.watchers.set(watcherKey(from, watch), { process: from, watch, prefix });
    const missed = startRevision === 0 ? [] : this.store.eventsSince(prefix, startRevision);
    this.sendEvents(from, watch, missed, 0, ctx);
  }

  private publish(events: readonly EtcdEvent[], ctx: Context): void {
    if (events.length === 0) return;
    for (const watcher of this.watchers.values()) {
      const matching = events.filter((event) => event.kv.key.startsWith(watcher.prefix));
      if (matching.length > 0) this.sendEvents(watcher.process, watcher.watch, matching, 0, ctx);
    }
  }

  private sendEvents(
    to: ProcessId,
    watch: number,
    events: readonly EtcdEvent[],
    compactedRevision: number,
    ctx: Context,
  ): void {
    const bytes =
      HEADER_BYTES + events.reduce((sum, event) => sum + event.kv.key.length + event.kv.value.length, 0);
    const revision = this.store.revision;
    send(to, { kind: 'etcd.watch-events', bytes, watch, revision, events, compactedRevision }, ctx);
  }
}

function watcherKey(process: ProcessId, watch: number): string {
  return `${process}/${watch}`;
}

/** Gives the compiler a chance to check each answer against its type. */
function send(to: ProcessId, answer: EtcdResponse, ctx: Context): void {
  ctx.send(to, answer);
}
