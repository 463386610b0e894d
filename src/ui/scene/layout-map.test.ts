import { describe, expect, it } from 'vitest';
import { overlaps } from './geometry.ts';
import { layoutMap } from './layout-map.ts';
import { capacityFor, detailFor, gridFor } from './layout-store.ts';
import { testFrame } from './testing.ts';

const round = (box: { x: number; y: number; w: number; h: number }) =>
  [box.x, box.y, box.w, box.h].map(Math.round);

describe('capacityFor', () => {
  it('has room for a few more, not for half as many again', () => {
    expect([3, 49, 50, 100].map(capacityFor)).toEqual([4, 49, 64, 100]);
    expect([101, 120, 121, 999].map(capacityFor)).toEqual([120, 120, 140, 1_000]);
  });
});

describe('gridFor', () => {
  it('fills rows first on a card with room to spare, then lets cells grow', () => {
    expect(gridFor({ w: 766, h: 1_500 }, 7)).toEqual({ cols: 2, w: 380, h: (116 * 380) / 240 });
    expect(gridFor({ w: 486, h: 1_500 }, 7)).toEqual({ cols: 2, w: 240, h: 116 });
    expect(gridFor({ w: 2_000, h: 1_500 }, 1)).toEqual({ cols: 1, w: 480, h: 232 });
    expect(gridFor({ w: 2_000, h: 100 }, 1)).toEqual({ cols: 1, w: 480, h: 100 });
  });
});

describe('layoutMap', () => {
  it('places three zones side by side with fixed numbers at 880 × 700', () => {
    const layout = layoutMap(testFrame(), 880, 700);
    expect(layout.azs.map((az) => round(az.box))).toEqual([
      [14, 0, 275, 402],
      [303, 0, 275, 402],
      [591, 0, 275, 402],
    ]);
    expect(layout.stores.map((store) => round(store.box))).toEqual([
      [23, 32, 257, 361],
      [312, 32, 257, 361],
      [600, 32, 257, 361],
    ]);
    expect(layout.height).toBe(700);
    expect(layout.narrow).toBe(false);
  });

  it.each([
    [1440 - 540, 740],
    [790, 636],
    [1280, 900],
    [390, 600],
  ])('keeps cells apart and inside their store at %i × %i', (width, height) => {
    const layout = layoutMap(testFrame(3, ['c', 'e', 'g', 'i', 'm', 'q', 'u']), width, height);
    for (const [index, peer] of layout.peers.entries()) {
      const store = layout.stores.find((candidate) => candidate.row.id === peer.row.store);
      expect(store).toBeDefined();
      if (store === undefined) continue;
      expect(peer.box.x).toBeGreaterThanOrEqual(store.box.x);
      expect(peer.box.x + peer.box.w).toBeLessThanOrEqual(store.box.x + store.box.w + 0.01);
      expect(peer.box.y + peer.box.h).toBeLessThanOrEqual(
        (store.foot?.y ?? store.box.y + store.box.h) + 0.01,
      );
      for (const other of layout.peers.slice(index + 1)) expect(overlaps(peer.box, other.box)).toBe(false);
    }
  });

  it('stands zones under each other on a narrow page and says how tall it became', () => {
    const layout = layoutMap(testFrame(), 390, 600);
    expect(layout.narrow).toBe(true);
    const [first, second] = layout.azs;
    expect((second?.box.y ?? 0) > (first?.box.y ?? 0) + (first?.box.h ?? 0)).toBe(true);
    expect(layout.height).toBeGreaterThan(600);
  });

  it('orders the peers of a store by key, not by id', () => {
    const frame = testFrame(3, ['m']);
    const [left, right] = frame.regions;
    if (left === undefined || right === undefined) throw new Error('two Regions expected');
    const swapped = { ...frame, regions: [{ ...right, endKey: left.endKey }, left] };
    const own = layoutMap(swapped, 880, 700).peers.filter((peer) => peer.row.store === 1);
    expect(own.map((peer) => peer.row.region)).toEqual([2, 1]);
    const place = (index: number) => (own[index]?.box.y ?? 0) * 10_000 + (own[index]?.box.x ?? 0);
    expect(place(0)).toBeLessThan(place(1));
  });

  it('adds up both directions of a link between two zones', () => {
    const links = layoutMap(testFrame(), 880, 700).links;
    expect(links.map((link) => [link.a, link.b, link.bytesPerS])).toEqual([
      ['az-1', 'az-2', 1_500],
      ['az-2', 'az-3', 0],
      ['az-1', 'az-3', 0],
    ]);
  });

  it('gives every process of the frame a place for its messages', () => {
    const frame = testFrame();
    const { anchors } = layoutMap(frame, 880, 700);
    for (const process of frame.processes) expect(anchors.has(process.id)).toBe(true);
  });

  it('still fits hundreds of Regions, as marks', () => {
    const keys = Array.from({ length: 299 }, (_, index) => `k${String(index).padStart(3, '0')}`);
    const layout = layoutMap(testFrame(3, keys), 880, 700);
    expect(layout.peers).toHaveLength(900);
    expect(new Set(layout.peers.map((peer) => peer.detail))).toEqual(new Set(['dot']));
  });
});

describe('gridFor', () => {
  it('uses few columns for a tall area and many for a flat one', () => {
    expect(gridFor({ w: 200, h: 600 }, 6).cols).toBe(1);
    expect(gridFor({ w: 900, h: 60 }, 6).cols).toBe(6);
  });

  it('leaves out details that would not be readable', () => {
    expect([detailFor(80, 60), detailFor(30, 24), detailFor(9, 9)]).toEqual(['full', 'compact', 'dot']);
  });
});
