import type { ProcessId, RegionId } from '../../../model/ids.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import { sendResolved } from './feed.ts';
import type { CdcState } from './state.ts';

/** Tells every subscriber in one message per connection (facts 3.4.6). */
export function publish(c: CdcState, candidate: Ts, regions: readonly RegionId[], ctx: Context): void {
  const perConnection = new Map<ProcessId, { regions: RegionId[]; requestIds: number[] }>();
  for (const region of regions) {
    const delegate = c.delegates.get(region);
    if (delegate === undefined) continue;
    for (const downstream of delegate.downstreams) {
      const ready = downstream.state === 'normal' || !c.rules.noRtsBeforeInit;
      if (!ready || candidate <= downstream.resolvedTs) continue;
      delegate.update(downstream.key, { resolvedTs: candidate, risenUs: ctx.monotonicUs() });
      let group = perConnection.get(downstream.connection);
      if (group === undefined) {
        group = { regions: [], requestIds: [] };
        perConnection.set(downstream.connection, group);
      }
      group.regions.push(region);
      group.requestIds.push(downstream.requestId);
    }
  }
  for (const [connection, group] of perConnection) sendResolved(c, connection, candidate, group, ctx);
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
