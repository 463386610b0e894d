import type { ProcessId, RegionId } from '../../../model/ids.ts';
import { minTs } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import { sendResolved } from './feed.ts';
import type { CdcState } from './state.ts';

/** What one message of resolved ts is about. */
interface Group {
  readonly connection: ProcessId;
  readonly ts: Ts;
  readonly regions: RegionId[];
  readonly requestIds: number[];
}

/** Tells every subscriber in one message per connection and ts (facts 3.4.6). */
export function publish(c: CdcState, candidate: Ts, regions: readonly RegionId[], ctx: Context): void {
  const groups = new Map<string, Group>();
  for (const region of regions) {
    const delegate = c.delegates.get(region);
    if (delegate === undefined) continue;
    // A transaction whose lock stands may commit at any ts above its start (facts 3.6.2, step 7).
    const ts = c.rules.trackLocks ? minTs(candidate, delegate.locks.minTs()) : candidate;
    for (const downstream of delegate.downstreams) {
      const ready = downstream.state === 'normal' || !c.rules.noRtsBeforeInit;
      if (!ready || ts <= downstream.resolvedTs) continue;
      delegate.update(downstream.key, { resolvedTs: ts, risenUs: ctx.monotonicUs() });
      const { connection } = downstream;
      const name = `${ts} ${connection}`;
      let group = groups.get(name);
      if (group === undefined) {
        group = { connection, ts, regions: [], requestIds: [] };
        groups.set(name, group);
      }
      group.regions.push(region);
      group.requestIds.push(downstream.requestId);
    }
  }
  for (const { connection, ts, regions: told, requestIds } of groups.values()) {
    sendResolved(c, connection, ts, { regions: told, requestIds }, ctx);
  }
}

/** Of `regions`, those without a task that should have been done before task `n` (R-FIFO-ENDPOINT). */
export function withoutHeld(c: CdcState, regions: readonly RegionId[], n: number): readonly RegionId[] {
  const held = new Set<RegionId>();
  for (const [task, region] of c.waiting) {
    if (task > n) break;
    held.add(region);
  }
  return held.size === 0 ? regions : regions.filter((region) => !held.has(region));
}
