import { sameEpoch } from '../../model/region.ts';
import type { RegionError } from '../tikv/msg.ts';
import type { Backoff } from './backoff.ts';
import type { Slot } from './op.ts';
import type { Routes } from './routes.ts';

/**
 * What a Region error means for the routes and for the next attempt (the table of facts 3.8). Returns the kind
 * of wait, or null to try again at once.
 */
export function onRegionError(slot: Slot, error: RegionError, routes: Routes): Backoff | null {
  switch (error.type) {
    case 'NotLeader':
      return onNotLeader(slot, error.leaderStore, routes);
    case 'EpochNotMatch': {
      routes.absorb(error.regions, slot.store);
      const now = routes.locate(slot.encodedKey);
      if (now !== null && (now.region.id !== slot.region || !sameEpoch(now.region.epoch, slot.epoch)))
        return null;
      routes.forget(slot.region, slot.epoch);
      return 'regionMiss';
    }
    case 'RegionNotFound':
    case 'KeyNotInRegion':
      routes.forget(slot.region, slot.epoch);
      return 'regionMiss';
    case 'StaleCommand':
      return 'staleCommand';
    case 'ServerIsBusy':
      return 'serverBusy';
    case 'MaxTimestampNotSynced':
      return 'maxTimestampNotSynced';
    case 'ProposalInMergingMode':
    case 'ReadIndexNotReady':
      return 'regionScheduling';
  }
}

function onNotLeader(slot: Slot, hint: number, routes: Routes): Backoff | null {
  if (hint !== 0 && hint !== slot.store && routes.setLeader(slot.region, hint)) {
    slot.hints++;
    // Two stores that each name the other would otherwise be asked in turn without end.
    return slot.hints === 1 ? null : 'regionScheduling';
  }
  if (hint !== 0 && hint !== slot.store) {
    routes.forget(slot.region, slot.epoch);
    return 'regionMiss';
  }
  tryElsewhere(slot, slot.waitsOf('regionScheduling'), routes);
  return 'regionScheduling';
}

/** The connection broke, or nothing came in time. Whether a write was carried out is not known (facts 3.8.1). */
export function onRpcFailed(slot: Slot, routes: Routes): Backoff {
  if (slot.op !== 'get') slot.undetermined = true;
  tryElsewhere(slot, slot.waitsOf('tikvRpc'), routes);
  return 'tikvRpc';
}

/** Goes round the peers; after a full round the route itself is in doubt. */
function tryElsewhere(slot: Slot, before: number, routes: Routes): void {
  const voters = routes.voters(slot.region);
  if (voters > 0 && (before + 1) % voters === 0) routes.forget(slot.region, slot.epoch);
  else routes.tryNext(slot.region, slot.store);
}
