import { decodeRawKey } from '../../../model/key.ts';
import { formatDuration } from '../../../model/time.ts';
import { formatTs } from '../../../model/ts.ts';
import type { Peer } from '../raftstore/peer.ts';
import type { Store } from '../raftstore/state.ts';
import type { Downstream } from './delegate.ts';
import type { CdcEndpoint } from './endpoint.ts';

/** A resolved ts that did not rise for this long is held by something: several rounds. */
const HELD_US = 500_000;

/**
 * What holds the Region's resolved ts down and since when, in the real system's words; '' when only the interval does. The
 * nearest reason wins: a subscription must first be initialized, then the round must find a quorum, then no guard may be
 * in the way, then the endpoint and the channel must let it through.
 */
export function blame(s: Store, cdc: CdcEndpoint, peer: Peer, nowUs: number): string {
  const { id } = peer.region;
  const subscriptions = cdc.subscriptions(id);
  for (const each of subscriptions) if (each.state !== 'normal') return scanning(cdc, each, id, nowUs);
  const since = heldSince(subscriptions, nowUs);
  const { lastRound } = cdc;
  if (lastRound.failure !== '') return lastRound.failure + since;
  if (lastRound.unconfirmed.includes(id))
    return `CheckLeader: no quorum agrees that this store leads${since}`;
  const guard = lastRound.heldBy;
  if (guard !== null) {
    const where = guard.region === id ? '' : ` in Region ${guard.region}`;
    return `memory lock of key "${guard.key}"${where} on store ${s.storeId}, in flight for ${formatDuration(nowUs - guard.sinceUs)}`;
  }
  const lock = cdc.oldestLock(id);
  if (lock !== null) {
    const words = `transaction lock of start ts ${formatTs(lock.startTs)} on "${decodeRawKey(lock.key)}"`;
    return `${words}, since ${formatDuration(nowUs - lock.sinceUs)}`;
  }
  for (const { connection, capture } of subscriptions) {
    const { tasks, messages } = cdc.backlog(id, connection);
    if (messages > 0)
      return `sink congested: ${messages} messages wait until ${capture} takes them in${since}`;
    if (tasks > 0 && since !== '') return `endpoint: ${tasks} tasks of the Region wait${since}`;
  }
  return '';
}

function scanning(
  cdc: CdcEndpoint,
  { state, connection, sinceUs }: Downstream,
  region: number,
  nowUs: number,
): string {
  const lasts = ` for ${formatDuration(nowUs - sinceUs)}`;
  if (state === 'uninitialized') return `waiting for its snapshot${lasts}`;
  const { scansAhead } = cdc.backlog(region, connection);
  if (scansAhead >= 0) return `incremental scan queued behind ${scansAhead} others${lasts}`;
  return `incremental scan running${lasts}`;
}

/** How long no subscriber's resolved ts has risen; '' when that is not long. */
function heldSince(subscriptions: readonly Downstream[], nowUs: number): string {
  let risenUs = 0;
  for (const each of subscriptions) if (each.risenUs > risenUs) risenUs = each.risenUs;
  return risenUs === 0 || nowUs - risenUs < HELD_US
    ? ''
    : `, unchanged for ${formatDuration(nowUs - risenUs)}`;
}
