import { describe, expect, test } from 'vitest';
import type { FaultParams } from './index.ts';
import { FAULTS, findFault } from './index.ts';

const world = { azs: ['az-1', 'az-2', 'az-3'] };

function effectsOf(id: string, given: FaultParams) {
  const kind = findFault(id);
  const checked = kind.ok ? kind.value.check(given) : kind;
  return kind.ok && checked.ok ? kind.value.effects(checked.value, world) : checked;
}

function errorOf(id: string, given: FaultParams): string {
  const kind = findFault(id);
  const checked = kind.ok ? kind.value.check(given) : kind;
  return checked.ok ? 'accepted' : checked.error;
}

describe.each(FAULTS.map((kind) => [kind.id, kind] as const))('%s', (id, kind) => {
  test('accepts its own example, says it in words and has an effect', () => {
    const checked = kind.check(kind.example);
    if (!checked.ok) throw new Error(checked.error);
    expect(kind.words(checked.value)).not.toMatch(/undefined|NaN/);
    expect(kind.effects(checked.value, world).length).toBeGreaterThan(0);
    expect(kind.check(checked.value)).toEqual(checked);
  });

  test('refuses what it does not know', () => {
    expect(errorOf(id, { ...kind.example, colour: 'red' })).toMatch(
      `fault ${id}: no parameter "colour"; it takes `,
    );
  });

  test('says which parameter is missing', () => {
    const needed = kind.params.find((param) => param.standard === null);
    expect(needed === undefined ? '' : errorOf(id, {})).toMatch(
      `fault ${id}: ${needed?.name ?? ''} is missing`,
    );
  });
});

test('a zone cut off is cut both ways from every other zone and from none within', () => {
  expect(effectsOf('partition-az', { az: 'az-2' })).toEqual([
    { type: 'link-cut', from: 'az:az-2', to: 'az:az-1' },
    { type: 'link-cut', from: 'az:az-1', to: 'az:az-2' },
    { type: 'link-cut', from: 'az:az-2', to: 'az:az-3' },
    { type: 'link-cut', from: 'az:az-3', to: 'az:az-2' },
  ]);
});

test('a link can be cut one way only', () => {
  expect(effectsOf('cut-link', { from: 'store-1', to: 'az:az-2', ways: 'one' })).toEqual([
    { type: 'link-cut', from: 'store-1', to: 'az:az-2' },
  ]);
  expect(effectsOf('cut-link', { from: 'store-1', to: 'store-2' })).toHaveLength(2);
});

test('a worker can stand still for one Region', () => {
  const given = { process: 'store-1', lane: 'apply' };
  expect(effectsOf('stall-lane', given)).toEqual([
    { type: 'lane-stalled', process: 'store-1', lane: 'apply' },
  ]);
  expect(effectsOf('stall-lane', { ...given, region: 3 })).toEqual([
    { type: 'lane-stalled', process: 'store-1', lane: 'apply', tag: 'region:3' },
  ]);
});

test('durations may be written as text, negative where that makes sense', () => {
  expect(effectsOf('slow-disk', { process: 'store-1', addUs: '1.5ms' })).toEqual([
    { type: 'disk-slow', process: 'store-1', addUs: 1_500 },
  ]);
  expect(effectsOf('clock-skew', { process: 'pd-1', offsetUs: '-2s' })).toEqual([
    { type: 'clock-skew', process: 'pd-1', offsetUs: -2_000_000, driftPpm: 0 },
  ]);
});

test.each([
  [
    'slow-disk',
    { process: 'store-1', addUs: '-2s' },
    'fault slow-disk: addUs: expected whole µs or a duration such as 300ms, at most an hour, got "-2s"',
  ],
  [
    'slow-disk',
    { process: 'store-1', addUs: 1.5 },
    'fault slow-disk: addUs: expected whole µs or a duration such as 300ms, at most an hour, got 1.5',
  ],
  [
    'stall-lane',
    { process: 'store-1', lane: 'gc' },
    'fault stall-lane: lane: expected one of apply, cdc, scan, check-leader, storage, snapshot, got "gc"',
  ],
  [
    'lossy-link',
    { from: 'a', to: 'b', lossPpm: 0 },
    'fault lossy-link: lossPpm: expected a whole number from 1 to 1000000, got 0',
  ],
  [
    'cut-link',
    { from: 'az:', to: 'b' },
    'fault cut-link: from: expected a process such as store-1 or a zone such as az:az-1, got "az:"',
  ],
  ['melt-down', {}, 'no fault "melt-down"; there are partition-az, '],
])('%s with %o is refused in one line', (id, given, line) => {
  expect(errorOf(id, given).slice(0, line.length)).toBe(line);
});
