import { assert } from '../base/assert.ts';
import type { AzId, PeerId, RegionId, StoreId } from '../model/ids.ts';
import { encodeRawKey } from '../model/key.ts';
import type { Peer, Region } from '../model/region.ts';

/** A Region of the new cluster and the store whose peer campaigns first. */
export interface PlacedRegion {
  readonly region: Region;
  readonly leaderStore: StoreId;
}

export interface StorePlace {
  readonly id: StoreId;
  readonly az: AzId;
}

export interface LayoutSpec {
  readonly stores: readonly StorePlace[];
  /** User keys, ascending: n keys make n + 1 Regions. */
  readonly splitKeys: readonly string[];
  readonly replicas: number;
  readonly firstRegionId: RegionId;
  readonly firstPeerId: PeerId;
}

/**
 * The Regions a cluster starts with: first peers go round the stores (so leaders balance), the others to the
 * store with the fewest peers in a zone that the Region does not have yet, as long as there is one.
 */
export function layOut(spec: LayoutSpec): PlacedRegion[] {
  const { stores, replicas } = spec;
  assert(replicas >= 1 && replicas <= stores.length, `${replicas} replicas on ${stores.length} stores`);
  const load = new Map<StoreId, number>(stores.map((store) => [store.id, 0]));
  const bounds = ['', ...spec.splitKeys.map(encodeRawKey), ''];
  let peerId = spec.firstPeerId;
  const placed: PlacedRegion[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const chosen = chooseStores(stores, replicas, i, load);
    const peers: Peer[] = chosen.map((store) => ({ id: peerId++, storeId: store.id, role: 'voter' }));
    for (const store of chosen) load.set(store.id, (load.get(store.id) ?? 0) + 1);
    placed.push({
      region: {
        id: spec.firstRegionId + i,
        startKey: bounds[i] as string,
        endKey: bounds[i + 1] as string,
        epoch: { confVer: 1, version: 1 },
        peers,
      },
      leaderStore: (chosen[0] as StorePlace).id,
    });
  }
  return placed;
}

function chooseStores(
  stores: readonly StorePlace[],
  replicas: number,
  turn: number,
  load: ReadonlyMap<StoreId, number>,
): StorePlace[] {
  const start = turn % stores.length;
  const round = [...stores.slice(start), ...stores.slice(0, start)];
  const chosen: StorePlace[] = [round[0] as StorePlace];
  while (chosen.length < replicas) {
    let best: StorePlace | null = null;
    let bestScore = Infinity;
    for (const store of round) {
      if (chosen.includes(store)) continue;
      const zoneTaken = chosen.some((other) => other.az === store.az);
      const score = (load.get(store.id) ?? 0) + (zoneTaken ? ZONE_TAKEN : 0);
      if (score < bestScore) {
        best = store;
        bestScore = score;
      }
    }
    chosen.push(best as StorePlace);
  }
  return chosen;
}

/** Outweighs any number of peers. */
const ZONE_TAKEN = 1_000_000;
