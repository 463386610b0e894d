import { AssertionError } from '../base/assert.ts';
import type { AzId, ProcessId, RegionId, StoreId } from '../model/ids.ts';
import { LIMITS } from '../scenario/limits.ts';
import type { Process } from '../sim/process.ts';
import type { World } from '../sim/world.ts';
import { ClientActor } from '../systems/client/index.ts';
import { EtcdActor } from '../systems/etcd/actor.ts';
import { PdActor } from '../systems/pd/index.ts';
import { CaptureActor } from '../systems/ticdc/index.ts';
import { StoreActor } from '../systems/tikv/index.ts';
import type { LedRegion } from '../systems/tikv/index.ts';
import { ETCD, pdProcesses, storeProcess, UPSTREAM_PD } from './names.ts';

/** Typed access to the actors of a built world. What is asked for must exist. */

/** The upstream PD's leader; where nobody leads, its first member. */
export function pdLeader(world: World): ProcessId {
  return leaderOf(world, 'serving') ?? leaderOf(world, 'leading') ?? UPSTREAM_PD;
}

/** The members of the upstream PD. */
export function pdMembers(world: World): ProcessId[] {
  const found: ProcessId[] = [];
  for (const id of pdProcesses(LIMITS.pdMembers)) {
    if (!world.hasProcess(id)) break;
    found.push(id);
  }
  return found;
}

/** A paused leader may still believe in itself: one that runs, and was elected last, comes first. */
function leaderOf(world: World, what: 'serving' | 'leading'): ProcessId | null {
  let best: { readonly id: ProcessId; readonly rank: number } | null = null;
  for (const id of pdMembers(world)) {
    const { health } = world.process(id);
    const pd = pdOf(world, id);
    if (health === 'down' || !pd.leading || (what === 'serving' && !pd.serving)) continue;
    const rank = pd.electedAt * 2 + (health === 'up' ? 1 : 0);
    if (best === null || rank > best.rank) best = { id, rank };
  }
  return best === null ? null : best.id;
}

export function pdOf(world: World, process: ProcessId = pdLeader(world)): PdActor {
  const { actor } = world.process(process);
  if (actor instanceof PdActor) return actor;
  throw new AssertionError(`${process} is no PD`);
}

export function storeOf(world: World, store: StoreId): StoreActor {
  return storeActor(world.process(storeProcess(store)));
}

export function storeActor(process: Process): StoreActor {
  if (process.actor instanceof StoreActor) return process.actor;
  throw new AssertionError(`${process.id} is no store`);
}

export function captureActor(process: Process): CaptureActor {
  if (process.actor instanceof CaptureActor) return process.actor;
  throw new AssertionError(`${process.id} is no capture`);
}

export function clientActor(process: Process): ClientActor {
  if (process.actor instanceof ClientActor) return process.actor;
  throw new AssertionError(`${process.id} is no client`);
}

/** The workloads are dealt out to all of them. */
export function clients(world: World): ClientActor[] {
  return [...world.allProcesses()].filter((process) => process.kind === 'client').map(clientActor);
}

/** Null in a cluster without captures. */
export function etcdOf(world: World): EtcdActor | null {
  if (!world.hasProcess(ETCD)) return null;
  const { actor } = world.process(ETCD);
  if (actor instanceof EtcdActor) return actor;
  throw new AssertionError(`${ETCD} is no etcd`);
}

/** What a power cut in a zone stops: clients stand outside of zones. */
export function processesToKill(az: AzId, world: World): Process[] {
  return ofZone(az, world).filter(({ health }) => health !== 'down');
}

export function processesToRestart(az: AzId, world: World): Process[] {
  return ofZone(az, world).filter(({ health }) => health === 'down');
}

function ofZone(az: AzId, world: World): Process[] {
  return [...world.allProcesses()].filter((process) => process.az === az && process.kind !== 'client');
}

export function isStore(process: Process): boolean {
  return process.kind === 'store';
}

export function captures(world: World): Process[] {
  return [...world.allProcesses()].filter((process) => process.kind === 'capture');
}

/** A capture that can take an order, null when none can. */
export function liveCapture(world: World): Process | null {
  return captures(world).find((process) => process.health === 'up') ?? null;
}

/** What the leader of a Region knows of it; null when no running store leads it. */
export function ledRegion(
  world: World,
  region: RegionId,
): { readonly store: StoreId; readonly led: LedRegion } | null {
  let best: { readonly store: StoreId; readonly led: LedRegion } | null = null;
  for (const process of world.allProcesses()) {
    if (!isStore(process) || process.health === 'down') continue;
    const view = storeActor(process).view(world.now);
    for (const led of view.regions) {
      if (led.region.id !== region || !led.leader) continue;
      if (best === null || led.term > best.led.term) best = { store: view.store.id, led };
    }
  }
  return best;
}
