import { describe, expect, it } from 'vitest';
import type { Frame } from '../../model/frame.ts';
import { layoutMap } from './layout-map.ts';
import { relayoutMap } from './relayout-map.ts';
import { testFrame } from './testing.ts';

const W = 880;
const H = 700;
const frame = testFrame();
const laid = relayoutMap(null, frame, W, H);

/** The first row of a table with other figures. */
function changed(rows: Partial<Frame>): Frame {
  return { ...frame, ...rows };
}

const [peer, ...peers] = frame.peers;
const [store, ...stores] = frame.stores;
const [link, ...links] = frame.links;
const [process, ...processes] = frame.processes;
if (peer === undefined || store === undefined || link === undefined || process === undefined)
  throw new Error('rows expected');

describe('relayoutMap', () => {
  it.each([
    ['a replica', changed({ peers: [{ ...peer, term: 99 }, ...peers] })],
    ['a store', changed({ stores: [{ ...store, applyQueue: 7, health: 'down' }, ...stores] })],
    ['a link', changed({ links: [{ ...link, bytesPerS: 12_345 }, ...links] })],
    ['a clock', changed({ processes: [{ ...process, clockOffsetUs: 9 }, ...processes] })],
  ])('puts the new row of %s into the same boxes, as a new layout would', (_, next) => {
    const again = relayoutMap(laid, next, W, H).layout;
    expect(again).toEqual(layoutMap(next, W, H));
    expect(again.azs).toBe(laid.layout.azs);
    again.peers.forEach(({ box }, index) => expect(box).toBe(laid.layout.peers[index]?.box));
  });

  it.each([
    ['another Region', testFrame(3, ['c', 'e', 'm', 'u'])],
    ['another zone', testFrame(4)],
    ['Regions in another order', changed({ regions: frame.regions.toReversed() })],
    ['a replica less', changed({ peers })],
    ['no capture', changed({ captures: [] })],
  ])('lays out anew for %s', (_, next) => {
    const again = relayoutMap(laid, next, W, H).layout;
    expect(again).toEqual(layoutMap(next, W, H));
    expect(again.azs).not.toBe(laid.layout.azs);
  });

  it('lays out anew for another size', () => {
    expect(relayoutMap(laid, frame, W + 1, H).layout).toEqual(layoutMap(frame, W + 1, H));
  });
});
