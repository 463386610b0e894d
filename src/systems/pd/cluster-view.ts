import type { AzId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import { peerOnStore, staysVoter } from '../../model/region.ts';
import type { Order, Step } from './msg.ts';
import type { Operator, RegionRow } from './operators.ts';
import type { Flow } from './region-flow.ts';
import type { LimitKind, StoreFacts } from './store-book.ts';

/** Why an operator exists: each kind has its own limit (facts 7.3). */
export type OperatorKind = 'admin' | 'joint' | 'leader' | 'region' | 'replica' | 'merge' | 'hot-region';

/** What a scheduler or checker wants to be done. */
export interface Proposal {
  readonly kind: OperatorKind;
  readonly region: RegionId;
  readonly step: Step | Order;
  readonly words: string;
}

/** Everything schedulers and checkers may look at: one moment, nothing to change. */
export interface ClusterView {
  readonly nowUs: number;
  readonly stores: readonly StoreFacts[];
  /** In key order. */
  readonly regions: readonly RegionRow[];
  readonly operators: readonly Operator[];
  /** Replicas that a Region should have. */
  readonly maxReplicas: number;
  flow(region: RegionId): Flow;
  busy(region: RegionId): boolean;
  mayChange(kind: LimitKind, store: StoreId): boolean;
  /** µs since PD first knew the Region with this version. */
  ageUs(region: RegionId): number;
}

/** Peers and leaders of each store, with what operators under way are about to change. */
export class Load {
  readonly leaders = new Map<StoreId, number>();
  readonly peers = new Map<StoreId, number>();

  constructor(view: Pick<ClusterView, 'stores' | 'regions' | 'operators'>) {
    for (const { store } of view.stores) {
      this.leaders.set(store, 0);
      this.peers.set(store, 0);
    }
    for (const { region, leaderStore } of view.regions) {
      add(this.leaders, leaderStore, 1);
      for (const peer of region.peers) add(this.peers, peer.storeId, 1);
    }
    for (const operator of view.operators) this.expect(operator, view.regions);
  }

  private expect(operator: Operator, regions: readonly RegionRow[]): void {
    const row = regions.find((each) => each.region.id === operator.origin.id);
    if (row === undefined) return;
    for (const step of [operator.step, ...operator.then]) {
      if (step.type === 'change-peer' && step.change === 'add-learner') {
        if (peerOnStore(row.region, step.store) === null) add(this.peers, step.store, 1);
      } else if (step.type === 'change-peer' && step.change === 'remove') {
        if (peerOnStore(row.region, step.store) !== null) add(this.peers, step.store, -1);
      } else if (step.type === 'transfer-leader' && row.leaderStore !== step.toStore) {
        if (step.awayFrom !== undefined && step.awayFrom !== row.leaderStore) continue;
        add(this.leaders, row.leaderStore, -1);
        add(this.leaders, step.toStore, 1);
      }
    }
  }
}

function add(counts: Map<StoreId, number>, store: StoreId, by: number): void {
  const count = counts.get(store);
  if (count !== undefined) counts.set(store, count + by);
}

export function azOf(view: ClusterView, store: StoreId): AzId {
  return view.stores.find((each) => each.store === store)?.az ?? '';
}

/**
 * How well a store keeps its distance from the others of a Region: how many of them stand in another zone (PD's
 * distinct score with `zone` as the only location label).
 */
export function isolation(view: ClusterView, store: StoreId, others: readonly StoreId[]): number {
  const az = azOf(view, store);
  return others.filter((other) => azOf(view, other) !== az).length;
}

/** Peers that are neither behind nor on a store without heartbeats. */
export function isHealthy(view: ClusterView, row: RegionRow): boolean {
  return (
    row.leaderStore !== 0 &&
    row.pending.length === 0 &&
    row.region.peers.every((peer) => staysVoter(peer) && stateOf(view, peer.storeId) === 'up')
  );
}

export function stateOf(view: ClusterView, store: StoreId): StoreFacts['state'] {
  return view.stores.find((each) => each.store === store)?.state ?? 'down';
}

/**
 * The store that should get a replica of the Region in place of `instead` (0: in addition): up, without one, free by
 * the store limit; of those the best isolated, then the emptiest. Null when there is none.
 */
export function bestTarget(view: ClusterView, region: Region, instead: StoreId, load: Load): StoreId | null {
  const rest = region.peers.map((peer) => peer.storeId).filter((store) => store !== instead);
  let best: { readonly store: StoreId; readonly score: number; readonly peers: number } | null = null;
  for (const { store, state } of view.stores) {
    if (state !== 'up' || peerOnStore(region, store) !== null || !view.mayChange('add', store)) continue;
    const score = isolation(view, store, rest);
    const peers = load.peers.get(store) ?? 0;
    if (best !== null && (score < best.score || (score === best.score && peers >= best.peers))) continue;
    best = { store, score, peers };
  }
  return best?.store ?? null;
}
