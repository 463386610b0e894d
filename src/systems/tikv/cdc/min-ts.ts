import type { RegionId, StoreId } from '../../../model/ids.ts';
import { hasQuorum, isVoter } from '../../../model/region.ts';
import type { Ts } from '../../../model/ts.ts';
import { minTs, TS_ZERO } from '../../../model/ts.ts';
import type { Context } from '../../../sim/actor.ts';
import type { KeyGuard } from '../locks.ts';
import type { CheckLeader, LeaderInfo } from '../msg.ts';
import { commandOf } from '../raftstore/command.ts';
import type { Peer } from '../raftstore/peer.ts';
import type { Store } from '../raftstore/state.ts';
import type { CdcRules } from './rules.ts';

/** One attempt to advance resolved ts (facts 3.6.2). */
export interface Round {
  readonly id: number;
  readonly startedUs: number;
  readonly candidate: Ts;
  /** Regions still to be confirmed, with the stores that agreed so far. */
  readonly open: ReadonlyMap<RegionId, readonly StoreId[]>;
  readonly confirmed: readonly RegionId[];
  /** Stores that were asked and have not answered. */
  readonly silent: readonly StoreId[];
  /** The guard that kept the candidate down, null when the provider's ts was the smallest. */
  readonly heldBy: KeyGuard | null;
}

/** How the last round ended, for the blame line. */
export interface RoundResult {
  readonly atUs: number;
  readonly candidate: Ts;
  readonly heldBy: KeyGuard | null;
  readonly unconfirmed: readonly RegionId[];
  /** '' or why there was no candidate at all. */
  readonly failure: string;
}

export const NO_ROUND: RoundResult = {
  atUs: 0,
  candidate: TS_ZERO,
  heldBy: null,
  unconfirmed: [],
  failure: '',
};

/** A timestamp that may become the resolved ts, and the guard that kept it down, null when the provider's was the smallest. */
export interface Candidate {
  readonly candidate: Ts;
  readonly heldBy: KeyGuard | null;
}

/** Null when there is no timestamp. */
export function chooseCandidate(s: Store, rules: Pick<CdcRules, 'globalMinLock'>): Candidate | null {
  const ts0 = s.timestamps.getTs();
  if (ts0 === null) return null;
  s.locks.updateMaxTs(ts0);
  const oldest = rules.globalMinLock ? s.locks.oldest() : null;
  const heldBy = oldest !== null && oldest.ts < ts0 ? oldest : null;
  return { candidate: heldBy === null ? ts0 : minTs(ts0, heldBy.ts), heldBy };
}

/**
 * Chooses the candidate, then asks the other stores whether this one still leads the Regions it wants to speak for.
 * The check comes after the choice: a later leader's timestamps are then above the candidate (facts 3.6.9).
 *
 *     M2 ts from the provider ─▶ M3 smallest guard ─▶ M4 CheckLeader to every store ─▶ M5 quorum ─▶ M6 into the FIFO
 *
 * With `checkLeader: beforeMinTs` M2 and M3 come after M5 instead: the answer of the quorum may then be older than the
 * timestamps that a new leader has given out meanwhile (facts B-02).
 */
export function startRound(
  s: Store,
  id: number,
  regions: readonly RegionId[],
  rules: CdcRules,
  ctx: Context,
): Round | null {
  const chosen = chooseCandidate(s, rules);
  if (chosen === null) return null;
  const confirmed: RegionId[] = [];
  const open = new Map<RegionId, readonly StoreId[]>();
  const perStore = new Map<StoreId, LeaderInfo[]>();
  for (const region of regions) {
    const peer = s.peers.get(region);
    if (peer === undefined || !peer.isLeader) continue;
    if (rules.rtsHonourDiscard && mergePrepared(peer)) continue;
    if (!rules.checkLeader || hasQuorum(peer.region, (p) => p.storeId === s.storeId)) {
      confirmed.push(region);
      continue;
    }
    open.set(region, [s.storeId]);
    const info: LeaderInfo = { region, peer: peer.id, term: peer.raft.term, epoch: peer.region.epoch };
    for (const other of peer.region.peers) {
      if (other.storeId === s.storeId || !isVoter(other)) continue;
      const infos = perStore.get(other.storeId);
      if (infos === undefined) perStore.set(other.storeId, [info]);
      else infos.push(info);
    }
  }
  for (const [store, infos] of perStore) {
    const message: CheckLeader = { kind: 'cdc.check-leader', bytes: 16 + infos.length * 32, id, infos };
    ctx.send(s.processOf(store), message);
  }
  return { id, startedUs: ctx.monotonicUs(), ...chosen, open, confirmed, silent: [...perStore.keys()] };
}

/** Another store agreed for these Regions. */
export function acknowledge(s: Store, round: Round, store: StoreId, regions: readonly RegionId[]): Round {
  const open = new Map(round.open);
  const confirmed = round.confirmed.slice();
  for (const region of regions) {
    const agreed = open.get(region);
    if (agreed === undefined || agreed.includes(store)) continue;
    const now = [...agreed, store];
    const peer = s.peers.get(region);
    // A majority of both halves where the Region is in a joint state (facts 3.6.6).
    if (peer !== undefined && hasQuorum(peer.region, (p) => now.includes(p.storeId))) {
      open.delete(region);
      confirmed.push(region);
    } else {
      open.set(region, now);
    }
  }
  return { ...round, open, confirmed, silent: round.silent.filter((each) => each !== store) };
}

/** R-CHECK-LEADER, R-CHECK-EPOCH: does this store see the same leader, term and epoch? (facts 3.6.6) */
export function agrees(s: Store, info: LeaderInfo, checkEpoch: boolean): boolean {
  const peer = s.peers.get(info.region);
  if (peer === undefined || peer.raft.lead !== info.peer || peer.raft.term !== info.term) return false;
  const { epoch } = peer.region;
  return !checkEpoch || (epoch.confVer === info.epoch.confVer && epoch.version === info.epoch.version);
}

/**
 * A PrepareMerge of this Region is committed, applied here or not: from then on somebody else may write its range at any
 * moment (R-RTS-HONOUR-DISCARD). Real stores note this for their safe ts and forget it here (facts 3.6.11).
 */
function mergePrepared(peer: Peer): boolean {
  if (peer.mergeState !== null) return true;
  for (let index = peer.appliedIndex + 1; index <= peer.raft.committed; index++) {
    const entry = peer.storage.entryAt(index);
    if (entry !== null && entry !== undefined && commandOf(entry)?.type === 'prepare-merge') return true;
  }
  return false;
}
