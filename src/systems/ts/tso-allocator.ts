import { assert } from '../../base/assert.ts';
import type { RuleSet } from '../../model/config.ts';
import { ruleOn } from '../../model/config.ts';
import type { Ts } from '../../model/ts.ts';
import { LOGICAL_PER_TICK, TS_ZERO, composeTs } from '../../model/ts.ts';

/** Differences of PD's clock up to this are ignored, and a save happens this long before the bound (facts 1.1.2, 1.1.4). */
export const TSO_GUARD_MS = 1;

/**
 * PD's timestamp oracle for one member (facts 1.1): physical and logical in memory, and an upper bound that
 * is durable. Pure: it says what to persist, the owner persists it and reports back.
 *
 * ```
 *              begin(wall)            onSaved
 *   ┌─────────┐ ─────────▶ ┌─────────┐ ─────▶ ┌─────────┐
 *   │ stopped │   save     │ syncing │        │ serving │◀─┐ tick: adopt the wall clock, or bump by 1 ms,
 *   └─────────┘            └─────────┘        └─────────┘──┘ or (near the bound) save first, adopt after
 *        ▲                                     │
 *        └────────────── stop: lost leadership ┘   (R-TSO-CLEAR: memory is zeroed)
 * ```
 *
 * Everything granted has a physical part below the durable bound, so whoever begins after a crash starts
 * above it: never backward, at most one window forward.
 */
export class TsoAllocator {
  private readonly windowMs: number;
  private readonly rules: RuleSet;
  private physical = 0;
  /** The last logical value granted within `physical`. */
  private logical = 0;
  private savedBoundMs: number;
  /** A save under way: the new bound, and the physical value to adopt when it is durable. */
  private saving: { readonly boundMs: number; readonly physicalMs: number } | null = null;
  private active = false;

  /** `savedMs`: the bound found on disk, 0 when there is none. `windowMs`: facts 1.1.4, 5 s by default. */
  constructor(windowMs: number, savedMs: number, rules: RuleSet) {
    this.windowMs = windowMs;
    this.savedBoundMs = savedMs;
    this.rules = rules;
  }

  /** Upper bound that is durable: every grant's physical part is below it. */
  get savedMs(): number {
    return this.savedBoundMs;
  }

  get physicalMs(): number {
    return this.physical;
  }

  get logicalUsed(): number {
    return this.logical;
  }

  get serving(): boolean {
    return this.active;
  }

  /** The newest timestamp granted or skipped; TS_ZERO before serving. */
  get now(): Ts {
    return this.active ? composeTs(this.physical, this.logical) : TS_ZERO;
  }

  /**
   * Becomes the issuer, `savedMs` being the durable bound found now: returns the bound to persist. Serving begins when
   * that is durable (facts 1.1.5). Null when memory is still there from an earlier reign and taken for good, which
   * happens only where it is not cleared (facts B-11).
   */
  begin(wallMs: number, savedMs = this.savedBoundMs): number | null {
    assert(!this.active && this.saving === null, 'the allocator begins once in a reign');
    const syncFirst = ruleOn(this.rules, 'R-TSO-SYNC-FIRST');
    if (syncFirst && this.physical !== 0) {
      this.active = true;
      return null;
    }
    this.savedBoundMs = savedMs;
    const next = syncFirst && wallMs - savedMs < TSO_GUARD_MS ? savedMs + 1 : wallMs;
    if (!syncFirst) {
      // The wrong way round: memory is served, or set and served, before the bound was looked at.
      if (this.physical === 0) this.physical = Math.max(1, next);
      this.active = true;
    }
    return this.save(Math.max(1, next));
  }

  /** Leadership is over: grants end, and memory is zeroed unless that rule is off (facts 1.1.6). */
  stop(): void {
    this.active = false;
    this.saving = null;
    if (!ruleOn(this.rules, 'R-TSO-CLEAR')) return;
    this.physical = 0;
    this.logical = 0;
  }

  /**
   * The update loop's last turn, after leadership was lost. Where memory counts only once it is synced there is nothing
   * to update; without that rule it writes what was just zeroed (facts B-10).
   */
  strayTick(wallMs: number): void {
    if (this.active || ruleOn(this.rules, 'R-TSO-SYNC-FIRST')) return;
    if (this.physical === 0) this.adopt(wallMs);
  }

  /** The bound returned by `begin` or `tick` is durable. Only now may its physical value be used. */
  onSaved(boundMs: number): void {
    const saving = this.saving;
    if (saving === null || saving.boundMs !== boundMs) return;
    this.saving = null;
    this.savedBoundMs = Math.max(this.savedBoundMs, boundMs);
    this.active = true;
    this.adopt(saving.physicalMs);
  }

  /** Every `tsoUpdateUs` (facts 1.1.2). Returns a bound to persist, or null when nothing must be saved. */
  tick(wallMs: number): number | null {
    if (!this.active || this.saving !== null) return null;
    let next: number;
    if (wallMs - this.physical > TSO_GUARD_MS) next = wallMs;
    else if (this.logical > LOGICAL_PER_TICK / 2) next = this.physical + 1;
    else return null;
    if (this.savedBoundMs - next <= TSO_GUARD_MS) return this.save(next);
    this.adopt(next);
    return null;
  }

  /**
   * The last of `count` consecutive timestamps of one physical value, or null when they do not fit: then
   * try again after the next tick. On overflow the physical part is raised by 1 ms in memory, but only while
   * that stays inside the durable window (facts 1.1.3).
   */
  grant(count: number): Ts | null {
    assert(
      Number.isInteger(count) && count >= 1 && count < LOGICAL_PER_TICK,
      `cannot grant ${count} timestamps`,
    );
    if (!this.active) return null;
    if (this.logical + count >= LOGICAL_PER_TICK) {
      const bumped = this.physical + 1;
      if (this.savedBoundMs - bumped <= TSO_GUARD_MS) return null;
      this.adopt(bumped);
    }
    this.logical += count;
    return composeTs(this.physical, this.logical);
  }

  clone(): TsoAllocator {
    const copy = new TsoAllocator(this.windowMs, this.savedBoundMs, this.rules);
    copy.physical = this.physical;
    copy.logical = this.logical;
    copy.saving = this.saving;
    copy.active = this.active;
    return copy;
  }

  private save(physicalMs: number): number {
    this.saving = { boundMs: physicalMs + this.windowMs, physicalMs };
    return this.saving.boundMs;
  }

  private adopt(physicalMs: number): void {
    if (physicalMs <= this.physical) return;
    this.physical = physicalMs;
    this.logical = 0;
  }
}
