import type { Context } from '../../sim/actor.ts';
import { TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { Caller, RawGetResponse, RawWriteResponse, RegionError } from './msg.ts';
import type { Peer } from './raftstore/peer.ts';

/** Region errors as a peer gives them (facts 3.8). */

export function notLeader(peer: Peer): RegionError {
  return { type: 'NotLeader', region: peer.region.id, leaderStore: peer.isLeader ? 0 : peer.leaderStore };
}

export function epochNotMatch(peer: Peer): RegionError {
  return { type: 'EpochNotMatch', regions: [peer.region] };
}

export function answerWrite(to: Caller, ts: Ts, error: RegionError | null, ctx: Context): void {
  const { request, call } = to;
  const response: RawWriteResponse = { kind: 'raw.write-response', bytes: 32, request, call, ts, error };
  ctx.send(to.from, response);
}

export function answerGet(
  to: Caller,
  found: { readonly value: string | null; readonly ts: Ts } | null,
  error: RegionError | null,
  ctx: Context,
): void {
  const value = found?.value ?? null;
  const response: RawGetResponse = {
    kind: 'raw.get-response',
    bytes: 32 + (value?.length ?? 0),
    request: to.request,
    call: to.call,
    value,
    ts: found?.ts ?? TS_ZERO,
    error,
  };
  ctx.send(to.from, response);
}

/** The request will never be carried out, wherever it is sent. */
export function answerNever(
  kind: 'raw.write-response' | 'raw.get-response' | 'raw.cas-response',
  to: Caller,
  never: string,
  ctx: Context,
): void {
  const { request, call } = to;
  const answer = { bytes: 32 + never.length, request, call, error: null, never };
  ctx.send(to.from, { kind, ...answer });
}
