import type { ProcessId, RegionId } from '../../../model/ids.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Context, Timer } from '../../../sim/actor.ts';
import type { CheckLeader, CheckLeaderResponse } from '../msg.ts';
import { wakeRegions } from '../raftstore/hibernate.ts';
import type { Store } from '../raftstore/state.ts';
import { acknowledge, agrees, chooseCandidate, NO_ROUND, startRound } from './min-ts.ts';
import type { Round, RoundResult } from './min-ts.ts';
import type { CdcRules } from './rules.ts';

/** What a round came to: this candidate holds for these Regions. */
export interface Resolved {
  readonly candidate: Ts;
  readonly regions: readonly RegionId[];
}

interface RoundTimeout {
  readonly kind: 'cdc.round-timeout';
  readonly id: number;
}

/**
 * The rounds that advance resolved ts, one after the other (facts 3.6.1, 3.6.7):
 *
 *     idle ──timer──▶ open: waiting for stores ──all confirmed, or time-out──▶ idle (next timer one interval after the start)
 */
export class Rounds {
  private readonly s: Store;
  private readonly rules: CdcRules;
  private nextId = 1;
  private open: Round | null = null;
  /** How the newest round ended. */
  last: RoundResult = NO_ROUND;

  constructor(store: Store, rules: CdcRules) {
    this.s = store;
    this.rules = rules;
  }

  arm(delayUs: number, ctx: Context): void {
    ctx.setTimer(delayUs, { kind: 'cdc.min-ts' });
  }

  /** Handles both timers of a round; the result when it is complete. */
  onTimer(timer: Timer, regions: () => readonly RegionId[], ctx: Context): Resolved | null {
    if (timer.kind === 'cdc.min-ts') return this.begin(regions(), ctx);
    const late = timer.kind === 'cdc.round-timeout' && this.open?.id === (timer as RoundTimeout).id;
    return late ? this.finish(ctx) : null;
  }

  private begin(regions: readonly RegionId[], ctx: Context): Resolved | null {
    const { minTsIntervalUs, checkLeaderTimeoutUs } = this.s.options.config.cdc;
    const round = regions.length === 0 ? null : startRound(this.s, this.nextId++, regions, this.rules, ctx);
    if (round === null) {
      const failure = regions.length === 0 ? '' : 'no timestamp from PD';
      this.last = { ...NO_ROUND, atUs: ctx.monotonicUs(), failure };
      this.arm(minTsIntervalUs, ctx);
      return null;
    }
    this.open = round;
    if (this.isOver(round)) return this.finish(ctx);
    const timeout: RoundTimeout = { kind: 'cdc.round-timeout', id: round.id };
    ctx.setTimer(checkLeaderTimeoutUs, timeout);
    return null;
  }

  /** Another store asks whether it leads (R-CHECK-LEADER, R-CHECK-EPOCH). */
  answer(from: ProcessId, message: CheckLeader, ctx: Context): void {
    const regions = message.infos
      .filter((info) => agrees(this.s, info, this.rules.checkEpoch))
      .map((info) => info.region);
    const response: CheckLeaderResponse = {
      kind: 'cdc.check-leader-response',
      bytes: 16 + regions.length * 8,
      id: message.id,
      store: this.s.storeId,
      regions,
    };
    ctx.send(from, response);
  }

  onAnswer(message: CheckLeaderResponse, ctx: Context): Resolved | null {
    if (this.open === null || this.open.id !== message.id) return null;
    this.open = acknowledge(this.s, this.open, message.store, message.regions);
    return this.isOver(this.open) ? this.finish(ctx) : null;
  }

  /** Without R-EARLY-QUORUM one silent store holds the round of all Regions until the time-out (facts B-23). */
  private isOver(round: Round): boolean {
    return this.rules.earlyQuorum ? round.open.size === 0 : round.silent.length === 0;
  }

  private finish(ctx: Context): Resolved | null {
    const round = this.open;
    if (round === null) return null;
    this.open = null;
    const late = this.s.options.config.cdc.checkLeader === 'beforeMinTs';
    const { candidate, heldBy } = late ? (chooseCandidate(this.s, this.rules) ?? NO_ROUND) : round;
    this.last = {
      atUs: ctx.monotonicUs(),
      candidate,
      heldBy,
      unconfirmed: [...round.open.keys()],
      failure: '',
    };
    // Where no quorum agreed, somebody must find out who leads.
    wakeRegions(this.s, this.last.unconfirmed);
    const elapsed = ctx.monotonicUs() - round.startedUs;
    this.arm(Math.max(0, this.s.options.config.cdc.minTsIntervalUs - elapsed), ctx);
    return round.confirmed.length === 0 ? null : { candidate, regions: round.confirmed };
  }

  clone(store: Store): Rounds {
    const copy = new Rounds(store, this.rules);
    copy.nextId = this.nextId;
    copy.open = this.open;
    copy.last = this.last;
    return copy;
  }
}
