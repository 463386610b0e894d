import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { Rng } from '../base/rng.ts';
import { StringPool } from '../base/string-pool.ts';
import type { AzId, ClusterName, ProcessId, RegionId, StoreId } from '../model/ids.ts';
import type { ProcessKind } from '../model/frame.ts';
import type { Region } from '../model/region.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { Actor } from '../sim/actor.ts';
import { World } from '../sim/world.ts';
import { ClientActor } from '../systems/client/index.ts';
import { EtcdActor } from '../systems/etcd/actor.ts';
import { PdActor } from '../systems/pd/index.ts';
import { CaptureActor, StatusTap } from '../systems/ticdc/index.ts';
import { StoreActor } from '../systems/tikv/index.ts';
import type { PlacedRegion, StorePlace } from './layout.ts';
import { layOut } from './layout.ts';
import {
  captureProcess,
  clientProcess,
  ETCD,
  FIRST_RECOVERY_PEER,
  FIRST_RECOVERY_STORE,
  firstRecoveryRegion,
  pdProcesses,
  RECOVERY_PD,
  storeProcess,
  UPSTREAM_PD,
} from './names.ts';

/** Far above what any run issues. */
const REQUESTS_PER_CLIENT = 1_000_000_000;

/** Wall clocks start this far off at most, µs: what NTP leaves inside a data centre. */
const CLOCK_OFFSET_MAX_US = 2_000;

/**
 * The world of a scenario at time 0, processes in a fixed order: PD, stores, etcd, captures, client, then the
 * recovery cluster's PD and stores. Fails with one line when the document asks for what cannot be built.
 */
export function buildWorld(doc: ScenarioDoc): Result<World> {
  const problem = problemOf(doc);
  if (problem !== '') return fail(problem);
  const world = new World({ seed: doc.seed, net: doc.config.net, disk: doc.config.disk });
  const builder = new Builder(doc, world);
  builder.cluster('upstream', upstreamStores(doc), [doc.cluster.pd.az, ...doc.cluster.pd.otherAzs], {
    splitKeys: doc.cluster.splitKeys,
    replicas: doc.cluster.replicas,
    firstRegionId: 1,
    firstPeerId: 1,
  });
  builder.captureCluster();
  builder.client();
  const { recovery } = doc.cluster;
  if (recovery !== null) {
    builder.cluster('recovery', recoveryStores(recovery.stores, recovery.az), [recovery.az], {
      splitKeys: [],
      replicas: recovery.replicas,
      firstRegionId: firstRecoveryRegion(doc),
      firstPeerId: FIRST_RECOVERY_PEER,
    });
  }
  return ok(world);
}

export function upstreamStores(doc: ScenarioDoc): StorePlace[] {
  return doc.cluster.stores.map((store, i) => ({ id: i + 1, az: store.az }));
}

function recoveryStores(count: number, az: AzId): StorePlace[] {
  return Array.from({ length: count }, (_, i) => ({ id: FIRST_RECOVERY_STORE + i, az }));
}

function problemOf(doc: ScenarioDoc): string {
  const { cluster } = doc;
  const { recovery } = cluster;
  if (cluster.stores.length === 0) return 'cluster.stores: expected at least one store';
  if (cluster.replicas < 1 || cluster.replicas > cluster.stores.length) {
    return `cluster.replicas: expected 1 to ${cluster.stores.length} (one per store), got ${cluster.replicas}`;
  }
  if (
    recovery !== null &&
    (recovery.stores < 1 || recovery.replicas < 1 || recovery.replicas > recovery.stores)
  ) {
    return `cluster.recovery: expected at least one store and 1 to ${recovery.stores} replicas, got ${recovery.replicas}`;
  }
  if (cluster.changefeeds.length > 0 && recovery === null) {
    return 'cluster.changefeeds: there is no recovery cluster to replicate to';
  }
  if (cluster.changefeeds.length > 0 && cluster.captures.length === 0) {
    return 'cluster.changefeeds: expected at least one capture to run them';
  }
  const zones = new Set(cluster.azs.map((az) => az.id));
  const used = [
    cluster.pd.az,
    ...cluster.pd.otherAzs,
    cluster.etcd.az,
    cluster.clientAz,
    ...cluster.stores.map((s) => s.az),
    ...cluster.captures.map((c) => c.az),
  ];
  if (recovery !== null) used.push(recovery.az);
  for (const az of used)
    if (!zones.has(az)) return `cluster: no zone ${JSON.stringify(az)}; there are ${[...zones].join(', ')}`;
  return '';
}

interface RegionPlan {
  readonly splitKeys: readonly string[];
  readonly replicas: number;
  readonly firstRegionId: RegionId;
  readonly firstPeerId: number;
}

class Builder {
  private readonly doc: ScenarioDoc;
  private readonly world: World;
  private readonly chance: Rng;
  private readonly strings = new StringPool();

  constructor(doc: ScenarioDoc, world: World) {
    this.doc = doc;
    this.world = world;
    this.chance = Rng.fromSeed(doc.seed);
  }

  cluster(
    cluster: ClusterName,
    stores: readonly StorePlace[],
    pdAzs: readonly AzId[],
    plan: RegionPlan,
  ): void {
    const { config, rules } = this.doc;
    const placed = layOut({ stores, ...plan });
    const regions = placed.map((entry) => entry.region);
    const members = cluster === 'upstream' ? pdProcesses(pdAzs.length) : [RECOVERY_PD];
    const [pd = RECOVERY_PD] = members;
    members.forEach((process, i) => {
      const actor = new PdActor({
        process,
        cluster,
        config,
        rules,
        firstRegionId: plan.firstRegionId + placed.length,
        firstPeerId: plan.firstPeerId + placed.length * plan.replicas,
        ...(members.length > 1 ? { etcd: ETCD } : {}),
      });
      actor.bootstrap(
        regions,
        placed.map((entry) => entry.leaderStore),
      );
      this.add(process, 'pd', cluster, pdAzs[i] ?? '', actor);
    });
    const storeProcesses = new Map<StoreId, ProcessId>(
      stores.map((store) => [store.id, storeProcess(store.id)]),
    );
    for (const store of stores) {
      const process = storeProcess(store.id);
      const options = {
        process,
        storeId: store.id,
        cluster,
        az: store.az,
        config,
        rules,
        pd,
        ...(members.length > 1 ? { pdMembers: members } : {}),
        bootstrap: regions.filter((region) => hasPeerOn(region, store.id)),
        campaign: ledBy(placed, store.id),
        storeProcesses,
        strings: this.strings,
        rng: this.chance.fork(`${process}/raft`),
      };
      this.add(process, 'store', cluster, store.az, new StoreActor(options));
    }
  }

  /** One etcd for whoever needs it: captures keep their metadata in it, and so does a PD of several members. */
  captureCluster(): void {
    const { config, rules, cluster } = this.doc;
    const pdMembers = this.pdMembers();
    if (cluster.captures.length === 0 && pdMembers.length === 1) return;
    this.add(ETCD, 'etcd', 'upstream', cluster.etcd.az, new EtcdActor(ETCD, new StatusTap()));
    const changefeeds = cluster.changefeeds.filter(fromTheStart);
    cluster.captures.forEach(({ az }, i) => {
      const process = captureProcess(i);
      const actor = new CaptureActor({
        process,
        az,
        config,
        rules,
        etcd: ETCD,
        upstreamPd: UPSTREAM_PD,
        ...(pdMembers.length > 1 ? { upstreamPdMembers: pdMembers } : {}),
        recoveryPd: RECOVERY_PD,
        changefeeds,
      });
      this.add(process, 'capture', 'upstream', az, actor);
    });
  }

  client(): void {
    const { config, rules, workload, cluster } = this.doc;
    const pdMembers = this.pdMembers();
    for (let i = 0; i < cluster.clients; i++) {
      const process = clientProcess(i);
      const options = {
        process,
        pd: UPSTREAM_PD,
        ...(pdMembers.length > 1 ? { pdMembers } : {}),
        config,
        rules,
        workloads: workload.filter((_, at) => at % cluster.clients === i),
      };
      // Requests are told apart by their number, whoever sends them.
      const actor = new ClientActor(options, 0, 1 + i * REQUESTS_PER_CLIENT);
      this.add(process, 'client', 'upstream', cluster.clientAz, actor);
    }
  }

  private pdMembers(): readonly ProcessId[] {
    return pdProcesses(1 + this.doc.cluster.pd.otherAzs.length);
  }

  private add(id: ProcessId, kind: ProcessKind, cluster: ClusterName, az: AzId, actor: Actor): void {
    const clockOffsetUs = this.chance.fork(`${id}/clock`).between(-CLOCK_OFFSET_MAX_US, CLOCK_OFFSET_MAX_US);
    this.world.addProcess({ id, kind, cluster, az, actor, clockOffsetUs });
  }
}

/** Created by the captures themselves when they start; the others are the conductor's business. */
export function fromTheStart(changefeed: ScenarioDoc['cluster']['changefeeds'][number]): boolean {
  return changefeed.atUs === 0 && changefeed.after === undefined;
}

function hasPeerOn(region: Region, store: StoreId): boolean {
  return region.peers.some((peer) => peer.storeId === store);
}

function ledBy(placed: readonly PlacedRegion[], store: StoreId): RegionId[] {
  return placed.filter((entry) => entry.leaderStore === store).map((entry) => entry.region.id);
}
