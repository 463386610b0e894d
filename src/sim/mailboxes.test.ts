import { describe, expect, test } from 'vitest';
import { numbered, runTo, toy, toyWorld } from './toy-actor.ts';
import type { World } from './world.ts';

const MS = 1_000;
const S = 1_000_000;

test('disk and lanes are mailboxes: in order, one at a time, independent of each other', () => {
  const world = toyWorld(1);
  runTo(world, 0);
  world.external(() => {
    const a = world.process('a');
    for (const n of [1, 2, 3]) world.write(a, numbered(n), 100);
    for (const n of [4, 5]) world.enqueue(a, 'apply', numbered(n), 1_000);
    world.enqueue(a, 'cdc', numbered(6), 1_000);
  });
  expect(world.process('a').disk.depth).toBe(3);
  runTo(world, 20 * MS);
  const { log } = toy(world, 'a');
  const order = (pattern: string): string[] =>
    log.filter((line) => line.includes(pattern)).map((line) => line.split(' ')[2] ?? '');
  expect(order('written')).toEqual(['1', '2', '3']);
  expect(log.filter((line) => line.includes('apply'))).toEqual(['1000 apply 4', '2000 apply 5']);
  expect(log).toContain('1000 cdc 6');
  const moments = log.filter((line) => line.includes('written')).map((line) => Number(line.split(' ')[0]));
  expect((moments[1] ?? 0) - (moments[0] ?? 0)).toBeGreaterThanOrEqual(300);
});

test('a stalled disk completes nothing until it is healed, then goes on in order', () => {
  const world = toyWorld(1);
  runTo(world, 0);
  world.external(() => {
    world.beginFault('stall', [{ type: 'disk-stalled', process: 'a' }]);
    for (const n of [1, 2, 3]) world.write(world.process('a'), numbered(n), 100);
  });
  runTo(world, 500 * MS);
  expect(toy(world, 'a').durable).toEqual([]);
  world.external(() => world.healFault('stall'));
  runTo(world, S);
  expect(toy(world, 'a').durable).toEqual([1, 2, 3]);
});

test('a slow disk takes longer, and a stalled lane holds only that lane', () => {
  const world = toyWorld(1);
  runTo(world, 0);
  world.external(() => {
    world.beginFault('slow', [{ type: 'disk-slow', process: 'a', addUs: 30_000 }]);
    world.beginFault('lane', [{ type: 'lane-stalled', process: 'a', lane: 'apply' }]);
    const a = world.process('a');
    world.write(a, numbered(1), 100);
    world.enqueue(a, 'apply', numbered(2), 100);
    world.enqueue(a, 'cdc', numbered(3), 100);
  });
  runTo(world, 100 * MS);
  const { log, happened } = toy(world, 'a');
  expect(Number(log.find((line) => line.includes('written'))?.split(' ')[0])).toBeGreaterThanOrEqual(30_300);
  expect(happened).toContain('cdc 3');
  expect(happened).not.toContain('apply 2');
  world.external(() => world.healFault('lane'));
  runTo(world, 200 * MS);
  expect(toy(world, 'a').happened).toContain('apply 2');
});

describe('a lane stalled for one tag', () => {
  const stall = (world: World, id: string, tag?: string): void => {
    const effect = { type: 'lane-stalled', process: 'a', lane: 'apply' } as const;
    world.external(() => world.beginFault(id, [tag === undefined ? effect : { ...effect, tag }]));
  };
  const queue = (world: World, ...work: readonly (readonly [number, string])[]): void =>
    world.external(() => {
      for (const [n, tag] of work) world.enqueue(world.process('a'), 'apply', numbered(n), 100, tag);
    });
  const applied = (world: World): string[] =>
    toy(world, 'a').happened.filter((line) => line.startsWith('apply'));

  test('lets the others pass; what it held goes on first and in order', () => {
    const world = toyWorld(1);
    runTo(world, 0);
    stall(world, 'f', 'region:3');
    queue(world, [1, 'region:3'], [2, 'region:4'], [3, 'region:3'], [4, ''], [5, 'region:4']);
    runTo(world, 10 * MS);
    expect(applied(world)).toEqual(['apply 2', 'apply 4', 'apply 5']);
    expect(world.process('a').lane('apply').asideDepth).toBe(2);
    queue(world, [6, 'region:3'], [7, 'region:4']);
    world.external(() => world.healFault('f'));
    queue(world, [8, 'region:3']);
    runTo(world, 20 * MS);
    expect(applied(world).slice(3)).toEqual(['apply 7', 'apply 1', 'apply 3', 'apply 6', 'apply 8']);
    expect(world.process('a').lane('apply').depth).toBe(0);
  });

  test('sets aside what was in service, and costs the others no time', () => {
    const world = toyWorld(1);
    runTo(world, 0);
    queue(world, [1, 'region:3'], [2, 'region:4']);
    stall(world, 'f', 'region:3');
    runTo(world, 10 * MS);
    expect(toy(world, 'a').log.filter((line) => line.includes('apply'))).toEqual(['200 apply 2']);
    world.external(() => world.healFault('f'));
    runTo(world, 20 * MS);
    expect(applied(world)).toEqual(['apply 2', 'apply 1']);
  });

  test('composes with a stall of the whole lane and with a second one of the tag', () => {
    const world = toyWorld(1);
    runTo(world, 0);
    stall(world, 'all');
    stall(world, 'one', 'region:3');
    stall(world, 'two', 'region:3');
    queue(world, [1, 'region:4'], [2, 'region:3'], [3, 'region:4']);
    runTo(world, 10 * MS);
    expect(applied(world)).toEqual([]);
    world.external(() => world.healFault('all'));
    runTo(world, 20 * MS);
    expect(applied(world)).toEqual(['apply 1', 'apply 3']);
    world.external(() => world.healFault('one'));
    runTo(world, 30 * MS);
    expect(applied(world)).toHaveLength(2);
    world.external(() => world.healFault('two'));
    runTo(world, 40 * MS);
    expect(applied(world)).toEqual(['apply 1', 'apply 3', 'apply 2']);
  });

  test('is kept by a keyframe and forgotten by a crash', () => {
    const world = toyWorld(1);
    runTo(world, 0);
    stall(world, 'f', 'region:3');
    queue(world, [1, 'region:3'], [2, 'region:3']);
    runTo(world, 10 * MS);
    const copy = world.clone();
    for (const each of [world, copy]) each.external(() => each.healFault('f'));
    runTo(world, 20 * MS);
    runTo(copy, 20 * MS);
    expect(applied(copy)).toEqual(['apply 1', 'apply 2']);
    expect(copy.fingerprint.hex()).toBe(world.fingerprint.hex());
    stall(world, 'f', 'region:3');
    queue(world, [3, 'region:3']);
    world.external(() => {
      world.kill('a');
      world.restart('a');
      world.healFault('f');
    });
    runTo(world, 30 * MS);
    expect(applied(world)).not.toContain('apply 3');
  });

  test('holds for every lane of a group', () => {
    const world = toyWorld(1);
    runTo(world, 0);
    world.external(() => {
      world.beginFault('f', [{ type: 'lane-stalled', process: 'a', lane: 'scan', tag: 't' }]);
      const a = world.process('a');
      for (const [n, lane] of [
        [1, 'scan/0'],
        [2, 'scan/1'],
        [3, 'scanner'],
      ] as const)
        world.enqueue(a, lane, numbered(n), 100, 't');
    });
    runTo(world, 10 * MS);
    expect(toy(world, 'a').happened.slice(1)).toEqual(['scanner 3']);
  });
});
