import type { ProcessId } from '../../../model/ids.ts';
import type { KeyRange } from '../../../model/region.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CdcError, CdcRegister, RegionError } from '../msg.ts';
import type { Peer, ReadContinuation } from '../raftstore/peer.ts';
import { readIndex } from '../raftstore/reads.ts';
import { Delegate } from './delegate.ts';
import type { Scan } from './delegate.ts';
import { endDownstream } from './end.ts';
import { sendError, toCdcError } from './feed.ts';
import type { CdcState } from './state.ts';

type Capture = Extract<ReadContinuation, { readonly type: 'capture' }>;

/** Subscribes, or says why not (facts 3.2.2). */
export function register(c: CdcState, from: ProcessId, message: CdcRegister, ctx: Context): void {
  const { requestId, region } = message;
  const peer = c.s.peers.get(region);
  const refusal = refusalOf(c, from, message, peer);
  if (refusal !== null || peer === undefined) {
    sendError(c, from, region, requestId, refusal ?? { type: 'RegionNotFound' }, ctx);
    return;
  }
  let delegate = c.delegates.get(region);
  if (delegate === undefined) {
    delegate = new Delegate(region, c.nextObserveId++);
    c.delegates.set(region, delegate);
  }
  const key = c.nextKey++;
  delegate.downstreams = [
    ...delegate.downstreams,
    {
      key,
      requestId,
      connection: from,
      capture: message.capture,
      changefeed: message.changefeed,
      checkpointTs: message.checkpointTs,
      range: { startKey: message.startKey, endKey: message.endKey },
      state: 'uninitialized',
      resolvedTs: TS_ZERO,
      sinceUs: ctx.monotonicUs(),
      risenUs: 0,
    },
  ];
  ctx.trace({
    kind: 'cdc.subscribed',
    store: c.s.storeId,
    region,
    capture: message.capture,
    changefeed: message.changefeed,
    requestId,
    observeId: delegate.observeId,
    checkpointTs: message.checkpointTs,
    ...intersection(peer.region, message),
  });
  readIndex(c.s, peer, { type: 'capture', downstream: key, version: message.epoch.version }, ctx);
}

/** The checks in the order of facts 3.2.2; null when none fails. */
function refusalOf(
  c: CdcState,
  from: ProcessId,
  message: CdcRegister,
  peer: Peer | undefined,
): CdcError | null {
  if (c.scanQueue.length >= c.s.options.config.cdc.scanQueueMax) return { type: 'ServerIsBusy' };
  if (peer === undefined || !peer.initialized) return { type: 'RegionNotFound' };
  if (!peer.isLeader) return { type: 'NotLeader', leaderStore: peer.leaderStore };
  const { downstreams } = c.delegates.get(message.region) ?? { downstreams: [] };
  if (downstreams.some((d) => d.connection === from && d.requestId === message.requestId))
    return { type: 'DuplicateRequest' };
  // Only the version counts here, not confVer (facts 3.4.3b).
  if (peer.region.epoch.version !== message.epoch.version)
    return { type: 'EpochNotMatch', regions: [peer.region] };
  return null;
}

/**
 * The read index is applied: from this very apply position on, deltas are observed, and the snapshot holds everything
 * before it (R-SNAPSHOT-ATOMIC, facts 3.3.1). Both are taken before the scan waits for its turn (facts 3.3.3).
 */
export function onCaptureReady(c: CdcState, peer: Peer, then: Capture, ctx: Context): void {
  const { id: region, startKey } = peer.region;
  const delegate = c.delegates.get(region);
  const downstream = delegate?.find(then.downstream) ?? null;
  if (delegate === undefined || downstream === null) return;
  if (peer.region.epoch.version !== then.version) {
    endDownstream(c, delegate, downstream, { type: 'EpochNotMatch', regions: [peer.region] }, ctx);
    return;
  }
  if (delegate.observing && c.rules.snapshotAtomic) peer.observeId = delegate.observeId;
  const { requestId } = downstream;
  const index = peer.appliedIndex;
  ctx.trace({ kind: 'cdc.snapshot-taken', store: c.s.storeId, region, requestId, index });
  const scan: Scan = {
    downstream,
    region,
    snapshot: c.s.engine.snapshot(index),
    range: peer.region,
    position: startKey,
    cf: 'lock',
    rows: 0,
    thread: -1,
  };
  c.enqueue({ kind: 'init', region, downstream: downstream.key, scan }, ctx);
}

export function onCaptureFailed(c: CdcState, then: Capture, error: RegionError, ctx: Context): void {
  for (const delegate of c.delegates.values()) {
    const downstream = delegate.find(then.downstream);
    if (downstream !== null) endDownstream(c, delegate, downstream, toCdcError(error), ctx);
  }
}

/** What of the Region the subscriber asked for. */
function intersection(region: KeyRange, wanted: KeyRange): KeyRange {
  const startKey = wanted.startKey > region.startKey ? wanted.startKey : region.startKey;
  const shorter = wanted.endKey !== '' && (region.endKey === '' || wanted.endKey < region.endKey);
  return { startKey, endKey: shorter ? wanted.endKey : region.endKey };
}
