import { describe, expect, it } from 'vitest';
import type { ProcessRow } from '../../model/frame.ts';
import type { SpaceTime, SpaceTimeMessage } from '../../model/spacetime.ts';
import { arrowAt, layoutSpaceTime, roundMoments } from './layout-spacetime.ts';

const row = (
  id: string,
  kind: ProcessRow['kind'],
  cluster: ProcessRow['cluster'] = 'upstream',
): ProcessRow => ({
  id,
  kind,
  cluster,
  az: 'az-1',
  health: 'up',
  clockOffsetUs: 0,
});
const PROCESSES = [
  row('r-store-101', 'store', 'recovery'),
  row('store-1', 'store'),
  row('client-1', 'client'),
];
const message = (seq: number, sentAt: number, dueAt: number): SpaceTimeMessage => ({
  seq,
  cause: 0,
  from: 'client-1',
  to: 'store-1',
  sentAt,
  dueAt,
  label: 'put',
  family: 'client',
  shape: 'request',
  region: 1,
  bytes: 10,
  dropped: false,
});
const diagram = (messages: readonly SpaceTimeMessage[]): SpaceTime => ({
  from: 0,
  to: 1_000,
  items: messages.map((one) => ({
    seq: one.seq,
    cause: 0,
    at: one.dueAt,
    process: one.to,
    type: 'message',
    label: '',
    message: one,
  })),
  pending: [],
  notes: [],
  cut: false,
});
const layout = (messages: readonly SpaceTimeMessage[], axis: 'time' | 'order', hidden: string[] = []) =>
  layoutSpaceTime({
    diagram: diagram(messages),
    processes: PROCESSES,
    hidden,
    familiesOff: [],
    axis,
    width: 900,
    height: 300,
  });

describe('layoutSpaceTime', () => {
  it('draws clients above stores, and the recovery cluster last', () => {
    expect(layout([], 'time').lanes.map((lane) => lane.row.id)).toEqual([
      'client-1',
      'store-1',
      'r-store-101',
    ]);
  });

  it('keeps durations on the time axis and folds quiet on the other', () => {
    const quiet = [message(1, 10, 20), message(2, 900, 910)];
    const width = (arrow: { from: { x: number }; to: { x: number } } | undefined) =>
      arrow === undefined ? 0 : arrow.to.x - arrow.from.x;
    const time = layout(quiet, 'time').arrows;
    expect(width(time[0])).toBeCloseTo(width(time[1]), 6);
    const order = layout(quiet, 'order').arrows;
    expect(width(order[0])).toBeGreaterThan(width(time[0]) * 5);
    expect(order[1]?.from.x).toBeGreaterThan(order[0]?.to.x ?? Infinity);
  });

  it('draws no message to or from a hidden process', () => {
    expect(layout([message(1, 10, 20)], 'time', ['store-1']).arrows).toEqual([]);
  });

  it('finds the message under the pointer and none far from all', () => {
    const drawn = layout([message(1, 100, 200), message(2, 600, 700)], 'time');
    const [first] = drawn.arrows;
    if (first === undefined) throw new Error('nothing drawn');
    const middle = { x: (first.from.x + first.to.x) / 2, y: (first.from.y + first.to.y) / 2 };
    expect(arrowAt(drawn, middle)?.message.seq).toBe(1);
    expect(arrowAt(drawn, { x: middle.x + 200, y: middle.y })).toBeNull();
  });

  it('chooses round moments for the axis', () => {
    expect(roundMoments(1_234, 5_678, 5)).toEqual([2_000, 3_000, 4_000, 5_000]);
  });
});
