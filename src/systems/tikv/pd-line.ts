import type { ProcessId } from '../../model/ids.ts';
import type { Context } from '../../sim/actor.ts';
import { NOT_LEADER } from '../pd/msg.ts';
import type { RegisterStore, TsoResponse } from '../pd/msg.ts';
import { heartbeatPd } from './raftstore/pd-reports.ts';
import { onPdLost } from './raftstore/pd-tasks.ts';
import type { Store } from './raftstore/state.ts';
import { onFlushed } from './raftstore/sync.ts';
import type { RawService } from './rawkv/service.ts';
import type { TsReady } from './timestamps.ts';

/** The store's line to PD: which member it talks to, what that one must hear first, and what waits for timestamps. */

export function registerStore(s: Store, ctx: Context): void {
  const { process, storeId, az } = s.options;
  const hello: RegisterStore = { kind: 'pd.register-store', bytes: 64, store: storeId, process, az };
  s.sendPd(hello, ctx);
}

export function onTsoResponse(s: Store, raw: RawService, response: TsoResponse, ctx: Context): void {
  if (response.error === NOT_LEADER) s.pd.follow('');
  onTimestamps(s, raw, s.timestamps.onResponse(response, s.storeId, ctx), ctx);
  if (!s.reportToPd || response.error !== '') return;
  // A new leader of PD has Regions without leaders until it hears from them.
  s.reportToPd = false;
  registerStore(s, ctx);
  for (const peer of s.peers.values()) heartbeatPd(s, peer, ctx);
}

/** The member of PD that this store talks to does not answer or does not lead; `leader` is who does, if known. */
export function onPdGone(s: Store, raw: RawService, leader: ProcessId, ctx: Context): void {
  onPdLost(s);
  s.pd.follow(leader);
  s.reportToPd = (s.options.pdMembers?.length ?? 1) > 1;
  onTimestamps(s, raw, s.timestamps.onLost(s.storeId, ctx), ctx);
}

function onTimestamps(s: Store, raw: RawService, ready: readonly TsReady[], ctx: Context): void {
  for (const done of ready) {
    const { waiter } = done;
    if (waiter.type === 'flush') onFlushed(s, done, ctx);
    else raw.onBatch(waiter.from, waiter.message, waiter.attempts, done.error, ctx);
  }
}
