import type { AzId, PeerId, ProcessId, RegionId, StoreId } from '../model/ids.ts';
import type { ScenarioDoc } from '../scenario/document.ts';

/** How the processes and ids of a built cluster are called. */

export const UPSTREAM_PD: ProcessId = 'pd-1';
/** The members of the upstream PD, the first of which is there in every cluster. */
export function pdProcesses(count: number): ProcessId[] {
  return Array.from({ length: count }, (_, i) => `pd-${i + 1}`);
}

export const RECOVERY_PD: ProcessId = 'r-pd-1';
export const ETCD: ProcessId = 'etcd-1';
export const CLIENT: ProcessId = 'client-1';

/** Recovery stores start here: at most a hundred upstream stores exist (scenario limits). */
export const FIRST_RECOVERY_STORE: StoreId = 101;
/** Apart from upstream peers, for the reader of a trace. */
export const FIRST_RECOVERY_PEER: PeerId = 100_001;

/** Recovery Regions start here; in a cluster that begins with many Regions, far above them. */
export function firstRecoveryRegion(doc: ScenarioDoc): RegionId {
  return doc.cluster.splitKeys.length < MANY_REGIONS ? 1_001 : 100_001;
}

const MANY_REGIONS = 400;

export function storeProcess(id: StoreId): ProcessId {
  return id >= FIRST_RECOVERY_STORE ? `r-store-${id}` : `store-${id}`;
}

/** `capture-a` … `capture-z`, then `capture-27` … */
export function captureProcess(index: number): ProcessId {
  return index < 26 ? `capture-${String.fromCharCode(97 + index)}` : `capture-${index + 1}`;
}

/** `az:az-1` → `az-1`; null for a process. */
export function zoneOfEndpoint(endpoint: string): AzId | null {
  return endpoint.startsWith('az:') ? endpoint.slice(3) : null;
}

/** The client processes, the first of which takes what a person types. */
export function clientProcess(i: number): ProcessId {
  return i === 0 ? CLIENT : `client-${i + 1}`;
}
