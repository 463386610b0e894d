import { regionTag } from '../../../model/effect.ts';
import type { RegionId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Scan } from './delegate.ts';
import { rowBytes, sendRows, sendTxnRows, txnBytes } from './feed.ts';
import { hasCommits, readChunk } from './scan.ts';
import type { ScanChunk } from './scan.ts';
import type { CdcState } from './state.ts';
import { inRange, sendLocks } from './txn-feed.ts';
import { SCAN_LANE } from './tasks.ts';
import type { ScanWork } from './tasks.ts';

/** How soon a scan looks again whether its subscriber has taken in what it was sent. */
const NO_ROOM_RETRY_US = 5_000;

/** Deltas behind this point of the FIFO are delivered; the scan sends what came before. */
export function initialize(c: CdcState, region: RegionId, key: number, scan: Scan, ctx: Context): void {
  const delegate = c.delegates.get(region);
  if (delegate === undefined || delegate.find(key) === null) return;
  delegate.update(key, { state: 'initializing' });
  c.scanQueue.push(scan);
  startScans(c, ctx);
}

/** Scans wait for one of a few threads (facts 3.3.3). */
function startScans(c: CdcState, ctx: Context): void {
  const { scanConcurrency, endpointTaskUs } = c.s.options.config.cdc;
  while (c.scanQueue.length > 0 && c.scanThreads.size < scanConcurrency) {
    const scan = c.scanQueue.shift() as Scan;
    if (!isWanted(c, scan)) continue;
    let thread = 0;
    while (c.scanThreads.has(thread)) thread++;
    c.scanThreads.add(thread);
    if (!c.rules.snapshotAtomic) observeLate(c, scan.region);
    work({ kind: 'scan', scan: { ...scan, thread }, chunk: null }, endpointTaskUs, ctx);
  }
}

/** R-SNAPSHOT-ATOMIC off: what was applied since the snapshot was taken is neither scanned nor streamed. */
function observeLate(c: CdcState, region: RegionId): void {
  const peer = c.s.peers.get(region);
  const delegate = c.delegates.get(region);
  if (peer !== undefined && delegate?.observing === true) peer.observeId = delegate.observeId;
}

function work(next: ScanWork, costUs: number, ctx: Context): void {
  ctx.enqueue(`${SCAN_LANE}/${next.scan.thread}`, next, costUs, regionTag(next.scan.region));
}

/** A piece is read, paid for, then sent: the scans of a store share one speed limit (facts 3.3.3). */
export function onScan(c: CdcState, { scan, chunk }: ScanWork, ctx: Context): void {
  if (!isWanted(c, scan)) {
    finish(c, scan, ctx);
    return;
  }
  if (chunk !== null) {
    sendChunk(c, scan, chunk, ctx);
    return;
  }
  const { scanBytesPerS, endpointTaskUs } = c.s.options.config.cdc;
  if (scan.cf === 'lock') sendLocks(c, scan, ctx);
  const read = readChunk(scan);
  const now = ctx.monotonicUs();
  const begin = c.scanPaidUntilUs > now ? c.scanPaidUntilUs : now;
  c.scanPaidUntilUs = begin + Math.ceil((read.bytes * 1_000_000) / scanBytesPerS);
  work(
    { kind: 'scan', scan: { ...scan, cf: read.cf }, chunk: read },
    endpointTaskUs + c.scanPaidUntilUs - now,
    ctx,
  );
}

function sendChunk(c: CdcState, scan: Scan, chunk: ScanChunk, ctx: Context): void {
  const { downstream, region } = scan;
  const { requestId, connection } = downstream;
  // Unlike what was applied, a scan can wait until its subscriber has taken in what it was sent (facts 3.5.1).
  if (
    !c.channels.hasRoomForScan(connection) ||
    c.channels.isCongested(rowBytes(chunk.rows) + txnBytes(chunk.txns))
  ) {
    work({ kind: 'scan', scan, chunk }, NO_ROOM_RETRY_US, ctx);
    return;
  }
  const rows = scan.rows + chunk.rows.length + chunk.txns.length;
  // Where transactions never wrote, the raw part is all there is.
  const commits = chunk.next === null && chunk.cf === 'default' && hasCommits(scan);
  const done = chunk.next === null && !commits;
  if (chunk.cf === 'default') sendRows(c, downstream, region, chunk.rows, 'scan', done, ctx);
  else sendTxnRows(c, downstream, region, inRange(chunk.txns, downstream), 'scan', done, ctx);
  if (!done) {
    const next: Scan = commits
      ? { ...scan, cf: 'write', position: scan.range.startKey, rows }
      : { ...scan, position: chunk.next ?? '', rows };
    const { endpointTaskUs } = c.s.options.config.cdc;
    work({ kind: 'scan', scan: next, chunk: null }, endpointTaskUs, ctx);
    return;
  }
  ctx.trace({ kind: 'cdc.initialized', store: c.s.storeId, region, requestId, rows });
  c.delegates.get(region)?.update(downstream.key, { state: 'normal', sinceUs: ctx.monotonicUs() });
  finish(c, scan, ctx);
}

/** Without R-NO-EVENT-AFTER-ERROR a scan does not notice that its subscription has ended (facts B-21). */
function isWanted(c: CdcState, scan: Scan): boolean {
  if (!c.rules.noEventAfterError) return true;
  const delegate = c.delegates.get(scan.region);
  return delegate !== undefined && delegate.find(scan.downstream.key) !== null;
}

function finish(c: CdcState, scan: Scan, ctx: Context): void {
  c.scanThreads.delete(scan.thread);
  startScans(c, ctx);
}
