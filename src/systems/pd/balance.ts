import type { StoreId } from '../../model/ids.ts';
import { isJoint, peerOnStore, staysVoter } from '../../model/region.ts';
import type { ClusterView, Proposal } from './cluster-view.ts';
import { isHealthy, isolation, Load } from './cluster-view.ts';
import type { RegionRow } from './operators.ts';

/**
 * Schedulers even things out over the cluster (facts 7.3, pd pkg/schedule/schedulers). Each proposes at most one thing a
 * round, counting operators under way as done, and stops when moving one more would only turn the difference round.
 */
export type BalanceScheduler = (view: ClusterView, pick: (count: number) => number) => Proposal | null;

/** Hot for this many heartbeats before anything is moved. */
const HOT_DEGREE_MIN = 3;

/** Leaders go from the store that leads most to the one that leads least. */
export const balanceLeader: BalanceScheduler = (view, pick) => {
  const { leaders } = new Load(view);
  for (const from of ranked(view, leaders).reverse()) {
    for (const to of ranked(view, leaders)) {
      if ((leaders.get(from) ?? 0) - (leaders.get(to) ?? 0) < 2) break;
      const rows = view.regions.filter((row) => row.leaderStore === from && canLead(view, row, to));
      const row = rows[pick(rows.length)];
      if (row === undefined) continue;
      return {
        kind: 'leader',
        region: row.region.id,
        step: { type: 'transfer-leader', toStore: to },
        words: `balance leaders: Region ${row.region.id} from store ${from} to store ${to}`,
      };
    }
  }
  return null;
};

/** Replicas go from the fullest store to the emptiest, where that isolates them no worse. */
export const balanceRegion: BalanceScheduler = (view, pick) => {
  const { peers } = new Load(view);
  for (const from of ranked(view, peers).reverse()) {
    if (!view.mayChange('remove', from)) continue;
    for (const to of ranked(view, peers)) {
      if ((peers.get(from) ?? 0) - (peers.get(to) ?? 0) < 2) break;
      if (!view.mayChange('add', to)) continue;
      const rows = view.regions.filter((row) => mayMove(view, row, from, to));
      // Followers first: moving a leader costs a transfer.
      const followers = rows.filter((row) => row.leaderStore !== from);
      const choice = followers.length > 0 ? followers : rows;
      const row = choice[pick(choice.length)];
      if (row === undefined) continue;
      return {
        kind: 'region',
        region: row.region.id,
        step: { type: 'move-peer', from, to },
        words: `balance replicas: Region ${row.region.id} from store ${from} to store ${to}`,
      };
    }
  }
  return null;
};

/** Regions with much traffic are led from different stores. */
export const balanceHot: BalanceScheduler = (view) => {
  const hot = view.regions.filter((row) => view.flow(row.region.id).hotDegree >= HOT_DEGREE_MIN);
  if (hot.length === 0) return null;
  const loads = new Map<StoreId, number>(view.stores.map(({ store }) => [store, 0]));
  for (const row of view.regions)
    loads.set(row.leaderStore, (loads.get(row.leaderStore) ?? 0) + view.flow(row.region.id).opsPerS);
  for (const from of ranked(view, loads).reverse()) {
    const led = hot
      .filter((row) => row.leaderStore === from && !view.busy(row.region.id))
      .sort((a, b) => view.flow(b.region.id).opsPerS - view.flow(a.region.id).opsPerS);
    for (const row of led) {
      const rate = view.flow(row.region.id).opsPerS;
      const to = ranked(view, loads).find(
        (store) =>
          // Only if the two stores end up closer to each other than they are.
          (loads.get(from) ?? 0) - (loads.get(store) ?? 0) > rate && canLead(view, row, store),
      );
      if (to === undefined) continue;
      return {
        kind: 'hot-region',
        region: row.region.id,
        step: { type: 'transfer-leader', toStore: to },
        words: `hot Region ${row.region.id}: from store ${from} to store ${to}`,
      };
    }
  }
  return null;
};

/** Stores that are up, emptiest first. */
function ranked(view: ClusterView, counts: ReadonlyMap<StoreId, number>): StoreId[] {
  return view.stores
    .filter(({ state }) => state === 'up')
    .map(({ store }) => store)
    .sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || a - b);
}

function canLead(view: ClusterView, row: RegionRow, store: StoreId): boolean {
  if (view.busy(row.region.id) || row.leaderStore === store || isJoint(row.region)) return false;
  const peer = peerOnStore(row.region, store);
  return peer !== null && staysVoter(peer) && !row.pending.includes(peer.id);
}

function mayMove(view: ClusterView, row: RegionRow, from: StoreId, to: StoreId): boolean {
  const { region } = row;
  if (view.busy(region.id) || isJoint(region) || !isHealthy(view, row)) return false;
  if (peerOnStore(region, from) === null || peerOnStore(region, to) !== null) return false;
  const rest = region.peers.map((peer) => peer.storeId).filter((store) => store !== from);
  return isolation(view, to, rest) >= isolation(view, from, rest);
}
