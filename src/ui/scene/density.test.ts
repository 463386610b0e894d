import { describe, expect, it } from 'vitest';
import { strengthOf } from './density.ts';
import { BUTTONS_MAX, layoutMap } from './layout-map.ts';
import { testFrame } from './testing.ts';

const frame = testFrame();
const strengths = (selection: string | null, density: 'focus' | 'context' | 'all') =>
  frame.regions.map((region) => strengthOf(frame, selection, density)(region.id));

describe('what stands out', () => {
  it('all: everything alike, whatever is selected', () => {
    expect(strengths('region:2', 'all')).toEqual([1, 1, 1, 1]);
  });

  it('focus: only the selected Region; context: its neighbours in key order too, but less', () => {
    const focus = strengths('region:2', 'focus');
    expect(focus[1]).toBe(1);
    expect(new Set([focus[0], focus[2], focus[3]]).size).toBe(1);
    expect(focus[0]).toBeLessThan(0.5);
    const [before = 0, own = 0, after = 0, far = 0] = strengths('region:2', 'context');
    expect(own).toBe(1);
    expect(before).toBe(after);
    expect([before < own, before > far, far]).toEqual([true, true, focus[3]]);
    // The first Region has a neighbour on one side only.
    const first = strengths('region:1', 'context');
    expect([first[1] === before, first[2] === far]).toEqual([true, true]);
  });

  it('a replica stands for its Region; without a Region selected nothing stands back', () => {
    expect(strengths('peer:2@3', 'focus')).toEqual(strengths('region:2', 'focus'));
    for (const selection of [null, 'store:1', 'message:7'])
      expect(strengths(selection, 'focus')).toEqual([1, 1, 1, 1]);
  });

  it('a neighbour is of the same cluster', () => {
    const other = {
      ...frame,
      regions: frame.regions.map((row) => (row.id === 3 ? { ...row, cluster: 'recovery' as const } : row)),
    };
    const strength = strengthOf(other, 'region:2', 'context');
    expect(strength(3)).toBeLessThan(strength(1));
  });
});

describe('semantic zoom', () => {
  const details = (regions: number) => {
    const keys = Array.from({ length: regions - 1 }, (_, i) => `k${String(i).padStart(4, '0')}`);
    const layout = layoutMap(testFrame(3, keys), 900, 700);
    expect(layout.peers).toHaveLength(regions * 3);
    return { detail: [...new Set(layout.peers.map((peer) => peer.detail))], peers: layout.peers };
  };

  it('shows everything of few replicas, less of more, and a mark of each of very many', () => {
    expect(details(6).detail).toEqual(['full']);
    expect(details(24).detail).toEqual(['compact']);
    const many = details(1_000);
    expect(many.detail).toEqual(['dot']);
    expect(many.peers.length).toBeGreaterThan(BUTTONS_MAX);
    for (const { box } of many.peers) {
      expect(box.w).toBeGreaterThanOrEqual(3);
      expect(box.x + box.w).toBeLessThanOrEqual(900);
    }
  });
});
