import { describe, expect, it } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { LOGICAL_PER_TICK, composeTs, logicalOf, physicalMs } from '../../model/ts.ts';
import type { Ts } from '../../model/ts.ts';
import { TsoAllocator } from './tso-allocator.ts';

const ALL_ON = { off: [] };

function serving(wallMs = 1_000, savedMs = 0): TsoAllocator {
  const tso = new TsoAllocator(5_000, savedMs, ALL_ON);
  tso.onSaved(tso.begin(wallMs) ?? 0);
  return tso;
}

describe('PD’s timestamp allocator (facts 1.1)', () => {
  it('composes physical milliseconds times 2^18 plus the logical value (1.1.1)', () => {
    const ts = serving(1_000).grant(7) as Ts;
    expect(ts).toBe(1_000 * 262_144 + 7);
  });

  it('adopts the wall clock when it is more than 1 ms ahead, and restarts the logical part (1.1.2)', () => {
    const tso = serving(1_000);
    tso.grant(50);
    expect(tso.tick(1_001)).toBeNull();
    expect([tso.physicalMs, tso.logicalUsed]).toEqual([1_000, 50]);
    expect(tso.tick(1_002)).toBeNull();
    expect([tso.physicalMs, tso.logicalUsed]).toEqual([1_002, 0]);
  });

  it('raises the physical part by 1 ms when the logical part is more than half used up (1.1.2)', () => {
    const tso = serving(1_000);
    tso.grant(LOGICAL_PER_TICK / 2);
    tso.tick(1_000);
    expect(tso.physicalMs).toBe(1_000);
    tso.grant(1);
    tso.tick(1_000);
    expect([tso.physicalMs, tso.logicalUsed]).toEqual([1_001, 0]);
  });

  it('keeps the physical part when the wall clock went backward (1.1.2)', () => {
    const tso = serving(1_000);
    const before = tso.grant(1) as Ts;
    expect(tso.tick(200)).toBeNull();
    expect(tso.physicalMs).toBe(1_000);
    expect(tso.grant(1)).toBe(before + 1);
  });

  it('raises the physical part in memory when the logical part overflows inside the window (1.1.3)', () => {
    const tso = serving(1_000);
    tso.grant(LOGICAL_PER_TICK - 10);
    const last = tso.grant(20) as Ts;
    expect([physicalMs(last), logicalOf(last)]).toEqual([1_001, 20]);
  });

  it('grants nothing on overflow at the edge of the window, and never saves outside a tick (1.1.3, 1.1.4)', () => {
    const tso = new TsoAllocator(3, 0, ALL_ON);
    tso.onSaved(tso.begin(1_000) ?? 0);
    expect(tso.savedMs).toBe(1_003);
    tso.grant(LOGICAL_PER_TICK - 1);
    expect(physicalMs(tso.grant(LOGICAL_PER_TICK - 1) as Ts)).toBe(1_001);
    expect(tso.grant(1)).toBeNull();
    expect(tso.savedMs).toBe(1_003);
  });

  it('saves a new bound one window ahead when 1 ms is left, and uses the new physical part only when it is durable (1.1.4)', () => {
    const tso = serving(1_000);
    expect(tso.savedMs).toBe(6_000);
    expect(tso.tick(5_998)).toBeNull();
    expect(tso.physicalMs).toBe(5_998);
    tso.grant(3);
    expect(tso.tick(6_000)).toBe(11_000);
    expect(tso.physicalMs).toBe(5_998);
    expect(tso.grant(1)).toBe(composeTs(5_998, 4));
    expect(tso.tick(6_050)).toBeNull();
    tso.onSaved(11_000);
    expect([tso.physicalMs, tso.savedMs]).toEqual([6_000, 11_000]);
  });

  it('serves only after the window is saved (1.1.5)', () => {
    const tso = new TsoAllocator(5_000, 0, ALL_ON);
    const bound = tso.begin(1_000) ?? 0;
    expect([tso.serving, tso.grant(1)]).toEqual([false, null]);
    tso.onSaved(bound);
    expect(tso.grant(1)).toBe(composeTs(1_000, 1));
  });

  it('starts above the saved bound when the wall clock is not 1 ms past it (1.1.5)', () => {
    expect(serving(1_000, 6_000).physicalMs).toBe(6_001);
    expect(serving(6_000, 6_000).physicalMs).toBe(6_001);
    expect(serving(6_001, 6_000).physicalMs).toBe(6_001);
    expect(serving(6_500, 6_000).physicalMs).toBe(6_500);
  });

  it('stands still after a jump until the wall clock catches up, while the logical part counts (1.1.5)', () => {
    const tso = serving(1_000, 6_000);
    const first = tso.grant(1) as Ts;
    tso.tick(3_000);
    expect(tso.grant(1)).toBe(first + 1);
    tso.tick(6_003);
    expect(tso.physicalMs).toBe(6_003);
  });

  it('falls back after a restart with a wrong clock when it serves before looking at the bound (R-TSO-SYNC-FIRST off)', () => {
    const last = (rules: { off: string[] }): number => {
      const tso = new TsoAllocator(5_000, 6_000, rules);
      const bound = tso.begin(1_000) ?? 0;
      const early = tso.grant(1);
      tso.onSaved(bound);
      return early ?? (tso.grant(1) as Ts);
    };
    const before = composeTs(5_900, 1);
    expect(last({ off: [] })).toBeGreaterThan(before);
    expect(last({ off: ['R-TSO-SYNC-FIRST'] })).toBeLessThan(before);
  });

  it('never grants a timestamp twice, goes backward, crosses a tick, or passes the bound: clocks, crashes and loads at random', () => {
    const wrong: string[] = [];
    let grants = 0;
    for (let seed = 0; seed < 40; seed++) {
      const rng = Rng.fromSeed(seed);
      let disk = 0;
      let wall = rng.below(2_000);
      let tso = new TsoAllocator(200, disk, ALL_ON);
      let writing: number | null = tso.begin(wall);
      let newest = 0;
      for (let i = 0; i < 2_000; i++) {
        wall += rng.between(-30, 60);
        const what = rng.below(100);
        if (what < 25) writing = tso.tick(wall) ?? writing;
        else if (what < 50 && writing !== null) {
          disk = Math.max(disk, writing);
          tso.onSaved(writing);
          writing = null;
        } else if (what < 53) {
          tso = new TsoAllocator(200, disk, ALL_ON);
          writing = tso.begin(wall);
        } else {
          const count = rng.chance(1, 10) ? rng.between(100_000, 200_000) : rng.between(1, 9_000);
          const last = tso.grant(count);
          if (last === null) continue;
          grants++;
          const first = last - count + 1;
          if (first <= newest) wrong.push(`seed ${seed} step ${i}: ${first} after ${newest}`);
          if (physicalMs(first as Ts) !== physicalMs(last))
            wrong.push(`seed ${seed} step ${i}: crosses a tick`);
          if (physicalMs(last) >= disk)
            wrong.push(`seed ${seed} step ${i}: ${physicalMs(last)} ms, saved ${disk} ms`);
          newest = last;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(grants).toBeGreaterThan(10_000);
  });

  it('goes on independently of its clone', () => {
    const tso = serving(1_000);
    const copy = tso.clone();
    tso.grant(10);
    expect(copy.grant(1)).toBe(composeTs(1_000, 1));
    expect(tso.grant(1)).toBe(composeTs(1_000, 11));
  });
});

describe('the timestamp oracle of a member that loses leadership and wins it again (facts 1.1.5, 1.1.6)', () => {
  /** Serves at 1 s, loses, and wins again when another member has saved 9 s meanwhile and its own clock says 2 s. */
  function again(off: readonly string[]): TsoAllocator {
    const tso = new TsoAllocator(5_000, 0, { off });
    tso.onSaved(tso.begin(1_000) ?? 0);
    tso.grant(7);
    tso.stop();
    tso.strayTick(1_040);
    expect(tso.grant(1)).toBeNull();
    const bound = tso.begin(2_000, 9_000);
    if (off.length === 0) {
      expect(bound).toBe(14_001);
      expect(tso.grant(1)).toBeNull();
    }
    if (bound !== null && off.length === 0) tso.onSaved(bound);
    return tso;
  }

  it('begins above what others have saved', () => {
    expect(again([]).grant(1)).toBe(composeTs(9_001, 1));
  });

  it('goes on from old memory where it is not cleared (R-TSO-CLEAR off, B-11)', () => {
    expect(again(['R-TSO-CLEAR']).grant(1)).toBe(composeTs(1_000, 8));
  });

  it('answers from what a stray update left before it is synced (R-TSO-SYNC-FIRST off, B-10)', () => {
    expect(again(['R-TSO-SYNC-FIRST']).grant(1)).toBe(composeTs(1_040, 1));
  });
});
