import { describe, expect, it } from 'vitest';
import { Afterimages, byPace, VISIBLE_MS } from './afterimages.ts';
import { bend, flightAt, layoutFlights, pointAt } from './flights.ts';
import { centre } from './geometry.ts';
import { layoutMap } from './layout-map.ts';
import { flightRow, testFrame } from './testing.ts';

const append = flightRow();
const layout = layoutMap(testFrame(), 880, 700);
const view = { cursor: 1_250, familiesOff: [], reducedMotion: false };

describe('layoutFlights', () => {
  it('sends a raft message from replica to replica, as far as time has come', () => {
    const [path] = layoutFlights([append], layout, view);
    const from = layout.peers.find((peer) => peer.row.region === 1 && peer.row.store === 1);
    expect(path?.from).toEqual(from === undefined ? null : centre(from.box));
    expect(path?.progress).toBeCloseTo(0.25);
  });

  it('lets a doomed message die half way', () => {
    const [before] = layoutFlights([{ ...append, doomed: true }], layout, { ...view, cursor: 1_400 });
    const [after] = layoutFlights([{ ...append, doomed: true }], layout, { ...view, cursor: 1_900 });
    expect([before?.progress, before?.burst]).toEqual([0.4, false]);
    expect([after?.progress, after?.burst]).toEqual([0.5, true]);
  });

  it('shows one standing mark with a count per way when nothing may move', () => {
    const paths = layoutFlights(
      [append, { ...append, id: 8 }, { ...append, id: 9, shape: 'accepted' }],
      layout,
      { ...view, reducedMotion: true },
    );
    expect(paths.map((path) => [path.count, path.progress])).toEqual([
      [2, 0.5],
      [1, 0.5],
    ]);
  });

  it('hides the families that are switched off', () => {
    expect(layoutFlights([append], layout, { ...view, familiesOff: ['raft'] })).toEqual([]);
  });

  it('finds the message under the pointer', () => {
    const paths = layoutFlights([append], layout, view);
    const [path] = paths;
    if (path === undefined) throw new Error('a path expected');
    const at = pointAt(path, path.progress);
    expect(flightAt(paths, { x: at.x + 4, y: at.y })?.id).toBe(7);
    expect(flightAt(paths, { x: at.x + 40, y: at.y })).toBeNull();
  });
});

describe('the way of a message', () => {
  it('stays on the map, however far apart and near the edge its ends are', () => {
    for (const [from, to] of [
      ['store-1', 'store-3'],
      ['store-3', 'store-1'],
    ] as const) {
      const [path] = layoutFlights([{ ...append, from, to, region: 0 }], layout, view);
      if (path === undefined) throw new Error('a path expected');
      const high = Math.min(...[0.25, 0.5, 0.75].map((t) => pointAt(path, t).y));
      expect(high, `${from} to ${to}`).toBeGreaterThanOrEqual(9);
    }
    const [up] = layoutFlights([{ ...append, from: 'store-1', to: 'store-3', region: 0 }], layout, view);
    expect(up?.control).not.toEqual(up === undefined ? null : bend(up.from, up.to));
  });
});

describe('bend', () => {
  it('bows opposite directions to different sides', () => {
    const a = { x: 0, y: 0 };
    const b = { x: 100, y: 0 };
    expect(Math.sign(bend(a, b).y)).toBe(-Math.sign(bend(b, a).y));
  });
});

describe('Afterimages', () => {
  it('draws a message that is too quick for an eye for as long as an eye needs', () => {
    const images = new Afterimages();
    expect(byPace([append], 0.2).quick).toEqual([append]);
    expect(byPace([append], 0.001).slow).toEqual([append]);
    expect(images.update([append], 0, 0.2, VISIBLE_MS)).toHaveLength(1);
    expect(images.update([], VISIBLE_MS / 2, 0.2, VISIBLE_MS).map((row) => row.id)).toEqual([7]);
    expect(images.update([], VISIBLE_MS + 1, 0.2, VISIBLE_MS)).toEqual([]);
  });

  it('keeps messages of one way apart', () => {
    const images = new Afterimages();
    expect(images.update([append, { ...append, id: 8 }], 0, 0.2, VISIBLE_MS)).toHaveLength(1);
    expect(images.update([{ ...append, id: 9 }], 200, 0.2, VISIBLE_MS)).toHaveLength(2);
  });
});
