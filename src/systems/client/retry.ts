import { sameEpoch } from '../../model/region.ts';
import type { RegionError } from '../tikv/msg.ts';
import type { Backoff } from './backoff.ts';
import type { Call } from './call.ts';
import type { Routes } from './routes.ts';

/**
 * What a Region error means for the routes and for the next attempt (the table of facts 3.8). Returns the kind
 * of wait, or null to try again at once.
 */
export function onRegionError(call: Call, error: RegionError, routes: Routes): Backoff | null {
  switch (error.type) {
    case 'NotLeader':
      return onNotLeader(call, error.leaderStore, routes);
    case 'EpochNotMatch': {
      routes.absorb(error.regions, call.store);
      const now = routes.locate(call.encodedKey);
      if (now !== null && (now.region.id !== call.region || !sameEpoch(now.region.epoch, call.epoch)))
        return null;
      routes.forget(call.region, call.epoch);
      return 'regionMiss';
    }
    case 'RegionNotFound':
    case 'KeyNotInRegion':
      routes.forget(call.region, call.epoch);
      return 'regionMiss';
    case 'StaleCommand':
      return 'staleCommand';
    case 'ServerIsBusy':
      return 'serverBusy';
    case 'MaxTimestampNotSynced':
      return 'maxTimestampNotSynced';
    case 'Fenced':
      return 'staleCommand';
    case 'ProposalInMergingMode':
    case 'ReadIndexNotReady':
      return 'regionScheduling';
  }
}

function onNotLeader(call: Call, hint: number, routes: Routes): Backoff | null {
  if (hint !== 0 && hint !== call.store && routes.setLeader(call.region, hint)) {
    call.hints++;
    // Two stores that each name the other would otherwise be asked in turn without end.
    return call.hints === 1 ? null : 'regionScheduling';
  }
  if (hint !== 0 && hint !== call.store) {
    routes.forget(call.region, call.epoch);
    return 'regionMiss';
  }
  tryElsewhere(call, call.waitsOf('regionScheduling'), routes);
  return 'regionScheduling';
}

/** The connection broke, or nothing came in time. Whether a write was carried out is not known (facts 3.8.1). */
export function onRpcFailed(call: Call, routes: Routes): Backoff {
  tryElsewhere(call, call.waitsOf('tikvRpc'), routes);
  return 'tikvRpc';
}

/** Goes round the peers; after a full round the route itself is in doubt. */
function tryElsewhere(call: Call, before: number, routes: Routes): void {
  const voters = routes.voters(call.region);
  if (voters > 0 && (before + 1) % voters === 0) routes.forget(call.region, call.epoch);
  else routes.tryNext(call.region, call.store);
}

/** A Region error as one line for a person, under its real name. */
export function wordsOfRegionError(error: RegionError): string {
  switch (error.type) {
    case 'NotLeader':
      return error.leaderStore === 0
        ? `NotLeader: Region ${error.region} has no leader that this store knows of`
        : `NotLeader: Region ${error.region} is led by store ${error.leaderStore}`;
    case 'EpochNotMatch':
      return `EpochNotMatch: ${error.regions.map((each) => `Region ${each.id} is at version ${each.epoch.version}`).join(', ')}`;
    case 'RegionNotFound':
      return `RegionNotFound: this store has no peer of Region ${error.region}`;
    case 'KeyNotInRegion':
      return `KeyNotInRegion: Region ${error.region} does not hold this key`;
    case 'ServerIsBusy':
      return `ServerIsBusy: ${error.reason}`;
    case 'ProposalInMergingMode':
      return `ProposalInMergingMode: Region ${error.region} is being merged`;
    case 'Fenced':
      return `Fenced: a later writer has taken ${error.scope} over`;
    case 'StaleCommand':
      return 'StaleCommand: the leader changed before it was applied';
    case 'MaxTimestampNotSynced':
      return 'MaxTimestampNotSynced: the new leader has not flushed its timestamps yet';
    case 'ReadIndexNotReady':
      return 'ReadIndexNotReady: the leader has not applied an entry of its term yet';
  }
}
