import { regionTag } from '../../../model/effect.ts';
import type { ProcessId, RegionId } from '../../../model/ids.ts';
import { encodeRawKey, encodeRawValue, encodeTsSuffix } from '../../../model/key.ts';
import { rangeContains } from '../../../model/region.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import { answerGet, answerNever, answerWrite, epochNotMatch, notLeader } from '../errors.ts';
import type { Caller, RawFound, RawGet, RawWrite, ReceivedWrite, RegionError } from '../msg.ts';
import type { RegionEpoch } from '../../../model/region.ts';
import { neverTaken } from './limits.ts';
import { AtomicCommands } from './atomic.ts';
import type { AtomicState } from './atomic.ts';
import { expired, expiryOf } from './expiry.ts';
import { NOT_FOUND, ReadsOfMany } from './many.ts';
import type { Version } from '../engine.ts';
import { writeCommand } from '../raftstore/command.ts';
import { onStorageWork } from '../raftstore/propose.ts';
import type { PendingWrite, StorageWork, StoredPair } from '../raftstore/command.ts';
import type { Peer, ReadContinuation } from '../raftstore/peer.ts';
import { leaseHolds, readIndex, traceLeaseRead } from '../raftstore/reads.ts';
import { sampleRead } from '../raftstore/load-split.ts';
import type { Store } from '../raftstore/state.ts';

/**
 * The worker of the storage layer: a stamped write goes through it before the raftstore may propose it, as one of the
 * real scheduler pool's threads takes it. Stalled, it holds writes that have their timestamps already.
 */
export const STORAGE_LANE = 'storage';

/**
 * The storage layer of RawKV, API V2. A put is (facts 1.7, 10.4):
 *
 *     S1 snapshot: leadership by lease or read index, sync bit, term ─▶ S2 guard ts ─▶ S3 lock the key
 *     ─▶ S4 a second, later ts for the data ─▶ storage lane ─▶ S5 propose (raftstore) … apply ─▶ observe ─▶ answer ─▶ unlock
 */
export class RawService {
  readonly atomic: AtomicCommands;
  readonly many: ReadsOfMany;
  private readonly s: Store;

  constructor(store: Store, atomic: AtomicState | null = null) {
    this.s = store;
    this.atomic = new AtomicCommands(store, this, atomic);
    this.many = new ReadsOfMany(store, this);
  }

  /* ---- writes ---------------------------------------------------------------------------------------------- */

  onWrite(from: ProcessId, incoming: RawWrite, ctx: Context): void {
    const message: ReceivedWrite = { ...incoming, receivedUs: ctx.monotonicUs() };
    for (const { key, value } of message.pairs) {
      const never = neverTaken(commandOf(value, message.pairs.length), key, value);
      if (never === '') continue;
      answerNever('raw.write-response', callerOf(from, message), never, ctx);
      return;
    }
    const { fence } = incoming;
    if (fence !== undefined && fence.token < (this.s.fences.get(fence.scope) ?? 0)) {
      this.refuseWrite(from, message, { type: 'Fenced', scope: fence.scope }, ctx);
      return;
    }
    if (fence !== undefined) this.s.fences.set(fence.scope, fence.token);
    const checked = this.checkRequest(
      message.region,
      message.epoch,
      message.pairs[0]?.key ?? '',
      message.pairs,
    );
    if (!(checked instanceof CheckedPeer)) {
      this.refuseWrite(from, message, checked, ctx);
      return;
    }
    const { peer } = checked;
    if (!this.s.rules.syncGate || leaseHolds(peer, ctx)) this.stamp(peer, from, message, 0, ctx);
    else readIndex(this.s, peer, { type: 'write', from, message }, ctx);
  }

  /** Timestamps came, or did not, for a write that found the cache used up. */
  onBatch(from: ProcessId, message: ReceivedWrite, attempts: number, error: string, ctx: Context): void {
    if (error !== '') {
      this.refuseWrite(from, message, { type: 'ServerIsBusy', reason: `TsoBatchUsedUp: ${error}` }, ctx);
      return;
    }
    const checked = this.checkRequest(
      message.region,
      message.epoch,
      message.pairs[0]?.key ?? '',
      message.pairs,
    );
    if (checked instanceof CheckedPeer) this.stamp(checked.peer, from, message, attempts, ctx);
    else this.refuseWrite(from, message, checked, ctx);
  }

  /** S1 is done: S1's sync bit, then S2 … S4. */
  private stamp(peer: Peer, from: ProcessId, message: ReceivedWrite, attempts: number, ctx: Context): void {
    const { s } = this;
    if (s.rules.syncGate && !peer.sync.synced) {
      this.refuseWrite(from, message, { type: 'MaxTimestampNotSynced' }, ctx);
      return;
    }
    if (s.timestamps.clock?.ready === false) {
      this.refuseWrite(from, message, { type: 'ServerIsBusy', reason: 'the clock is not set yet' }, ctx);
      return;
    }
    const stamp = this.takeStamp(peer, message.request, message.pairs[0]?.key ?? '', ctx);
    if (stamp === null) {
      if (!s.timestamps.waitForBatch(from, message, attempts, ctx)) {
        this.refuseWrite(from, message, { type: 'ServerIsBusy', reason: 'TsoBatchUsedUp' }, ctx);
      }
      return;
    }
    this.queue(peer, { from, ...message }, stamp, 0, ctx);
  }

  /** S2 … S4. Generation `hlc` leaves it to the raftstore (facts 1.2.4). Null: the cache is used up. */
  takeStamp(peer: Peer, request: number, key: string, ctx: Context): Stamp | null {
    const { s } = this;
    if (s.timestamps.clock !== null) return UNSTAMPED;
    const guardTs = s.timestamps.getTs();
    const dataTs = guardTs === null || !s.rules.secondTs ? guardTs : s.timestamps.getTs();
    if (guardTs === null || dataTs === null) return null;
    const region = peer.region.id;
    const early = s.rules.lockBeforeTs;
    if (early) this.lock(region, request, key, guardTs, dataTs, ctx);
    ctx.trace({ kind: 'raw.stamped', store: s.storeId, region, request, ts: dataTs });
    return { dataTs, lateGuardTs: early ? TS_ZERO : guardTs };
  }

  /** On to the storage layer's worker; `atomic` is the command that waits for it, 0 for a plain write. */
  queue(
    peer: Peer,
    message: QueuedWrite,
    { dataTs, lateGuardTs }: Stamp,
    atomic: number,
    ctx: Context,
  ): void {
    const suffix = dataTs === TS_ZERO ? '' : encodeTsSuffix(dataTs);
    const pairs = message.pairs.map((pair): StoredPair => {
      const { key, value, ttlS } = pair;
      const expireS = value === null ? 0 : expiryOf(ttlS, ctx.wallMs());
      const stored = {
        ...{ key, value },
        storageKey: encodeRawKey(key) + suffix,
        storageValue: encodeRawValue(value, expireS),
      };
      return expireS === 0 ? stored : { ...stored, expireS };
    });
    const write: PendingWrite = {
      ...callerOf(message.from, message),
      atomic,
      term: peer.raft.term,
      version: peer.region.epoch.version,
      command: writeCommand(peer.region.epoch.version, message.request, dataTs, pairs),
      sourceTs: message.pairs.map((pair) => pair.sourceTs),
      receivedUs: message.receivedUs,
    };
    const work: StorageWork = {
      kind: 'storage',
      region: peer.region.id,
      peer: peer.id,
      write,
      lateGuardTs,
    };
    ctx.enqueue(STORAGE_LANE, work, this.costUs(), regionTag(peer.region.id));
  }

  /** What a write costs a worker of the storage layer: one timestamp and no memory lock in generation `hlc`. */
  private costUs(): number {
    const { storageUs, stampUs, guardUs } = this.s.options.config.store;
    return storageUs + (this.s.timestamps.clock === null ? 2 * stampUs + guardUs : stampUs);
  }

  private lock(region: RegionId, request: number, key: string, ts: Ts, dataTs: Ts, ctx: Context): void {
    this.s.locks.lock(dataTs, { region, key, ts, sinceUs: ctx.monotonicUs() });
    ctx.trace({ kind: 'raw.locked', store: this.s.storeId, region, request, ts });
  }

  /** A worker of the storage layer is done with a write: on to the raftstore. */
  onStorageWork(work: StorageWork, ctx: Context): void {
    const { request, command } = work.write;
    if (work.lateGuardTs !== TS_ZERO && command.type === 'write') {
      this.lock(work.region, request, command.pairs[0]?.key ?? '', work.lateGuardTs, command.ts, ctx);
    }
    onStorageWork(this.s, work, ctx);
  }

  private refuseWrite(from: ProcessId, message: ReceivedWrite, error: RegionError, ctx: Context): void {
    this.traceRefused(message.region, message.request, error, ctx);
    answerWrite(callerOf(from, message), TS_ZERO, error, ctx);
  }

  traceRefused(region: RegionId, request: number, error: RegionError, ctx: Context): void {
    ctx.trace({ kind: 'raw.refused', store: this.s.storeId, region, request, error: error.type });
  }

  /* ---- reads ------------------------------------------------------------------------------------------------ */

  onGet(from: ProcessId, message: RawGet, ctx: Context): void {
    const never = neverTaken('raw_get', message.key, null);
    if (never !== '') {
      answerNever('raw.get-response', callerOf(from, message), never, ctx);
      return;
    }
    const checked = this.checkRequest(message.region, message.epoch, message.key, null);
    if (!(checked instanceof CheckedPeer)) {
      answerGet(callerOf(from, message), null, checked, ctx);
      return;
    }
    const { peer } = checked;
    const { version } = peer.region.epoch;
    const then: RawContinuation = { type: 'get', caller: callerOf(from, message), key: message.key, version };
    if (leaseHolds(peer, ctx)) {
      traceLeaseRead(this.s, peer, ctx);
      this.onReadReady(peer, then, ctx);
    } else readIndex(this.s, peer, then, ctx);
  }

  onReadReady(peer: Peer, then: RawContinuation, ctx: Context): void {
    if (then.type === 'atomic') {
      this.atomic.onReadReady(peer, then.task, ctx);
      return;
    }
    if (then.type === 'many') {
      this.many.onReady(peer, then.from, then.message, ctx);
      return;
    }
    if (then.type === 'write') {
      // The Region may have been split meanwhile: stamped under its new version, the write would land outside of it.
      const { region, epoch, pairs } = then.message;
      const checked = this.checkRequest(region, epoch, pairs[0]?.key ?? '', pairs);
      if (checked instanceof CheckedPeer) this.stamp(checked.peer, then.from, then.message, 0, ctx);
      else this.refuseWrite(then.from, then.message, checked, ctx);
      return;
    }
    // The Region may have shrunk while the read waited for its index (R-READ-EPOCH-RECHECK, facts B-36).
    if (this.s.rules.readEpochRecheck && then.version !== peer.region.epoch.version) {
      answerGet(then.caller, null, epochNotMatch(peer), ctx);
      return;
    }
    peer.readsServed++;
    answerGet(then.caller, this.read(peer, then.key, ctx), null, ctx);
  }

  /** The newest version decides: a tombstone, or one that has expired, is not found (facts 2.9). */
  read(peer: Peer, key: string, ctx: Context): RawFound {
    sampleRead(this.s, peer, encodeRawKey(key), ctx);
    const found = this.s.engine.newest(encodeRawKey(key));
    if (found === null) return NOT_FOUND;
    const { ts } = found;
    return { ts, value: this.unexpired(key, found, ctx) };
  }

  private unexpired(key: string, { ts, value, expireS }: Version, ctx: Context): string | null {
    if (value === null || !expired(expireS, ctx.wallMs())) return value;
    const { storeId: store, options } = this.s;
    ctx.trace({ kind: 'raw.expired', store, cluster: options.cluster, key, ts, wallMs: ctx.wallMs() });
    return null;
  }

  onReadFailed(then: RawContinuation, error: RegionError, ctx: Context): void {
    if (then.type === 'get') answerGet(then.caller, null, error, ctx);
    else if (then.type === 'many') this.many.refuse(then.from, then.message, error, ctx);
    else if (then.type === 'atomic') this.atomic.onReadFailed(then.task, error, ctx);
    else this.refuseWrite(then.from, then.message, error, ctx);
  }

  /** What a read of the key would give now. */
  liveValue(key: string, ctx: Context): string | null {
    const found = this.s.engine.newest(encodeRawKey(key));
    return found === null ? null : this.unexpired(key, found, ctx);
  }

  /* ---- what every request is checked for ---------------------------------------------------------------------- */

  /** The peer that may serve a request for these keys, or why none may. */
  check(
    message: { readonly region: RegionId; readonly epoch: RegionEpoch },
    keys: readonly string[],
  ): Peer | RegionError {
    const pairs = keys.map((key) => ({ key }));
    const checked = this.checkRequest(message.region, message.epoch, keys[0] ?? '', pairs);
    return checked instanceof CheckedPeer ? checked.peer : checked;
  }

  /** Order as in the real service: Region here, leader, epoch, key inside. */
  private checkRequest(
    region: number,
    epoch: RegionEpoch,
    key: string,
    pairs: readonly { readonly key: string }[] | null,
  ): CheckedPeer | RegionError {
    const peer = this.s.peers.get(region);
    if (peer === undefined || !peer.initialized) return { type: 'RegionNotFound', region };
    // Without the gate nobody asks who leads before a write is stamped (tikv#13326, facts H4a).
    if (!peer.isLeader && (pairs === null || this.s.rules.syncGate)) return notLeader(peer);
    if (peer.region.epoch.version !== epoch.version) return epochNotMatch(peer);
    if (peer.mergeState !== null) return { type: 'ProposalInMergingMode', region };
    const keys = pairs ?? [{ key }];
    const inside = keys.every((pair) => rangeContains(peer.region, encodeRawKey(pair.key)));
    if (!inside) return { type: 'KeyNotInRegion', region };
    return new CheckedPeer(peer);
  }
}

/** What a write has before it is proposed. */
export interface Stamp {
  readonly dataTs: Ts;
  readonly lateGuardTs: Ts;
}

/** What the storage layer's worker needs of a write, whatever asked for it. */
interface QueuedWrite {
  readonly from: ProcessId;
  readonly request: number;
  readonly call: number;
  readonly receivedUs: number;
  readonly pairs: RawWrite['pairs'];
}

function commandOf(value: string | null, pairs: number): string {
  return `raw_${pairs === 1 ? '' : 'batch_'}${value === null ? 'delete' : 'put'}`;
}

const UNSTAMPED: Stamp = { dataTs: TS_ZERO, lateGuardTs: TS_ZERO };

type RawContinuation = Extract<ReadContinuation, { type: 'get' | 'many' | 'write' | 'atomic' }>;

function callerOf(from: ProcessId, { request, call }: Pick<Caller, 'request' | 'call'>): Caller {
  return { from, request, call };
}

class CheckedPeer {
  readonly peer: Peer;

  constructor(peer: Peer) {
    this.peer = peer;
  }
}
