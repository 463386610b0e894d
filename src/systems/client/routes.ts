import type { ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region, RegionEpoch } from '../../model/region.ts';
import { isVoter, peerOnStore, sameEpoch } from '../../model/region.ts';
import { RegionTable } from '../../model/region-table.ts';
import type { RegionRoute, ScanRegionsResponse } from '../pd/msg.ts';

/** Where to send a request for a key now. */
export interface Target {
  readonly region: Region;
  readonly store: StoreId;
  readonly process: ProcessId;
}

/**
 * The client's Region cache. It believes what it was told last; stores correct it by Region errors. Every
 * change names the store or epoch that the failed request used, so that of many requests that fail together
 * only the first changes anything.
 */
export class Routes {
  private table = new RegionTable<RegionRoute>();
  private processes = new Map<StoreId, ProcessId>();

  /** Region, leader (or, with none known, the first voter) and its process; null: ask PD. */
  locate(encodedKey: string): Target | null {
    const row = this.table.find(encodedKey);
    if (row === null) return null;
    const { region } = row;
    const store = row.leaderStore === 0 ? firstVoter(region) : row.leaderStore;
    const process = this.processes.get(store);
    return process === undefined ? null : { region, store, process };
  }

  /** Null for a store nobody told us of. */
  processOf(store: StoreId): ProcessId | null {
    return this.processes.get(store) ?? null;
  }

  /** Takes PD's answer in. Of a Region known with this epoch the client has heard of the leader more recently. */
  learn(response: ScanRegionsResponse): void {
    for (const { store, process } of response.stores) this.processes.set(store, process);
    for (const route of response.routes) {
      const known = this.table.byId(route.region.id);
      const fresh =
        known !== null && known.leaderStore !== 0 && sameEpoch(known.region.epoch, route.region.epoch);
      if (!fresh) this.table.upsert(route);
    }
  }

  /** Regions from an EpochNotMatch: their leader is most likely where the answer came from. */
  absorb(regions: readonly Region[], fromStore: StoreId): void {
    for (const region of regions) {
      const known = this.table.byId(region.id);
      if (known !== null && sameEpoch(known.region.epoch, region.epoch)) continue;
      this.table.upsert({ region, leaderStore: peerOnStore(region, fromStore) === null ? 0 : fromStore });
    }
  }

  /** A store says who leads. False when that store has no peer of the Region as we know it. */
  setLeader(id: RegionId, leaderStore: StoreId): boolean {
    const row = this.table.byId(id);
    if (row === null || peerOnStore(row.region, leaderStore) === null) return false;
    if (row.leaderStore !== leaderStore) this.table.replace({ region: row.region, leaderStore });
    return true;
  }

  /** The store that was tried does not answer, or knows no leader: try the next peer. */
  tryNext(id: RegionId, triedStore: StoreId): void {
    const row = this.table.byId(id);
    if (row === null) return;
    const { region } = row;
    const current = row.leaderStore === 0 ? firstVoter(region) : row.leaderStore;
    if (current !== triedStore) return;
    const voters = region.peers.filter(isVoter);
    const at = voters.findIndex((peer) => peer.storeId === triedStore);
    const next = voters[(at + 1) % Math.max(1, voters.length)];
    if (next !== undefined) this.table.replace({ region, leaderStore: next.storeId });
  }

  /** Forgets a route that failed, unless it was renewed meanwhile: the next use asks PD. */
  forget(id: RegionId, usedEpoch: RegionEpoch): void {
    const row = this.table.byId(id);
    if (row !== null && sameEpoch(row.region.epoch, usedEpoch)) this.table.remove(id);
  }

  /** Number of voters, for going round them. */
  voters(id: RegionId): number {
    return this.table.byId(id)?.region.peers.filter(isVoter).length ?? 0;
  }

  clone(): Routes {
    const copy = new Routes();
    copy.table = this.table.clone();
    copy.processes = new Map(this.processes);
    return copy;
  }
}

function firstVoter(region: Region): StoreId {
  for (const peer of region.peers) if (isVoter(peer)) return peer.storeId;
  return 0;
}
