import type { PdConfig } from '../../model/config.ts';
import type { StoreId } from '../../model/ids.ts';
import { isJoint, rangesTouch, staysVoter } from '../../model/region.ts';
import type { ClusterView, Proposal } from './cluster-view.ts';
import { azOf, bestTarget, isHealthy, isolation, Load, stateOf } from './cluster-view.ts';
import type { RegionRow } from './operators.ts';

/**
 * Checkers put one Region right; PD asks them in this order and takes the first proposal (facts 7.3, pd
 * pkg/schedule/checker). They look and propose; the scheduler carries out.
 */
export type Checker = (row: RegionRow, view: ClusterView, config: PdConfig) => Proposal | null;

/** Replicas that are lost are made up, those too many are removed, learners nobody sees to are promoted or removed. */
export const checkReplicas: Checker = (row, view) => {
  const { region, leaderStore } = row;
  if (leaderStore === 0 || isJoint(region)) return null;
  const load = new Load(view);
  const voters = region.peers.filter(staysVoter);
  const propose = (step: Proposal['step'], words: string): Proposal => ({
    kind: 'replica',
    region: region.id,
    step,
    words,
  });
  for (const learner of region.peers.filter((peer) => !staysVoter(peer))) {
    // An operator that was cancelled half-way left it.
    if (voters.length < view.maxReplicas && stateOf(view, learner.storeId) === 'up') {
      if (row.pending.includes(learner.id)) return null;
      const step = {
        type: 'change-peer',
        change: 'promote',
        store: learner.storeId,
        peer: learner.id,
      } as const;
      return propose(step, `promote the learner of Region ${region.id} on store ${learner.storeId}`);
    }
    return propose(
      { type: 'remove-peer', store: learner.storeId },
      `remove the orphaned learner of Region ${region.id} from store ${learner.storeId}`,
    );
  }
  const down = voters.find((peer) => stateOf(view, peer.storeId) === 'down');
  if (down !== undefined) {
    if (voters.length > view.maxReplicas)
      return propose(
        { type: 'remove-peer', store: down.storeId },
        `remove the replica of Region ${region.id} from store ${down.storeId}, which is down`,
      );
    const to = bestTarget(view, region, down.storeId, load);
    if (to === null) return null;
    return propose(
      { type: 'move-peer', from: down.storeId, to },
      `replace the replica of Region ${region.id} on store ${down.storeId}, which is down, by one on store ${to}`,
    );
  }
  if (voters.length < view.maxReplicas) {
    const store = bestTarget(view, region, 0, load);
    if (store === null) return null;
    return propose({ type: 'add-peer', store }, `make up a replica of Region ${region.id} on store ${store}`);
  }
  if (voters.length > view.maxReplicas && row.pending.length === 0) {
    const store = worst(row, view, load);
    return propose(
      { type: 'remove-peer', store },
      `remove the extra replica of Region ${region.id} from store ${store}`,
    );
  }
  return null;
};

/** Of too many: the worst isolated, then the one on the fullest store; not the leader if that can be helped. */
function worst(row: RegionRow, view: ClusterView, load: Load): StoreId {
  const stores = row.region.peers.map((peer) => peer.storeId);
  const ranked = stores
    .map((store) => ({
      store,
      leads: store === row.leaderStore ? 1 : 0,
      isolated: isolation(
        view,
        store,
        stores.filter((other) => other !== store),
      ),
      peers: load.peers.get(store) ?? 0,
    }))
    .sort((a, b) => a.isolated - b.isolated || a.leads - b.leads || b.peers - a.peers || a.store - b.store);
  return ranked[0]?.store ?? 0;
}

/** Placement by zone: a replica moves where it is better isolated from the others (location label `zone`). */
export const checkPlacement: Checker = (row, view) => {
  const { region } = row;
  if (!isHealthy(view, row) || isJoint(region) || region.peers.length !== view.maxReplicas) return null;
  const load = new Load(view);
  const stores = region.peers.map((peer) => peer.storeId);
  // The leader last: moving it costs a transfer.
  const order = [...stores].sort((a, b) => Number(a === row.leaderStore) - Number(b === row.leaderStore));
  for (const from of order) {
    if (!view.mayChange('remove', from)) continue;
    const rest = stores.filter((store) => store !== from);
    const to = bestTarget(view, region, from, load);
    if (to === null || isolation(view, to, rest) <= isolation(view, from, rest)) continue;
    const words = `move the replica of Region ${region.id} from store ${from} (${azOf(view, from)}) to store ${to} (${azOf(view, to)}): better isolated`;
    return { kind: 'replica', region: region.id, step: { type: 'move-peer', from, to }, words };
  }
  return null;
};

/** Small neighbours become one. What was split lately stays split. */
export const checkMerge: Checker = (row, view, config) => {
  const { region } = row;
  const small = (each: RegionRow): boolean =>
    each.bytes <= config.maxMergeRegionBytes && each.keys <= config.maxMergeRegionKeys;
  const settled = (each: RegionRow): boolean =>
    isHealthy(view, each) &&
    !isJoint(each.region) &&
    each.region.peers.length === view.maxReplicas &&
    view.ageUs(each.region.id) >= config.splitMergeIntervalUs &&
    !view.busy(each.region.id);
  if (!small(row) || !settled(row) || view.flow(region.id).hotDegree > 0) return null;
  const at = view.regions.indexOf(row);
  const neighbours = [view.regions[at + 1], view.regions[at - 1]].filter(
    (each): each is RegionRow =>
      each !== undefined &&
      settled(each) &&
      view.flow(each.region.id).hotDegree === 0 &&
      (rangesTouch(region, each.region) || rangesTouch(each.region, region)) &&
      each.bytes + row.bytes <= 2 * config.maxMergeRegionBytes &&
      sameStores(row, each),
  );
  const target = neighbours.sort((a, b) => a.bytes - b.bytes)[0];
  if (target === undefined) return null;
  return {
    kind: 'merge',
    region: region.id,
    step: { type: 'merge', target: target.region },
    words: `merge small Region ${region.id} into Region ${target.region.id}`,
  };
};

function sameStores(a: RegionRow, b: RegionRow): boolean {
  const of = (row: RegionRow): string =>
    row.region.peers
      .map((peer) => peer.storeId)
      .sort((x, y) => x - y)
      .join(' ');
  return of(a) === of(b);
}
