import { describe, expect, it } from 'vitest';
import type { Ts } from '../../model/ts.ts';
import { composeTs, LOGICAL_PER_TICK } from '../../model/ts.ts';
import { HybridClock } from './hybrid-clock.ts';

describe('the hybrid clock of a store (facts 1.2)', () => {
  it('gives nothing out before it saw a TSO (1.2.4)', () => {
    const clock = new HybridClock();
    clock.advance(0 as Ts);
    expect([clock.ready, clock.next()]).toEqual([false, null]);
  });

  it('counts from the physical part of a TSO (1.2.1, 1.2.3)', () => {
    const clock = new HybridClock();
    clock.refresh(composeTs(7, 99));
    expect([clock.next(), clock.next(), clock.now]).toEqual([
      composeTs(7, 0),
      composeTs(7, 1),
      composeTs(7, 2),
    ]);
  });

  it('never goes back: an older TSO or an older maximum changes nothing (1.2.2)', () => {
    const clock = new HybridClock();
    clock.refresh(composeTs(7, 0));
    clock.refresh(composeTs(6, 5));
    clock.advance(composeTs(6, 9));
    expect(clock.now).toBe(composeTs(7, 0));
    clock.advance(composeTs(9, 3));
    expect(clock.next()).toBe(composeTs(9, 3));
  });

  it('goes on without PD; a full logical part carries into the physical one (1.2.1, 1.2.3)', () => {
    const clock = new HybridClock();
    clock.advance(composeTs(3, LOGICAL_PER_TICK - 1));
    expect(clock.next()).toBe(composeTs(3, LOGICAL_PER_TICK - 1));
    expect(clock.next()).toBe(composeTs(4, 0));
  });

  it('is copied, not shared', () => {
    const clock = new HybridClock();
    clock.refresh(composeTs(2, 0));
    const copy = clock.clone();
    copy.next();
    expect([clock.now, copy.now]).toEqual([composeTs(2, 0), composeTs(2, 1)]);
  });
});
