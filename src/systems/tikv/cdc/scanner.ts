import { regionTag } from '../../../model/effect.ts';
import type { RegionId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { Scan } from './delegate.ts';
import { rowBytes, sendRows } from './feed.ts';
import { scanChunk } from './scan.ts';
import type { CdcState } from './state.ts';
import { SCAN_LANE } from './tasks.ts';
import type { ScanWork } from './tasks.ts';

/** How soon a scan looks again whether its subscriber has taken in what it was sent. */
const NO_ROOM_RETRY_US = 5_000;

/** Deltas behind this point of the FIFO are delivered; the scan sends what came before. */
export function initialize(c: CdcState, region: RegionId, key: number, scan: Scan, ctx: Context): void {
  const delegate = c.delegates.get(region);
  if (delegate === undefined || delegate.find(key) === null) return;
  delegate.update(key, { state: 'initializing' });
  const peer = c.s.peers.get(region);
  // Too late: what was applied since the snapshot was taken is in neither.
  if (peer !== undefined && delegate.observing && !c.rules.snapshotAtomic)
    peer.observeId = delegate.observeId;
  c.scanQueue.push(scan);
  startScans(c, ctx);
}

/** Scans wait for one of a few threads (facts 3.3.3). */
function startScans(c: CdcState, ctx: Context): void {
  const { scanConcurrency } = c.s.options.config.cdc;
  while (c.scanQueue.length > 0 && c.scanThreads.size < scanConcurrency) {
    const scan = c.scanQueue.shift() as Scan;
    if (!isWanted(c, scan)) continue;
    let thread = 0;
    while (c.scanThreads.has(thread)) thread++;
    c.scanThreads.add(thread);
    goOn(c, { ...scan, thread }, 0, ctx);
  }
}

/** Pays for `bytes` of what all scans of the store may read per second, then goes on. */
function goOn(c: CdcState, scan: Scan, bytes: number, ctx: Context): void {
  const { scanBytesPerS, endpointTaskUs } = c.s.options.config.cdc;
  const now = ctx.monotonicUs();
  const begin = c.scanPaidUntilUs > now ? c.scanPaidUntilUs : now;
  c.scanPaidUntilUs = begin + Math.ceil((bytes * 1_000_000) / scanBytesPerS);
  lane(scan, endpointTaskUs + c.scanPaidUntilUs - now, ctx);
}

function lane(scan: Scan, costUs: number, ctx: Context): void {
  const work: ScanWork = { kind: 'scan', scan };
  ctx.enqueue(`${SCAN_LANE}/${scan.thread}`, work, costUs, regionTag(scan.region));
}

export function onScanChunk(c: CdcState, scan: Scan, ctx: Context): void {
  if (!isWanted(c, scan)) {
    finish(c, scan, ctx);
    return;
  }
  if (!c.channels.hasRoomForScan(scan.downstream.connection)) {
    lane(scan, NO_ROOM_RETRY_US, ctx);
    return;
  }
  const { downstream, region } = scan;
  const chunk = scanChunk(scan.snapshot, scan.range, scan.position, downstream.checkpointTs);
  const rows = scan.rows + chunk.rows.length;
  if (c.channels.isCongested(rowBytes(chunk.rows))) {
    lane(scan, NO_ROOM_RETRY_US, ctx);
    return;
  }
  sendRows(c, downstream, region, chunk.rows, 'scan', chunk.next === null, ctx);
  if (chunk.next !== null) {
    goOn(c, { ...scan, position: chunk.next, rows }, chunk.bytes, ctx);
    return;
  }
  const { requestId } = downstream;
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
