import { unreachable } from '../base/assert.ts';
import { findFault } from '../faults/index.ts';
import type { Action } from '../model/command.ts';
import type { PdSchedulerName } from '../model/config.ts';
import type { ProcessId, RegionId, StoreId } from '../model/ids.ts';
import { decodeRawKey, encodeRawKey } from '../model/key.ts';
import type { Region } from '../model/region.ts';
import { peerOnStore } from '../model/region.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { World } from '../sim/world.ts';
import type { Order, Step } from '../systems/pd/msg.ts';
import { whyNoOrder } from './console.ts';
import { whyNotMessage } from './message-deeds.ts';
import { CLIENT, firstRecoveryRegion, storeProcess, zoneOfEndpoint } from './names.ts';
import { liveCapture, pdLeader, pdMembers, pdOf, processesToKill, processesToRestart } from './servers.ts';

/** What the judgement of an action needs to see. */
export interface Situation {
  readonly doc: ScenarioDoc;
  readonly world: World;
  readonly activeFaults: readonly string[];
  readonly changefeeds: ReadonlySet<string>;
}

type PeerAction = Extract<Action, { readonly do: 'addPeer' | 'removePeer' | 'movePeer' }>;

/** Why `action` cannot be carried out now, as one clear sentence; '' when it can. */
export function impossible(action: Action, at: Situation): string {
  switch (action.do) {
    case 'splitRegion':
      return whySplit(action.region, action.key, at);
    case 'mergeRegion':
      return whyMerge(action.region, action.target, at);
    case 'transferLeader':
      return whyTransfer(action.region, action.store, at);
    case 'addPeer':
    case 'removePeer':
    case 'movePeer':
      return whyChangePeers(action, at);
    case 'removeOperator':
      return whyRemoveOperator(action.region, at);
    case 'pdScheduler':
      return whyScheduler(action.name, action.state, at);
    case 'kill':
      return whySignal(action.process, at, (health) => (health === 'down' ? 'is down already' : ''));
    case 'restart':
      return whySignal(action.process, at, (health) => (health === 'down' ? '' : 'is running'));
    case 'pause':
      return whySignal(action.process, at, (health) => (health === 'up' ? '' : `is ${health} already`));
    case 'resume':
      return whySignal(action.process, at, (health) => (health === 'paused' ? '' : 'is not paused'));
    case 'killAz':
    case 'restartAz':
      return whyZone(action, at);
    case 'put':
    case 'delete':
    case 'get':
    case 'cas':
    case 'batchPut':
    case 'batchGet':
    case 'batchDelete':
    case 'scan':
      return whyDown(CLIENT, at.world);
    case 'createChangefeed':
      return whyChangefeed(action.changefeed, action.startKey ?? '', action.endKey ?? '', at);
    case 'pauseChangefeed':
    case 'resumeChangefeed':
    case 'removeChangefeed':
    case 'moveSpan':
    case 'drainCapture':
      return whyNoOrder(action, at.changefeeds, at.world);
    case 'resignOwner':
      return whyNoCapture(at);
    case 'resignPd':
      return pdMembers(at.world).length === 1 ? 'PD has only one member' : whyNoPd(at.world);
    case 'fault':
      return whyFault(action, at);
    case 'heal':
      return at.activeFaults.includes(action.id) ? '' : `no fault ${quoted(action.id)} is active`;
    case 'dropMessage':
    case 'delayMessage':
    case 'duplicateMessage':
      return whyNotMessage(action, at.world);
    default:
      return unreachable(action);
  }
}

/** Where a merge goes when nobody says: into the Region after it. */
export function mergeTarget(region: RegionId, world: World): Region | null {
  const pd = pdOf(world);
  const source = pd.service.regionById(region)?.region;
  if (source === undefined) return null;
  return (
    pd.service.regions().find((row) => row.region.startKey === source.endKey && source.endKey !== '')
      ?.region ?? null
  );
}

function whySplit(id: RegionId, key: string | undefined, at: Situation): string {
  const down = whyNoPd(at.world);
  if (down !== '') return down;
  const splitKeys = key === undefined ? [] : [encodeRawKey(key)];
  const row = pdOf(at.world).service.regionById(id);
  if (row !== null && key !== undefined && !isInside(row.region, encodeRawKey(key))) {
    return `key ${quoted(key)} is not inside Region ${id} (${range(row.region)})`;
  }
  const highest = Math.max(
    ...pdOf(at.world)
      .service.regions()
      .map((each) => each.region.id),
  );
  if (highest + 1 >= firstRecoveryRegion(at.doc)) return 'all Region ids of the upstream cluster are used up';
  return whyPd(id, { type: 'split', splitKeys }, at.world);
}

function whyMerge(id: RegionId, target: RegionId | undefined, at: Situation): string {
  const down = whyNoPd(at.world);
  if (down !== '') return down;
  const pd = pdOf(at.world);
  if (pd.service.regionById(id) === null) return `there is no Region ${id}`;
  const into =
    target === undefined ? mergeTarget(id, at.world) : (pd.service.regionById(target)?.region ?? null);
  if (into === null) {
    return target === undefined
      ? `Region ${id} is the last one; say which Region it shall be merged into`
      : `there is no Region ${target}`;
  }
  return whyPd(id, { type: 'merge', target: into }, at.world);
}

function whyTransfer(id: RegionId, store: StoreId, at: Situation): string {
  const down = whyNoPd(at.world);
  if (down !== '') return down;
  const row = pdOf(at.world).service.regionById(id);
  if (row === null) return `there is no Region ${id}`;
  if (peerOnStore(row.region, store) === null) return `Region ${id} has no peer on store ${store}`;
  const process = storeProcess(store);
  const health = at.world.process(process).health;
  if (health !== 'up') return `${process} is ${health}`;
  return whyPd(id, { type: 'transfer-leader', toStore: store }, at.world);
}

function whyRemoveOperator(id: RegionId, at: Situation): string {
  const down = whyNoPd(at.world);
  if (down !== '') return down;
  return pdOf(at.world).service.busyWith(id) === '' ? `PD is doing nothing to Region ${id}` : '';
}

function whyScheduler(name: PdSchedulerName, state: 'on' | 'off', at: Situation): string {
  const down = whyNoPd(at.world);
  if (down !== '') return down;
  const on = pdOf(at.world).service.schedulers().includes(name);
  return on === (state === 'on') ? `${name} is ${state} already` : '';
}

/** The action as PD takes it. */
export function orderOf(action: PeerAction): Order {
  switch (action.do) {
    case 'addPeer':
      return { type: 'add-peer', store: action.store };
    case 'removePeer':
      return { type: 'remove-peer', store: action.store };
    case 'movePeer':
      return { type: 'move-peer', from: action.from, to: action.to };
  }
}

function whyChangePeers(action: PeerAction, at: Situation): string {
  const down = whyNoPd(at.world);
  if (down !== '') return down;
  const row = pdOf(at.world).service.regionById(action.region);
  if (row === null) return `there is no Region ${action.region}`;
  const target = action.do === 'movePeer' ? action.to : action.do === 'addPeer' ? action.store : null;
  if (target !== null && peerOnStore(row.region, target) === null) {
    const stores = at.doc.cluster.stores.length;
    if (target > stores) return `there is no store ${target} in the upstream cluster; there are ${stores}`;
    // A new replica on a store that cannot answer would never catch up.
    const process = storeProcess(target);
    const { health } = at.world.process(process);
    if (health !== 'up') return `${process} is ${health}`;
  }
  return whyPd(action.region, orderOf(action), at.world);
}

/** What PD itself would say. */
function whyPd(id: RegionId, step: Step | Order, world: World): string {
  const pd = pdOf(world);
  const refusal = pd.service.refusal(id, step);
  if (refusal !== '') return refusal;
  const row = pd.service.regionById(id);
  if (row === null || row.leaderStore === 0) return `Region ${id} has no leader`;
  const leader = storeProcess(row.leaderStore);
  const { health } = world.process(leader);
  return health === 'up' ? '' : `Region ${id} has no leader: ${leader} is ${health}`;
}

function whySignal(process: ProcessId, at: Situation, judge: (health: string) => string): string {
  if (!at.world.hasProcess(process)) return noProcess(process, at.world);
  const reason = judge(at.world.process(process).health);
  return reason === '' ? '' : `${process} ${reason}`;
}

function whyZone({ do: what, az }: Extract<Action, { do: 'killAz' | 'restartAz' }>, at: Situation): string {
  const zones = at.doc.cluster.azs.map((each) => each.id);
  if (!zones.includes(az)) return noZone(az, zones);
  if (what === 'killAz')
    return processesToKill(az, at.world).length === 0 ? `nothing runs in zone ${az}` : '';
  return processesToRestart(az, at.world).length === 0 ? `nothing is down in zone ${az}` : '';
}

function noZone(az: string, zones: readonly string[]): string {
  return `there is no zone ${quoted(az)}; there are ${zones.join(', ')}`;
}

function whyDown(process: ProcessId, world: World): string {
  const { health } = world.process(process);
  return health === 'up' ? '' : `${process} is ${health}`;
}

function whyNoPd(world: World): string {
  const leader = pdLeader(world);
  const down = whyDown(leader, world);
  if (down !== '') return down;
  return pdOf(world, leader).leading ? '' : 'PD has no leader';
}

function whyNoCapture(at: Situation): string {
  if (at.doc.cluster.captures.length === 0) return 'this cluster has no captures';
  return liveCapture(at.world) === null ? 'no capture is running' : '';
}

function whyChangefeed(id: string, startKey: string, endKey: string, at: Situation): string {
  if (at.doc.cluster.recovery === null) return 'there is no recovery cluster to replicate to';
  if (at.changefeeds.has(id)) return `there is a changefeed ${quoted(id)} already`;
  if (endKey !== '' && encodeRawKey(startKey) >= encodeRawKey(endKey))
    return `the range [${startKey}, ${endKey}) is empty`;
  return whyNoCapture(at);
}

function whyFault(action: Extract<Action, { do: 'fault' }>, at: Situation): string {
  if (at.activeFaults.includes(action.id))
    return `a fault ${quoted(action.id)} is active already; heal it or use another id`;
  const kind = findFault(action.fault);
  if (!kind.ok) return kind.error;
  const params = kind.value.check(action.with);
  if (!params.ok) return params.error;
  const zones = at.doc.cluster.azs.map((az) => az.id);
  for (const param of kind.value.params) {
    const value = params.value[param.name];
    if (typeof value !== 'string') continue;
    const zone = param.type === 'az' ? value : param.type === 'endpoint' ? zoneOfEndpoint(value) : null;
    if (zone !== null && !zones.includes(zone)) return noZone(zone, zones);
    const process = param.type === 'process' || (param.type === 'endpoint' && zone === null) ? value : null;
    if (process !== null && !at.world.hasProcess(process)) return noProcess(process, at.world);
  }
  return '';
}

function noProcess(process: ProcessId, world: World): string {
  return `there is no process ${quoted(process)}; there are ${[...world.allProcesses()].map((each) => each.id).join(', ')}`;
}

function isInside(region: Region, key: string): boolean {
  return key > region.startKey && (region.endKey === '' || key < region.endKey);
}

function range(region: Region): string {
  const start = region.startKey === '' ? '−∞' : decodeRawKey(region.startKey);
  const end = region.endKey === '' ? '+∞' : decodeRawKey(region.endKey);
  return `${start} … ${end}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
