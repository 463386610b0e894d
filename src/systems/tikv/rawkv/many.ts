import type { ProcessId } from '../../../model/ids.ts';
import { decodeRawKey, decodeRawValue, expiryOfRawValue, stripTs } from '../../../model/key.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import { epochNotMatch } from '../errors.ts';
import type { RawBatchGet, RawFound, RawScan, RegionError, ScannedRow } from '../msg.ts';
import type { Peer } from '../raftstore/peer.ts';
import { leaseHolds, readIndex } from '../raftstore/reads.ts';
import type { Store } from '../raftstore/state.ts';
import { expired } from './expiry.ts';
import { neverTaken } from './limits.ts';
import type { RawService } from './service.ts';

type ReadOfMany = RawBatchGet | RawScan;

const ANSWER_BYTES = 32;

/** Reads of several keys of one Region: all at one read index, or under one lease (facts 2.9). */
export class ReadsOfMany {
  private readonly s: Store;
  private readonly raw: RawService;

  constructor(store: Store, raw: RawService) {
    this.s = store;
    this.raw = raw;
  }

  on(from: ProcessId, message: ReadOfMany, ctx: Context): void {
    if (message.kind === 'raw.batch-get') {
      for (const key of message.keys) {
        const never = neverTaken('raw_batch_get', key, null);
        if (never === '') continue;
        const { request, call } = message;
        const answer = { kind: 'raw.batch-get-response', bytes: ANSWER_BYTES + never.length, found: [] };
        ctx.send(from, { ...answer, ...{ request, call, error: null, never } });
        return;
      }
    }
    const peer = this.raw.check(message, keysOf(message));
    if ('type' in peer) this.refuse(from, message, peer, ctx);
    else if (leaseHolds(peer, ctx)) this.onReady(peer, from, message, ctx);
    else readIndex(this.s, peer, { type: 'many', from, message }, ctx);
  }

  onReady(peer: Peer, from: ProcessId, message: ReadOfMany, ctx: Context): void {
    // The Region may have shrunk while the read waited for its index (R-READ-EPOCH-RECHECK, facts B-36).
    if (this.s.rules.readEpochRecheck && message.epoch.version !== peer.region.epoch.version) {
      this.refuse(from, message, epochNotMatch(peer), ctx);
      return;
    }
    peer.readsServed++;
    const { request, call } = message;
    if (message.kind === 'raw.batch-get') {
      const found = message.keys.map((key) => this.raw.read(peer, key, ctx));
      let bytes = ANSWER_BYTES;
      for (const { value } of found) bytes += ANSWER_BYTES + (value?.length ?? 0);
      ctx.send(from, { kind: 'raw.batch-get-response', bytes, ...{ request, call, found, error: null } });
      return;
    }
    const rows = this.scan(peer, message, ctx);
    let bytes = ANSWER_BYTES;
    for (const { key, value } of rows) bytes += key.length + value.length;
    ctx.send(from, { kind: 'raw.scan-response', bytes, ...{ request, call, rows, error: null } });
  }

  refuse(from: ProcessId, message: ReadOfMany, error: RegionError, ctx: Context): void {
    const { request, call } = message;
    const kind = message.kind === 'raw.scan' ? 'raw.scan-response' : 'raw.batch-get-response';
    const nothing: { rows: readonly ScannedRow[]; found: readonly RawFound[] } = { rows: [], found: [] };
    ctx.send(from, { kind, bytes: ANSWER_BYTES, ...{ request, call, ...nothing, error } });
  }

  /** Backwards the oldest version of a key comes first; the newest decides all the same (facts 2.9). */
  private scan(peer: Peer, message: RawScan, ctx: Context): ScannedRow[] {
    const { limit, reverse, keyOnly } = message;
    const range = overlap(message, peer.region);
    const nowMs = ctx.wallMs();
    const rows: ScannedRow[] = [];
    let key = '';
    let newest = '';
    const take = () => {
      const value = key === '' ? null : decodeRawValue(newest);
      if (value === null || expired(expiryOfRawValue(newest), nowMs)) return;
      rows.push({ key: decodeRawKey(key), value: keyOnly ? '' : value });
    };
    const visit = (storageKey: string, storageValue: string) => {
      const encoded = stripTs(storageKey);
      if (encoded === key) {
        if (reverse) newest = storageValue;
        return true;
      }
      take();
      if (rows.length >= limit) return false;
      key = encoded;
      newest = storageValue;
      return true;
    };
    if (reverse) this.s.engine.scanReverse(range, visit);
    else this.s.engine.scan(range, visit);
    if (rows.length < limit) take();
    return rows;
  }
}

function keysOf(message: ReadOfMany): readonly string[] {
  return message.kind === 'raw.batch-get' ? message.keys : [];
}

/** `wanted.endKey` is never '': raw keys have an end. */
function overlap(wanted: RawScan, region: { readonly startKey: string; readonly endKey: string }) {
  const startKey = wanted.startKey > region.startKey ? wanted.startKey : region.startKey;
  const endKey = region.endKey !== '' && region.endKey < wanted.endKey ? region.endKey : wanted.endKey;
  return { startKey, endKey };
}

/** What an absent key reads as. */
export const NOT_FOUND: RawFound = { value: null, ts: TS_ZERO };
