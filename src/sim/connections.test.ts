import { expect, test } from 'vitest';
import { SETTLE } from '../base/settle.ts';
import { runTo, sendNumbers, toy, toyWorld } from './toy-actor.ts';

const MS = 1_000;

test('a cut link kills the connection; after the keepalive both ends are told, and the next send opens a new one', () => {
  const world = toyWorld(2);
  runTo(world, 0);
  world.external(() => world.beginFault('cut', [{ type: 'link-cut', from: 'a', to: 'b' }]));
  sendNumbers(world, 'a', 'b', 1, 2);
  runTo(world, 10 * MS);
  expect(toy(world, 'b').happened).toEqual(['start with nothing']);
  // Healed, but this connection has a hole: nothing passes until it broke.
  world.external(() => expect(world.healFault('cut')).toBe(true));
  sendNumbers(world, 'a', 'b', 3);
  runTo(world, 20 * MS);
  expect(toy(world, 'b').happened).toEqual(['start with nothing']);
  runTo(world, 100 * MS);
  expect(toy(world, 'a').happened.filter((line) => line === 'lost b')).toHaveLength(1);
  expect(toy(world, 'b').happened.filter((line) => line === 'lost a')).toHaveLength(1);
  sendNumbers(world, 'a', 'b', 4);
  runTo(world, 200 * MS);
  expect(toy(world, 'b').happened.slice(-1)).toEqual(['4 from a']);
});

test('a one-way cut lets the other direction pass until the connection breaks', () => {
  const world = toyWorld(2);
  runTo(world, 0);
  world.external(() => world.beginFault('cut', [{ type: 'link-cut', from: 'a', to: 'b' }]));
  sendNumbers(world, 'a', 'b', 1);
  sendNumbers(world, 'b', 'a', 2);
  runTo(world, 20 * MS);
  expect(toy(world, 'a').happened).toContain('2 from b');
  expect(toy(world, 'b').happened).not.toContain('1 from a');
});

test('a lost packet breaks the connection at once, and what follows on it is lost too', () => {
  const world = toyWorld(2);
  const reasons: string[] = [];
  world.onRecord = ({ event }) => {
    if (event.kind === 'net.dropped' && event.reason !== 'toy') reasons.push(event.reason);
  };
  runTo(world, 0);
  world.external(() =>
    world.beginFault('loss', [{ type: 'link-lossy', from: 'a', to: 'b', lossPpm: 1_000_000 }]),
  );
  sendNumbers(world, 'a', 'b', 1);
  world.external(() => world.healFault('loss'));
  sendNumbers(world, 'a', 'b', 2, 3);
  runTo(world, 20 * MS);
  expect(reasons).toEqual(['lost', 'connection stalled', 'connection stalled']);
  expect(toy(world, 'a').happened).toContain('lost b');
  expect(toy(world, 'b').happened).toContain('lost a');
});

test('a message to a process that is down is refused and the sender is told', () => {
  const world = toyWorld(2);
  runTo(world, 0);
  world.external(() => world.kill('b'));
  sendNumbers(world, 'a', 'b', 1);
  runTo(world, 50 * MS);
  expect(toy(world, 'a').happened).toContain('lost b');
  expect(toy(world, 'b').happened).not.toContain('1 from a');
});

test('flights are listed in sending order, and one whose receiver died is doomed', () => {
  const world = toyWorld(3);
  runTo(world, 0);
  sendNumbers(world, 'a', 'b', 1, 2);
  sendNumbers(world, 'a', 'c', 3);
  expect(world.flights().map((flight) => (flight.message as { n?: number }).n)).toEqual([1, 2, 3]);
  world.external(() => world.kill('b'));
  expect(world.flights().map((flight) => world.doomed(flight))).toEqual([true, true, false]);
});

test('traffic is counted by ordered pair of zones and by kind', () => {
  const world = toyWorld(4);
  runTo(world, 0);
  sendNumbers(world, 'a', 'b', 1, 2);
  sendNumbers(world, 'b', 'a', 3);
  sendNumbers(world, 'a', 'd', 4);
  expect(world.traffic.byLink()).toEqual([
    { from: 'z1', to: 'z2', bytes: 200, messages: 2 },
    { from: 'z1', to: 'z1', bytes: 100, messages: 1 },
    { from: 'z2', to: 'z1', bytes: 100, messages: 1 },
  ]);
  expect([...world.traffic.byKind()]).toEqual([['toy', 400]]);
});

test('times of a connection that have passed say nothing: a world that forgets them runs on as another', () => {
  const worlds = [toyWorld(2), toyWorld(2)] as const;
  const [settled, other] = worlds;
  for (let round = 0; round < 40; round++) {
    for (const world of worlds) {
      // Now and then the next ones are sent while the last ones are on their way.
      runTo(world, round * 700);
      sendNumbers(world, 'a', 'b', round, round);
      sendNumbers(world, 'b', 'a', round);
    }
    settled[SETTLE]();
  }
  for (const world of worlds) runTo(world, 100 * MS);
  expect(settled.fingerprint.hex()).toBe(other.fingerprint.hex());
  expect(toy(settled, 'b').happened).toEqual(toy(other, 'b').happened);
  expect(toy(other, 'b').happened.length).toBeGreaterThan(80);
  settled[SETTLE]();
  const timesOf = ({
    lastDueAt,
    freeAt,
  }: {
    readonly lastDueAt: number;
    readonly freeAt: number;
  }): unknown => [lastDueAt, freeAt];
  expect([...settled.process('a').out.values()].map(timesOf)).toEqual([[0, 0]]);
  expect([...other.process('a').out.values()].map(timesOf)).not.toEqual([[0, 0]]);
});
