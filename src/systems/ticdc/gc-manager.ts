import { ruleOn } from '../../model/config.ts';
import type { ChangefeedId } from '../../model/ids.ts';
import { formatDuration, US_PER_MS, US_PER_S } from '../../model/time.ts';
import { formatTs, physicalMs, TS_MAX, TS_ZERO } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import type { UpdateSafePoint, UpdateSafePointResponse } from '../pd/msg.ts';
import type { Kit } from './kit.ts';

export const R_GC_SAFEPOINT = 'R-GC-SAFEPOINT';

const SERVICE = 'tikvcdc';
/** How long PD keeps what a changefeed needs that is being created or resumed (TiCDC, ensureTTL). */
const ENSURE_TTL_US = 3_600 * US_PER_S;

/** Why PD is asked to keep what one changefeed needs from `start` on, before it runs. */
export type EnsureReason = 'creating' | 'resuming';

/** `error`: '' or why the changefeed cannot begin there; null while PD has not answered. */
export interface Ensured {
  readonly start: Ts;
  readonly error: string | null;
}

interface Ensure extends Ensured {
  readonly service: string;
  readonly id: number;
  readonly sentAtUs: number;
}

/**
 * Keeps PD from collecting what the changefeeds still need, and notices where that was collected all the same (facts 4.14;
 * TiCDC, pkg/txnutil/gc):
 *
 *     created, resumed ──▶ an entry of its own, start − 1 ──refused──▶ ErrStartTsBeforeGC
 *     now and then     ──▶ entry "tikvcdc", smallest checkpoint − 1 ──▶ the smallest entry of all:
 *         this one ──▶ nothing is lost, unless a checkpoint is older than the TTL (ErrGCTTLExceeded)
 *         another  ──▶ what is not above it may be lost (ErrSnapshotLostByGC)
 *
 * Without R-GC-SAFEPOINT nothing is asked, and so nothing is noticed.
 */
export class GcManager {
  private updateAtUs = 0;
  private asked = { id: 0, ts: TS_ZERO };
  private blocksGc = false;
  private safePoint = TS_ZERO;
  private ensures = new Map<ChangefeedId, Ensure>();
  /** Entries of changefeeds that the common one covers from the next update on. */
  private covered: readonly string[] = [];

  /** Asks until PD has answered. The start that was asked for first counts. */
  ensure(changefeed: ChangefeedId, reason: EnsureReason, start: Ts, kit: Kit): Ensured {
    if (!ruleOn(kit.env.rules, R_GC_SAFEPOINT)) return { start, error: '' };
    const known = this.ensures.get(changefeed);
    const sentAtUs = kit.ctx.monotonicUs();
    if (known !== undefined) {
      if (known.error !== null) return known;
      if (known.id !== 0 && sentAtUs - known.sentAtUs < kit.env.config.client.rpcTimeoutUs) return known;
    }
    const id = kit.ids.next();
    const service = `${SERVICE}-${reason}-${changefeed}`;
    const ensure = { start: known?.start ?? start, error: null, service, id, sentAtUs };
    this.ensures.set(changefeed, ensure);
    this.ask(service, ensure.start, ENSURE_TTL_US, id, kit);
    return ensure;
  }

  /** The changefeed runs, or failed: its own entry goes once the common one has been brought up to date. */
  settle(changefeed: ChangefeedId): void {
    const known = this.ensures.get(changefeed);
    if (known === undefined) return;
    this.ensures.delete(changefeed);
    this.covered = [...this.covered, known.service];
    this.updateAtUs = 0;
  }

  /** `checkpoints`: of all changefeeds that may go on. */
  tick(checkpoints: readonly Ts[], kit: Kit): void {
    const nowUs = kit.ctx.monotonicUs();
    if (!ruleOn(kit.env.rules, R_GC_SAFEPOINT) || nowUs < this.updateAtUs) return;
    let oldest = TS_MAX;
    for (const checkpoint of checkpoints) if (checkpoint < oldest) oldest = checkpoint;
    if (oldest !== TS_MAX) {
      const { gcTtlUs, gcUpdateUs } = kit.env.config.ticdc;
      this.updateAtUs = nowUs + gcUpdateUs;
      this.asked = { id: kit.ids.next(), ts: (oldest - 1) as Ts };
      this.ask(SERVICE, oldest, gcTtlUs, this.asked.id, kit);
    }
    for (const service of this.covered) this.ask(service, TS_ZERO, 0, kit.ids.next(), kit);
    this.covered = [];
  }

  /** The changefeed of whom PD has answered whether it may begin; null when the answer was about all of them. */
  onAnswer({ id, min, error }: UpdateSafePointResponse): ChangefeedId | null {
    if (id === this.asked.id) {
      this.safePoint = min;
      this.blocksGc = min === this.asked.ts;
      return null;
    }
    for (const [changefeed, ensure] of this.ensures) {
      if (ensure.id !== id) continue;
      const lost = `ErrStartTsBeforeGC: start ts ${formatTs(ensure.start)} is not above the GC safe point ${formatTs(min)}`;
      this.ensures.set(changefeed, { ...ensure, error: error === '' ? '' : lost });
      return changefeed;
    }
    return null;
  }

  /** Why a changefeed cannot go on from its checkpoint, '' when it can (facts 4.3 b). */
  lost(checkpoint: Ts, pdNow: Ts, kit: Kit): string {
    if (!ruleOn(kit.env.rules, R_GC_SAFEPOINT)) return '';
    if (!this.blocksGc) {
      if (checkpoint > this.safePoint) return '';
      return `ErrSnapshotLostByGC: its checkpoint ${formatTs(checkpoint)} is not above the GC safe point ${formatTs(this.safePoint)}`;
    }
    const { gcTtlUs } = kit.env.config.ticdc;
    if ((physicalMs(pdNow) - physicalMs(checkpoint)) * US_PER_MS <= gcTtlUs) return '';
    return `ErrGCTTLExceeded: its checkpoint is older than the GC TTL of ${formatDuration(gcTtlUs)}`;
  }

  /** Nothing asked so far will be answered. */
  onPdDisconnected(): void {
    for (const [changefeed, ensure] of this.ensures) {
      if (ensure.error === null) this.ensures.set(changefeed, { ...ensure, id: 0 });
    }
  }

  clone(): GcManager {
    const copy = new GcManager();
    copy.updateAtUs = this.updateAtUs;
    copy.asked = this.asked;
    copy.blocksGc = this.blocksGc;
    copy.safePoint = this.safePoint;
    copy.ensures = new Map(this.ensures);
    copy.covered = this.covered;
    return copy;
  }

  /** Everything above `start − 1`, or nothing any more where `ttlUs` is 0. */
  private ask(service: string, start: Ts, ttlUs: number, id: number, kit: Kit): void {
    const ts = start === TS_ZERO ? TS_ZERO : ((start - 1) as Ts);
    const message: UpdateSafePoint = {
      kind: 'pd.update-safe-point',
      bytes: 48,
      service,
      ts,
      ttlUs,
      id,
    };
    kit.ctx.send(kit.env.upstreamPd, message);
  }
}
