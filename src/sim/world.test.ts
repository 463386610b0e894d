import { describe, expect, test } from 'vitest';
import type { TraceRecord } from '../model/trace.ts';
import { numbered, runTo, sendNumbers, toy, toyWorld } from './toy-actor.ts';
import type { World } from './world.ts';

const MS = 1_000;
const S = 1_000_000;

/** Everybody talks to everybody, with faults along the way. */
function busyWorld(seed: number): World {
  const world = toyWorld(4, seed);
  const ids = ['a', 'b', 'c', 'd'];
  for (const id of ids) toy(world, id).chatter = ids.filter((other) => other !== id);
  return world;
}

describe('order', () => {
  test('items of one moment are handled in the order they were made', () => {
    const world = toyWorld(1);
    runTo(world, 0);
    world.external(() => {
      const a = world.process('a');
      world.setTimer(a, 50, numbered(1));
      world.setTimer(a, 20, numbered(2));
      world.setTimer(a, 50, numbered(3));
      world.setTimer(a, 20, numbered(4));
    });
    runTo(world, 100);
    expect(toy(world, 'a').log.slice(1)).toEqual(['20 timer 2', '20 timer 4', '50 timer 1', '50 timer 3']);
    expect(world.now).toBe(100);
  });

  test('messages of one connection arrive in the order they were sent, whatever the tail of latency', () => {
    const world = toyWorld(2, 3, { jitterUs: 5_000 });
    for (let n = 0; n < 200; n += 2) {
      sendNumbers(world, 'a', 'b', n, n + 1);
      runTo(world, world.now + 40);
    }
    runTo(world, S);
    const numbers = toy(world, 'b')
      .happened.slice(1)
      .map((line) => Number(line.split(' ')[0]));
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  test('a run cut into portions of any size is the same run', () => {
    const whole = busyWorld(5);
    runTo(whole, 40 * MS);
    const portions = busyWorld(5);
    for (let i = 0; portions.now < 40 * MS; i++) portions.runUntil(40 * MS, (i % 7) + 1);
    expect(portions.fingerprint.hex()).toBe(whole.fingerprint.hex());
    expect(portions.handled).toBe(whole.handled);
  });

  test('a stop asked for by a listener ends the run after the current item', () => {
    const world = busyWorld(5);
    world.onRecord = (record) => {
      if (record.n === 20) world.stopRequested = true;
    };
    world.runUntil(S, Infinity);
    expect(world.traceLength).toBeGreaterThan(20);
    expect(world.traceLength).toBeLessThan(25);
    const before = world.handled;
    expect(world.runUntil(world.now + 1_000, Infinity)).toBeGreaterThan(0);
    expect(world.handled).toBeGreaterThan(before);
  });
});

describe('determinism', () => {
  test('the same seed gives the same trace, another seed another', () => {
    const prints = [1, 1, 2].map((seed) => {
      const world = busyWorld(seed);
      runTo(world, 60 * MS);
      expect(world.traceLength).toBeGreaterThan(300);
      return world.fingerprint.hex();
    });
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  test('a clone runs on exactly as its original would, also with faults and a paused process', () => {
    const world = busyWorld(9);
    runTo(world, 10 * MS);
    world.external(() => {
      world.beginFault('slow', [{ type: 'link-slow', from: 'az:z1', to: 'b', addUs: 3_000 }]);
      world.beginFault('lossy', [{ type: 'link-lossy', from: 'a', to: 'c', lossPpm: 200_000 }]);
      world.pause('d');
    });
    runTo(world, 20 * MS);
    const records: TraceRecord[] = [];
    const copy = world.clone();
    copy.onRecord = (record) => records.push(record);
    for (const each of [world, copy]) {
      runTo(each, 30 * MS);
      each.external(() => {
        each.resume('d');
        each.kill('b');
        each.healFault('slow');
      });
      runTo(each, 45 * MS);
      each.external(() => each.restart('b'));
      runTo(each, 70 * MS);
    }
    expect(copy.fingerprint.hex()).toBe(world.fingerprint.hex());
    expect(copy.handled).toBe(world.handled);
    expect(records.length).toBeGreaterThan(100);
    expect(toy(copy, 'c').log).toEqual(toy(world, 'c').log);
  });

  test('running a clone does not disturb the original', () => {
    const world = busyWorld(4);
    runTo(world, 10 * MS);
    const print = world.fingerprint.hex();
    const copy = world.clone();
    copy.external(() => copy.kill('a'));
    runTo(copy, 30 * MS);
    expect(world.fingerprint.hex()).toBe(print);
    const alone = busyWorld(4);
    runTo(alone, 30 * MS);
    runTo(world, 30 * MS);
    expect(world.fingerprint.hex()).toBe(alone.fingerprint.hex());
  });

  test('a message that a fault discards still draws: what comes after has the same latency', () => {
    const arrivals = (lossPpm: number, cut: boolean): string[] => {
      const world = toyWorld(3, 8, { keepaliveTimeoutUs: 5_000, jitterUs: 3_000 });
      runTo(world, 0);
      if (lossPpm > 0) {
        world.external(() => world.beginFault('f', [{ type: 'link-lossy', from: 'a', to: 'b', lossPpm }]));
      }
      if (cut) world.external(() => world.beginFault('f', [{ type: 'link-cut', from: 'a', to: 'b' }]));
      sendNumbers(world, 'a', 'b', 1);
      runTo(world, 100 * MS);
      if (lossPpm > 0 || cut) world.external(() => world.healFault('f'));
      sendNumbers(world, 'a', 'b', 2);
      runTo(world, 200 * MS);
      return toy(world, 'b').log.filter((line) => line.includes(' 2 from'));
    };
    expect(arrivals(0, false)).toHaveLength(1);
    expect(arrivals(1_000_000, false)).toEqual(arrivals(0, false));
    expect(arrivals(0, true)).toEqual(arrivals(0, false));
  });

  test('an added process re-rolls nothing of the others', () => {
    const logs = [2, 3].map((count) => {
      const world = toyWorld(count, 6);
      sendNumbers(world, 'a', 'b', 1, 2, 3);
      runTo(world, 100 * MS);
      return toy(world, 'b').log;
    });
    expect(logs[1]).toEqual(logs[0]);
  });
});

describe('processes', () => {
  test('a paused process handles nothing; on resume everything comes in its order', () => {
    const world = toyWorld(2, 2);
    runTo(world, 0);
    world.external(() => {
      world.setTimer(world.process('b'), 5 * MS, numbered(7));
      world.pause('b');
    });
    for (let n = 0; n < 20; n++) {
      sendNumbers(world, 'a', 'b', n);
      runTo(world, world.now + 300);
    }
    runTo(world, 30 * MS);
    expect(toy(world, 'b').happened).toEqual(['start with nothing']);
    sendNumbers(world, 'a', 'b', 20);
    world.external(() => world.resume('b'));
    runTo(world, 60 * MS);
    const { happened } = toy(world, 'b');
    const numbers = happened
      .filter((line) => line.endsWith('from a'))
      .map((line) => Number(line.split(' ')[0]));
    expect(numbers).toEqual(Array.from({ length: 21 }, (_, n) => n));
    expect(happened).toContain('timer 7');
  });

  test('a crash loses writes that were not flushed, timers and lane work, and keeps what was', () => {
    const world = toyWorld(2);
    runTo(world, 0);
    world.external(() => {
      const b = world.process('b');
      world.write(b, numbered(1), 100);
      world.write(b, numbered(2), 100);
      world.setTimer(b, 20 * MS, numbered(3));
    });
    // One fsync takes between 300 µs and about 1 ms here.
    while (toy(world, 'b').durable.length === 0) runTo(world, world.now + 10);
    world.external(() => {
      world.enqueue(world.process('b'), 'work', numbered(4), 5 * MS);
      world.kill('b');
    });
    runTo(world, 10 * MS);
    world.external(() => world.restart('b'));
    runTo(world, 100 * MS);
    expect(toy(world, 'b').durable).toEqual([1]);
    expect(toy(world, 'b').happened).toEqual(['start with 1']);
    expect(world.process('b').incarnation).toBe(2);
    // A mailbox that was busy when it died works again.
    world.external(() => world.write(world.process('b'), numbered(5), 100));
    runTo(world, 200 * MS);
    expect(toy(world, 'b').durable).toEqual([1, 5]);
  });

  test('what a process sent before it died still arrives, and the reset comes behind it', () => {
    const world = toyWorld(2);
    runTo(world, 0);
    sendNumbers(world, 'a', 'b', 1, 2);
    world.external(() => world.kill('a'));
    runTo(world, 50 * MS);
    expect(toy(world, 'b').happened.slice(1)).toEqual(['1 from a', '2 from a', 'lost a']);
  });
});

describe('faults', () => {
  test('overlapping faults compose, and healing one leaves the other', () => {
    const world = toyWorld(2, 1, { jitterUs: 0 });
    runTo(world, 0);
    const latencyOf = (n: number): number => {
      const sentAt = world.now;
      sendNumbers(world, 'a', 'b', n);
      runTo(world, sentAt + 100 * MS);
      const line = toy(world, 'b').log.find((entry) => entry.endsWith(` ${n} from a`));
      return Number(line?.split(' ')[0]) - sentAt;
    };
    const healthy = latencyOf(1);
    world.external(() => {
      world.beginFault('one', [{ type: 'link-slow', from: 'a', to: 'b', addUs: 5_000 }]);
      world.beginFault('two', [{ type: 'link-slow', from: 'az:z1', to: 'az:z2', addUs: 7_000 }]);
    });
    expect(latencyOf(2) - healthy).toBe(12_000);
    world.external(() => world.healFault('one'));
    expect(latencyOf(3) - healthy).toBe(7_000);
    world.external(() => world.healFault('two'));
    expect(latencyOf(4)).toBe(healthy);
    world.external(() => expect(world.healFault('two')).toBe(false));
  });

  test('a skewed clock is wrong by offset and drift while the fault lasts', () => {
    const world = toyWorld(1);
    runTo(world, 0);
    const a = world.process('a');
    world.external(() =>
      world.beginFault('skew', [{ type: 'clock-skew', process: 'a', offsetUs: -2_000, driftPpm: 1_000 }]),
    );
    expect(world.wallOffsetUs(a)).toBe(-2_000);
    runTo(world, S);
    expect(world.wallOffsetUs(a)).toBe(-1_000);
    world.external(() => world.healFault('skew'));
    expect(world.wallOffsetUs(a)).toBe(0);
  });

  test('a zone that is cut off loses all its links to others and keeps those inside', () => {
    const world = toyWorld(4);
    runTo(world, 0);
    world.external(() =>
      world.beginFault('az', [
        { type: 'link-cut', from: 'az:z1', to: 'az:z2' },
        { type: 'link-cut', from: 'az:z1', to: 'az:z3' },
      ]),
    );
    sendNumbers(world, 'a', 'b', 1);
    sendNumbers(world, 'a', 'c', 2);
    sendNumbers(world, 'a', 'd', 3);
    runTo(world, 20 * MS);
    expect(toy(world, 'b').happened).toEqual(['start with nothing']);
    expect(toy(world, 'c').happened).toEqual(['start with nothing']);
    expect(toy(world, 'd').happened).toContain('3 from a');
  });
});

test('an answer to the console goes nowhere, and an order is handled at once', () => {
  const world = toyWorld(1);
  runTo(world, 0);
  toy(world, 'a').echoBelow = 10;
  world.external(() => world.inject('a', numbered(5)));
  expect(toy(world, 'a').happened).toContain('5 from console');
  expect(world.flights()).toEqual([]);
});
