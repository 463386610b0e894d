import type { RegionId } from '../../../model/ids.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CdcError } from '../msg.ts';
import type { Delegate, Downstream } from './delegate.ts';
import { sendError } from './feed.ts';
import type { CdcState } from './state.ts';

/** How subscriptions end. */

export function endDownstream(
  c: CdcState,
  delegate: Delegate,
  downstream: Downstream,
  error: CdcError,
  ctx: Context,
): void {
  drop(c, delegate.region, (d) => d.key === downstream.key);
  sendError(c, downstream.connection, delegate.region, downstream.requestId, error, ctx);
}

/** The whole delegate ends: every subscriber gets the error, and nothing after it (R-NO-EVENT-AFTER-ERROR). */
export function endRegion(
  c: CdcState,
  region: RegionId,
  observeId: number,
  error: CdcError,
  ctx: Context,
): void {
  const delegate = c.delegates.get(region);
  if (delegate === undefined || delegate.observeId !== observeId) return;
  for (const downstream of delegate.downstreams) {
    sendError(c, downstream.connection, region, downstream.requestId, error, ctx);
  }
  drop(c, region, () => true);
}

/** The subscriber itself leaves: it needs to be told nothing. */
export function unsubscribe(
  c: CdcState,
  region: RegionId,
  matching: (downstream: Downstream) => boolean,
  ctx: Context,
): void {
  for (const { requestId } of c.delegates.get(region)?.downstreams.filter(matching) ?? []) {
    ctx.trace({ kind: 'cdc.unsubscribed', store: c.s.storeId, region, requestId });
  }
  drop(c, region, matching);
}

/**
 * Observation stops only when the last subscriber has left. Without R-KEEP-OBSERVING one that leaves before its scan ended
 * takes the observation of the others with it (facts B-28).
 */
function drop(c: CdcState, region: RegionId, matching: (downstream: Downstream) => boolean): void {
  const delegate = c.delegates.get(region);
  if (delegate === undefined) return;
  const leaving = delegate.downstreams.filter(matching);
  if (leaving.length === 0) return;
  delegate.downstreams = delegate.downstreams.filter((d) => !leaving.includes(d));
  const last = delegate.downstreams.length === 0;
  if (last) c.delegates.delete(region);
  const early = leaving.some((d) => d.state !== 'normal');
  if (!last && (c.rules.keepObserving || !early)) return;
  delegate.observing = false;
  const peer = c.s.peers.get(region);
  if (peer !== undefined && peer.observeId === delegate.observeId) peer.observeId = 0;
}
