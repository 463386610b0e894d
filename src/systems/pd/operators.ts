import type { PeerId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';
import { isJoint, peerOnStore, rangesTouch, staysVoter } from '../../model/region.ts';
import type { RegionTable } from '../../model/region-table.ts';
import type { OperatorKind } from './cluster-view.ts';
import type { Order, Step } from './msg.ts';
import { isOrder, orderRefusal } from './placement.ts';

/** What PD knows about one Region. Frozen. */
export interface RegionRow {
  readonly region: Region;
  /** 0 when no leader has reported. */
  readonly leaderStore: StoreId;
  /** Term of the leader's newest heartbeat, 0 before the first. */
  readonly term: number;
  readonly bytes: number;
  readonly keys: number;
  /** Peers that are behind, as the leader reported. */
  readonly pending: readonly PeerId[];
}

/** One change under way. Frozen. A merge also occupies its target. */
export interface Operator {
  readonly id: number;
  readonly kind: OperatorKind;
  /** The Region as it was when the step began. */
  readonly origin: Region;
  readonly step: Step;
  /** What is to be done after it. */
  readonly then: readonly Step[];
  readonly words: string;
}

export type Progress =
  | { readonly state: 'running' }
  | { readonly state: 'finished' }
  | { readonly state: 'cancelled'; readonly reason: string };

const RUNNING: Progress = { state: 'running' };
const FINISHED: Progress = { state: 'finished' };

function cancelled(reason: string): Progress {
  return { state: 'cancelled', reason };
}

/** Why `step` cannot be done to the Region now; '' when it can. One clear sentence for a person. */
export function refusal(
  regionId: RegionId,
  step: Step | Order,
  table: RegionTable<RegionRow>,
  knows: (store: StoreId) => boolean,
): string {
  const row = table.byId(regionId);
  if (row === null) return `there is no Region ${regionId}`;
  const { region } = row;
  if (isOrder(step)) return orderRefusal(region, step, knows);
  switch (step.type) {
    case 'transfer-leader': {
      const peer = peerOnStore(region, step.toStore);
      if (peer === null) return `Region ${regionId} has no peer on store ${step.toStore}`;
      if (!staysVoter(peer)) return `the peer of Region ${regionId} on store ${step.toStore} is a learner`;
      return row.leaderStore === step.toStore ? `store ${step.toStore} leads Region ${regionId} already` : '';
    }
    case 'split':
      for (const key of step.splitKeys) {
        const inside = key > region.startKey && (region.endKey === '' || key < region.endKey);
        if (!inside) return `the split key is not inside Region ${regionId}`;
      }
      return '';
    case 'merge': {
      const target = table.byId(step.target.id);
      if (target === null) return `there is no Region ${step.target.id} to merge into`;
      return mergeRefusal(region, target.region);
    }
    case 'change-peer':
      return changePeerRefusal(region, step.change, step.store);
    case 'enter-joint':
      return isJoint(region) ? `Region ${regionId} is in a joint state already` : '';
    case 'leave-joint':
      return isJoint(region) ? '' : `Region ${regionId} is in no joint state`;
  }
}

function mergeRefusal(source: Region, target: Region): string {
  if (source.id === target.id) return `Region ${source.id} cannot be merged into itself`;
  if (!rangesTouch(source, target) && !rangesTouch(target, source)) {
    return `Regions ${source.id} and ${target.id} are not adjacent`;
  }
  if (isJoint(source) || isJoint(target))
    return `the peers of Region ${isJoint(source) ? source.id : target.id} are changing`;
  if (stores(source) !== stores(target))
    return `Regions ${source.id} and ${target.id} are not on the same stores`;
  return '';
}

function stores(region: Region): string {
  return region.peers
    .map((peer) => `${peer.storeId}:${peer.role}`)
    .sort()
    .join(' ');
}

function changePeerRefusal(
  region: Region,
  change: 'add-learner' | 'promote' | 'remove',
  store: StoreId,
): string {
  const peer = peerOnStore(region, store);
  switch (change) {
    case 'add-learner':
      return peer === null ? '' : `Region ${region.id} has a peer on store ${store} already`;
    case 'promote':
      if (peer === null) return `Region ${region.id} has no peer on store ${store}`;
      return peer.role === 'learner'
        ? ''
        : `the peer of Region ${region.id} on store ${store} is a voter already`;
    case 'remove': {
      if (peer === null) return `Region ${region.id} has no peer on store ${store}`;
      const last = staysVoter(peer) && region.peers.filter(staysVoter).length === 1;
      return last ? `store ${store} holds the last voter of Region ${region.id}` : '';
    }
  }
}

/** How far an operator is, judged only by what heartbeats have shown. */
export function progress(operator: Operator, table: RegionTable<RegionRow>): Progress {
  const { origin, step } = operator;
  const row = table.byId(origin.id);
  if (step.type === 'merge') return mergeProgress(origin, step.target, row?.region ?? null, table);
  if (row === null) return cancelled(`Region ${origin.id} is gone`);
  const { region } = row;
  switch (step.type) {
    case 'transfer-leader':
      if (row.leaderStore === step.toStore) return FINISHED;
      if (step.awayFrom !== undefined && row.leaderStore !== 0 && row.leaderStore !== step.awayFrom)
        return FINISHED;
      return changed(origin, region) ? cancelled('the Region changed meanwhile') : RUNNING;
    case 'split': {
      if (region.epoch.version === origin.epoch.version) {
        return region.epoch.confVer === origin.epoch.confVer
          ? RUNNING
          : cancelled('the peers changed meanwhile');
      }
      const smaller =
        region.startKey > origin.startKey ||
        (origin.endKey === '' ? region.endKey !== '' : region.endKey < origin.endKey && region.endKey !== '');
      return smaller ? FINISHED : cancelled('the Region changed meanwhile');
    }
    case 'change-peer': {
      const peer = peerOnStore(region, step.store);
      if (step.change === 'add-learner' && peer !== null) {
        if (step.peer !== 0 && peer.id !== step.peer) return cancelled('another peer took its place');
        return row.pending.includes(peer.id) ? RUNNING : FINISHED;
      }
      const done = step.change === 'remove' ? peer === null : peer?.role === 'voter';
      if (done) return FINISHED;
      return changed(origin, region) ? cancelled('the Region changed meanwhile') : RUNNING;
    }
    case 'enter-joint': {
      const roleOf = (id: PeerId): string => region.peers.find((peer) => peer.id === id)?.role ?? 'gone';
      const entered =
        step.promote.every(({ peer }) => ['incoming', 'voter'].includes(roleOf(peer))) &&
        step.demote.every(({ peer }) => roleOf(peer) !== 'voter' && roleOf(peer) !== 'incoming');
      if (entered) return FINISHED;
      return changed(origin, region) ? cancelled('the Region changed meanwhile') : RUNNING;
    }
    case 'leave-joint':
      return isJoint(region) ? RUNNING : FINISHED;
  }
}

function changed(origin: Region, now: Region): boolean {
  return origin.epoch.version !== now.epoch.version || origin.epoch.confVer !== now.epoch.confVer;
}

/**
 * Prepare raises the source's version and confVer by one; commit makes the target cover both; a roll-back
 * raises the source's version once more (facts 0.5).
 */
function mergeProgress(
  origin: Region,
  originTarget: Region,
  source: Region | null,
  table: RegionTable<RegionRow>,
): Progress {
  const target = table.byId(originTarget.id)?.region ?? null;
  if (target === null) return cancelled(`Region ${originTarget.id} is gone`);
  if (changed(originTarget, target)) {
    const covers =
      target.startKey <= origin.startKey &&
      (target.endKey === '' || (origin.endKey !== '' && origin.endKey <= target.endKey));
    return covers ? FINISHED : cancelled(`Region ${originTarget.id} changed meanwhile`);
  }
  if (source === null) return RUNNING;
  if (source.epoch.version >= origin.epoch.version + 2) return cancelled('the merge was rolled back');
  const prepared =
    source.epoch.version === origin.epoch.version + 1 && source.epoch.confVer === origin.epoch.confVer + 1;
  return prepared || !changed(origin, source) ? RUNNING : cancelled('the Region changed meanwhile');
}

/** The operators under way: at most one per Region (facts 7.3 keeps limits far above that). */
export class OperatorBook {
  private running = new Map<number, Operator>();
  private byRegion = new Map<RegionId, number>();

  get(id: number): Operator | null {
    return this.running.get(id) ?? null;
  }

  /** The operator that occupies the Region, also as a merge's target. */
  of(region: RegionId): Operator | null {
    const id = this.byRegion.get(region);
    return id === undefined ? null : this.get(id);
  }

  /** In order of creation. */
  all(): readonly Operator[] {
    return [...this.running.values()];
  }

  add(operator: Operator): void {
    this.running.set(operator.id, operator);
    for (const region of occupied(operator)) this.byRegion.set(region, operator.id);
  }

  /** The operator goes on to its next step. */
  replace(operator: Operator): void {
    this.running.set(operator.id, operator);
  }

  remove(operator: Operator): void {
    this.running.delete(operator.id);
    for (const region of occupied(operator)) this.byRegion.delete(region);
  }

  clone(): OperatorBook {
    const copy = new OperatorBook();
    copy.running = new Map(this.running);
    copy.byRegion = new Map(this.byRegion);
    return copy;
  }
}

function occupied(operator: Operator): readonly RegionId[] {
  return operator.step.type === 'merge'
    ? [operator.origin.id, operator.step.target.id]
    : [operator.origin.id];
}
