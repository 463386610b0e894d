import type { Rng } from '../base/rng.ts';
import type { RegionId, StoreId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import type { ChurnSpec, ScenarioDoc } from '../scenario/document.ts';
import type { World } from '../sim/world.ts';
import type { RegionRoute } from '../systems/pd/msg.ts';
import { firstRecoveryRegion, storeProcess } from './names.ts';
import { askPd } from './perform.ts';
import { pdLeader, pdOf } from './servers.ts';

/** Splits stop here: the matrix is about boundaries that move, not about thousands of Regions. */
const REGIONS_MAX = 64;
/** Merges stop here: something must be left to merge and to split. */
const REGIONS_MIN = 2;

/**
 * A Region is not merged so soon after it changed, as PD's split-merge-interval has it (an hour there). Few Regions that
 * change faster than their resolved ts advances would starve the captures: each change ends their subscription, and
 * each new one scans from the same old timestamp.
 */
const SETTLED_AFTER_US = 1_000_000;

/**
 * Repeats an operation on a rhythm as long as writes are in flight. Its targets are drawn from a stream of its
 * own; a Region that PD is working on is left alone, and so is everything while PD is down.
 */
export class Churn {
  readonly spec: ChurnSpec;
  nextAt: SimTime;
  private readonly rng: Rng;
  private done = 0;
  /** Version of each Region and when it was first seen here; what was there at the first beat is settled. */
  private versions: ReadonlyMap<RegionId, { readonly version: number; readonly since: SimTime }> | null =
    null;

  constructor(spec: ChurnSpec, rng: Rng) {
    this.spec = spec;
    this.rng = rng;
    this.nextAt = spec.count > 0 ? spec.startAtUs : Infinity;
  }

  /** One beat of the rhythm; inside `world.external`. `over`: the workloads have finished. */
  tick(doc: ScenarioDoc, world: World, over: boolean): void {
    if (over) {
      this.nextAt = Infinity;
      return;
    }
    this.nextAt += Math.max(1, this.spec.everyUs);
    if (world.process(pdLeader(world)).health !== 'up') return;
    if (!this.order(doc, world)) return;
    this.done++;
    if (this.done >= this.spec.count) this.nextAt = Infinity;
  }

  clone(): Churn {
    const copy = new Churn(this.spec, this.rng.clone());
    copy.nextAt = this.nextAt;
    copy.done = this.done;
    copy.versions = this.versions;
    return copy;
  }

  private order(doc: ScenarioDoc, world: World): boolean {
    const regions = pdOf(world)
      .service.regions()
      .filter(({ leaderStore }) => leaderStore !== 0);
    switch (this.spec.do) {
      case 'split':
        return this.split(regions, doc, world);
      case 'merge':
        return this.merge(regions, this.settled(regions, world.now), world);
      case 'transfer':
        return this.transfer(regions, world);
    }
  }

  private settled(regions: readonly RegionRoute[], now: SimTime): ReadonlySet<RegionId> {
    const before = this.versions;
    const versions = new Map<RegionId, { readonly version: number; readonly since: SimTime }>();
    const settled = new Set<RegionId>();
    for (const { region } of regions) {
      const known = before?.get(region.id);
      const { version } = region.epoch;
      const since = known?.version === version ? known.since : before === null ? now - SETTLED_AFTER_US : now;
      versions.set(region.id, { version, since });
      if (now - since >= SETTLED_AFTER_US) settled.add(region.id);
    }
    this.versions = versions;
    return settled;
  }

  private split(regions: readonly RegionRoute[], doc: ScenarioDoc, world: World): boolean {
    if (regions.length >= REGIONS_MAX) return false;
    const highest = Math.max(0, ...regions.map(({ region }) => region.id));
    if (highest + REGIONS_MAX >= firstRecoveryRegion(doc)) return false;
    const pd = pdOf(world);
    const step = { type: 'split', splitKeys: [] } as const;
    const chosen = this.pick(regions.filter(({ region }) => pd.service.refusal(region.id, step) === ''));
    if (chosen === null) return false;
    askPd(chosen.region.id, step, world, `split Region ${chosen.region.id} in the middle of its data`);
    return true;
  }

  private merge(regions: readonly RegionRoute[], settled: ReadonlySet<RegionId>, world: World): boolean {
    if (regions.length <= REGIONS_MIN) return false;
    const pd = pdOf(world);
    const pairs: { readonly source: RegionRoute; readonly target: RegionRoute }[] = [];
    for (let i = 0; i + 1 < regions.length; i++) {
      const source = regions[i] as RegionRoute;
      const target = regions[i + 1] as RegionRoute;
      if (!settled.has(source.region.id) || !settled.has(target.region.id)) continue;
      if (pd.service.refusal(source.region.id, { type: 'merge', target: target.region }) === '')
        pairs.push({ source, target });
    }
    const backwards = this.rng.chance(1, 2);
    const pair = this.pick(pairs);
    if (pair === null) return false;
    const [source, target] = backwards ? [pair.target, pair.source] : [pair.source, pair.target];
    const words = `merge Region ${source.region.id} into Region ${target.region.id}`;
    askPd(source.region.id, { type: 'merge', target: target.region }, world, words);
    return true;
  }

  private transfer(regions: readonly RegionRoute[], world: World): boolean {
    const pd = pdOf(world);
    const moves: { readonly region: RegionId; readonly store: StoreId }[] = [];
    for (const { region, leaderStore } of regions) {
      for (const { storeId } of region.peers) {
        if (storeId === leaderStore || world.process(storeProcess(storeId)).health !== 'up') continue;
        if (pd.service.refusal(region.id, { type: 'transfer-leader', toStore: storeId }) === '')
          moves.push({ region: region.id, store: storeId });
      }
    }
    const move = this.pick(moves);
    if (move === null) return false;
    const words = `transfer the leader of Region ${move.region} to store ${move.store}`;
    askPd(move.region, { type: 'transfer-leader', toStore: move.store }, world, words);
    return true;
  }

  /** One of them; draws whether or not there is anything to pick. */
  private pick<T>(all: readonly T[]): T | null {
    const draw = this.rng.below(Math.max(1, all.length));
    return all[draw] ?? null;
  }
}
