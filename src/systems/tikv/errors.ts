import type { ProcessId } from '../../model/ids.ts';
import type { Context } from '../../sim/actor.ts';
import { TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { RawGetResponse, RawWriteResponse, RegionError } from './msg.ts';
import type { Peer } from './raftstore/peer.ts';

/** Region errors as a peer gives them (facts 3.8). */

export function notLeader(peer: Peer): RegionError {
  return { type: 'NotLeader', region: peer.region.id, leaderStore: peer.isLeader ? 0 : peer.leaderStore };
}

export function epochNotMatch(peer: Peer): RegionError {
  return { type: 'EpochNotMatch', regions: [peer.region] };
}

export function answerWrite(
  to: ProcessId,
  request: number,
  ts: Ts,
  error: RegionError | null,
  ctx: Context,
): void {
  const response: RawWriteResponse = { kind: 'raw.write-response', bytes: 32, request, ts, error };
  ctx.send(to, response);
}

export function answerGet(
  to: ProcessId,
  request: number,
  found: { readonly value: string | null; readonly ts: Ts } | null,
  error: RegionError | null,
  ctx: Context,
): void {
  const value = found?.value ?? null;
  const response: RawGetResponse = {
    kind: 'raw.get-response',
    bytes: 32 + (value?.length ?? 0),
    request,
    value,
    ts: found?.ts ?? TS_ZERO,
    error,
  };
  ctx.send(to, response);
}
