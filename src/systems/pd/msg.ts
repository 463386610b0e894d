import type { PdSchedulerName } from '../../model/config.ts';
import type { PeerId, ProcessId, RegionId, StoreId } from '../../model/ids.ts';
import type { Region, RegionEpoch } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import type { Message } from '../../sim/actor.ts';

/** Messages of the placement driver. Requests carry an `id` that the answer repeats. */

export interface TsoRequest extends Message {
  readonly kind: 'pd.tso-request';
  readonly id: number;
  /** How many consecutive timestamps. */
  readonly count: number;
}

/** The error of a member that leads no longer. */
export const NOT_LEADER = 'not the leader of PD';

/** The grant is the `count` consecutive logical values ending at `last` (facts 1.1.7). */
export interface TsoResponse extends Message {
  readonly kind: 'pd.tso-response';
  readonly id: number;
  readonly last: Ts;
  readonly count: number;
  /** '' or why nothing was granted. */
  readonly error: string;
}

/** Sent by a Region's leader on change and every `regionHeartbeatUs`. */
export interface RegionHeartbeat extends Message {
  readonly kind: 'pd.region-heartbeat';
  readonly region: Region;
  readonly leaderStore: StoreId;
  readonly leaderPeer: PeerId;
  readonly term: number;
  readonly approximateBytes: number;
  readonly approximateKeys: number;
  /** What was written and read since the heartbeat before, and how long ago that was. */
  readonly keysWritten: number;
  readonly keysRead: number;
  readonly intervalUs: number;
  readonly pendingPeers: readonly PeerId[];
}

export interface StoreHeartbeat extends Message {
  readonly kind: 'pd.store-heartbeat';
  readonly store: StoreId;
  readonly regionCount: number;
  readonly leaderCount: number;
}

/** A store announces itself; PD learns which process it is. */
export interface RegisterStore extends Message {
  readonly kind: 'pd.register-store';
  readonly store: StoreId;
  readonly process: ProcessId;
  readonly az: string;
}

/** One step of an operator, pushed on the heartbeat stream to the Region's leader. */
export interface OperatorStep extends Message {
  readonly kind: 'pd.operator-step';
  readonly operator: number;
  readonly region: RegionId;
  readonly epoch: RegionEpoch;
  readonly step: Step;
}

export type Step =
  | {
      readonly type: 'transfer-leader';
      readonly toStore: StoreId;
      /** When given, anybody but this store will do: it is about to lose its vote. */
      readonly awayFrom?: StoreId;
    }
  /** `splitKeys` encoded; empty asks the store to find the middle of its data. */
  | { readonly type: 'split'; readonly splitKeys: readonly string[] }
  | { readonly type: 'merge'; readonly target: Region }
  | {
      readonly type: 'change-peer';
      readonly change: 'add-learner' | 'promote' | 'remove';
      readonly store: StoreId;
      readonly peer: PeerId;
    }
  /** Two configurations at once: these become voters, those learners. PD asks for leaving it, too. */
  | { readonly type: 'enter-joint'; readonly promote: readonly Placed[]; readonly demote: readonly Placed[] }
  | { readonly type: 'leave-joint' };

/** A peer and where it is. */
export interface Placed {
  readonly peer: PeerId;
  readonly store: StoreId;
}

/** What takes several steps: PD plans them. */
export type Order =
  | { readonly type: 'add-peer'; readonly store: StoreId }
  | { readonly type: 'remove-peer'; readonly store: StoreId }
  | { readonly type: 'move-peer'; readonly from: StoreId; readonly to: StoreId };

/** The leader could not do the step (or did it: then the next heartbeat shows it). */
export interface OperatorStepFailed extends Message {
  readonly kind: 'pd.operator-step-failed';
  readonly operator: number;
  readonly region: RegionId;
  readonly error: string;
}

/** A leader asks for ids before it proposes a split (facts 3.7.5). */
export interface AskSplit extends Message {
  readonly kind: 'pd.ask-split';
  readonly id: number;
  readonly region: Region;
  readonly count: number;
}

export interface AskSplitResponse extends Message {
  readonly kind: 'pd.ask-split-response';
  readonly id: number;
  readonly region: RegionId;
  /** Per new Region: its id and one peer id for each peer of the parent, in the parent's peer order. */
  readonly ids: readonly { readonly regionId: RegionId; readonly peerIds: readonly PeerId[] }[];
  readonly error: string;
}

/** After a split was applied on the leader: both halves, so that routes are fresh at once. */
export interface ReportSplit extends Message {
  readonly kind: 'pd.report-split';
  readonly regions: readonly Region[];
  readonly leaderStore: StoreId;
}

/** Which Region holds `key`, and up to `limit − 1` following ones (encoded keys). */
export interface ScanRegions extends Message {
  readonly kind: 'pd.scan-regions';
  readonly id: number;
  readonly startKey: string;
  readonly endKey: string;
  readonly limit: number;
}

export interface RegionRoute {
  readonly region: Region;
  /** 0 when PD knows no leader. */
  readonly leaderStore: StoreId;
}

export interface ScanRegionsResponse extends Message {
  readonly kind: 'pd.scan-regions-response';
  readonly id: number;
  readonly routes: readonly RegionRoute[];
  /** Process of each store in the routes. */
  readonly stores: readonly { readonly store: StoreId; readonly process: ProcessId }[];
}

/** An operator asks (pd-ctl): creates a PD operator. Comes from the pseudo process `console`. */
export interface AdminRequest extends Message {
  readonly kind: 'pd.admin';
  readonly region: RegionId;
  readonly step: Step | Order;
  readonly words: string;
}

/** A peer that has had no leader for very long asks whether it was removed. */
export interface ValidatePeer extends Message {
  readonly kind: 'pd.validate-peer';
  readonly region: RegionId;
  readonly peer: PeerId;
}

/** `known` is PD's newest metadata of the Region, null when there is none (it was merged away, or is too new). */
export interface ValidatePeerResponse extends Message {
  readonly kind: 'pd.validate-peer-response';
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly known: Region | null;
}

/** pd-ctl `operator remove`. */
export interface RemoveOperator extends Message {
  readonly kind: 'pd.remove-operator';
  readonly region: RegionId;
}

/** pd-ctl `scheduler add` and `remove`. */
export interface SwitchScheduler extends Message {
  readonly kind: 'pd.switch-scheduler';
  readonly name: PdSchedulerName;
  readonly on: boolean;
}

/** Service GC safe point (facts 4.14). */
export interface UpdateSafePoint extends Message {
  readonly kind: 'pd.update-safe-point';
  readonly service: string;
  readonly ts: Ts;
  readonly ttlUs: number;
  /** When given, PD answers with an `UpdateSafePointResponse`. */
  readonly id?: number;
}

/** `min` is the smallest live safe point afterwards: what the cluster's GC may not pass. */
export interface UpdateSafePointResponse extends Message {
  readonly kind: 'pd.update-safe-point-response';
  readonly id: number;
  readonly service: string;
  readonly min: Ts;
  /** '' or why it was refused: data at `ts` may have been collected (facts 4.14.1). */
  readonly error: string;
}

/** A store asks up to where it may collect old versions, and says which lock of its Regions is the oldest: TS_MAX without any. */
export interface GetGcSafePoint extends Message {
  readonly kind: 'pd.get-gc-safe-point';
  readonly store: StoreId;
  readonly oldestLock: Ts;
}

export interface GetGcSafePointResponse extends Message {
  readonly kind: 'pd.get-gc-safe-point-response';
  readonly ts: Ts;
}

/** This member does not lead PD and did not do what was asked of it; who to ask instead, '' when it knows nobody. */
export interface PdNotLeader extends Message {
  readonly kind: 'pd.not-leader';
  readonly leader: ProcessId;
}

/** An operator asks the leader to give leadership up (pd-ctl member leader resign). */
export interface PdResign extends Message {
  readonly kind: 'pd.resign';
}

/**
 * Where someone that talks to PD believes its leader to be: the member it is told of, or the next one when a member
 * breaks off, does not answer or knows no leader.
 */
export class PdMembers {
  private readonly members: readonly ProcessId[];
  private at: ProcessId;

  constructor(members: readonly ProcessId[]) {
    this.members = members;
    this.at = members[0] ?? '';
  }

  /** Ask this one. */
  get current(): ProcessId {
    return this.at;
  }

  /** A member said who leads; '' when it does not know. */
  follow(leader: ProcessId): void {
    if (this.members.includes(leader)) this.at = leader;
    else this.tryNext();
  }

  /** The current member is of no use. */
  tryNext(): void {
    this.at = this.members[(this.members.indexOf(this.at) + 1) % this.members.length] ?? this.at;
  }

  clone(): PdMembers {
    const copy = new PdMembers(this.members);
    copy.at = this.at;
    return copy;
  }
}

export type PdMessage =
  | PdNotLeader
  | PdResign
  | TsoRequest
  | TsoResponse
  | RegionHeartbeat
  | StoreHeartbeat
  | RegisterStore
  | OperatorStep
  | OperatorStepFailed
  | AskSplit
  | AskSplitResponse
  | ReportSplit
  | ScanRegions
  | ScanRegionsResponse
  | AdminRequest
  | RemoveOperator
  | ValidatePeer
  | ValidatePeerResponse
  | SwitchScheduler
  | UpdateSafePoint
  | UpdateSafePointResponse
  | GetGcSafePoint
  | GetGcSafePointResponse;
