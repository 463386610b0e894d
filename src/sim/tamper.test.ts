import { expect, test } from 'vitest';
import { delayMessage, dropMessage, duplicateMessage } from './tamper.ts';
import { numbered, toy, toyWorld } from './toy-actor.ts';
import type { World } from './world.ts';

const MS = 1_000;

/** Messages 1, 2 and 3 from a to b, and 4 from a to c, on their way; latency has no tail. */
function onTheirWay(): World {
  const world = toyWorld(3, 1, { jitterUs: 0 });
  world.runUntil(0, Infinity);
  world.external(() => {
    for (const n of [1, 2, 3]) world.send(world.process('a'), 'b', numbered(n));
    world.send(world.process('a'), 'c', numbered(4));
  });
  return world;
}

function seqOf(world: World, n: number): number {
  const found = world.flights().find((flight) => 'n' in flight.message && flight.message.n === n);
  if (found === undefined) throw new Error(`message ${n} is not in flight`);
  return found.seq;
}

function received(world: World, by: string): string[] {
  world.runUntil(world.now + 100 * MS, Infinity);
  return toy(world, by).happened.slice(1);
}

function arrivalOf(world: World, by: string, n: number): number {
  return Number(
    toy(world, by)
      .log.find((line) => line.endsWith(` ${n} from a`))
      ?.split(' ')[0],
  );
}

test('a discarded message alone is missing; a lost one takes the rest of its connection with it', () => {
  const discarded = onTheirWay();
  discarded.external(() => dropMessage(discarded, seqOf(discarded, 2), 'discarded'));
  expect(discarded.flights().map((flight) => discarded.doomed(flight))).toEqual([false, true, false, false]);
  expect(received(discarded, 'b')).toEqual(['1 from a', '3 from a']);

  const lost = onTheirWay();
  lost.external(() => dropMessage(lost, seqOf(lost, 2), 'lost'));
  expect(received(lost, 'b')).toEqual(['1 from a', 'lost a']);
  expect(received(lost, 'c')).toEqual(['4 from a']);
});

test('a delayed message holds back what was sent behind it on its connection, now and later, and nothing else', () => {
  const plain = onTheirWay();
  received(plain, 'b');
  const world = onTheirWay();
  world.external(() => {
    delayMessage(world, seqOf(world, 2), 20 * MS);
    world.send(world.process('a'), 'b', numbered(5));
  });
  expect(received(world, 'b')).toEqual(['1 from a', '2 from a', '3 from a', '5 from a']);
  const late = arrivalOf(plain, 'b', 2) + 20 * MS;
  expect([2, 3, 5].map((n) => arrivalOf(world, 'b', n))).toEqual([late, late, late]);
  expect(arrivalOf(world, 'b', 1)).toBe(arrivalOf(plain, 'b', 1));
  expect(arrivalOf(world, 'c', 4)).toBe(arrivalOf(plain, 'c', 4));
});

test('a duplicate comes right behind the first, or later than what was sent after it', () => {
  const behind = onTheirWay();
  behind.external(() => duplicateMessage(behind, seqOf(behind, 1), 0));
  expect(behind.flights()).toHaveLength(5);
  expect(received(behind, 'b').toSorted()).toEqual(['1 from a', '1 from a', '2 from a', '3 from a']);

  const later = onTheirWay();
  later.external(() => duplicateMessage(later, seqOf(later, 1), 20 * MS));
  expect(received(later, 'b')).toEqual(['1 from a', '2 from a', '3 from a', '1 from a']);
});

test('a copy of the world made before does not know of it, one made after does', () => {
  const world = onTheirWay();
  const before = world.clone();
  world.external(() => dropMessage(world, seqOf(world, 1), 'discarded'));
  const after = world.clone();
  expect(received(before, 'b')).toContain('1 from a');
  expect(received(after, 'b')).toEqual(received(world, 'b'));
  expect(received(after, 'b')).not.toContain('1 from a');
});
