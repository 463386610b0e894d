import { describe, expect, test } from 'vitest';
import type { TraceRecord } from '../model/trace.ts';
import { numbered, toy, toyWorld } from './toy-actor.ts';
import type { World } from './world.ts';

const MS = 1_000;
const S = 1_000_000;

function send(world: World, from: string, to: string, ...numbers: number[]): void {
  world.external(() => {
    for (const n of numbers) world.send(world.process(from), to, numbered(n));
  });
}

function run(world: World, until: number): void {
  world.runUntil(until, Infinity);
}

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
    run(world, 0);
    world.external(() => {
      const a = world.process('a');
      world.setTimer(a, 50, numbered(1));
      world.setTimer(a, 20, numbered(2));
      world.setTimer(a, 50, numbered(3));
      world.setTimer(a, 20, numbered(4));
    });
    run(world, 100);
    expect(toy(world, 'a').log.slice(1)).toEqual(['20 timer 2', '20 timer 4', '50 timer 1', '50 timer 3']);
    expect(world.now).toBe(100);
  });

  test('messages of one connection arrive in the order they were sent, whatever the tail of latency', () => {
    const world = toyWorld(2, 3, { jitterUs: 5_000 });
    for (let n = 0; n < 200; n += 2) {
      send(world, 'a', 'b', n, n + 1);
      run(world, world.now + 40);
    }
    run(world, S);
    const numbers = toy(world, 'b')
      .happened.slice(1)
      .map((line) => Number(line.split(' ')[0]));
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  test('a run cut into portions of any size is the same run', () => {
    const whole = busyWorld(5);
    run(whole, 40 * MS);
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
      run(world, 60 * MS);
      expect(world.traceLength).toBeGreaterThan(300);
      return world.fingerprint.hex();
    });
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
  });

  test('a clone runs on exactly as its original would, also with faults and a paused process', () => {
    const world = busyWorld(9);
    run(world, 10 * MS);
    world.external(() => {
      world.beginFault('slow', [{ type: 'link-slow', from: 'az:z1', to: 'b', addUs: 3_000 }]);
      world.beginFault('lossy', [{ type: 'link-lossy', from: 'a', to: 'c', lossPpm: 200_000 }]);
      world.pause('d');
    });
    run(world, 20 * MS);
    const records: TraceRecord[] = [];
    const copy = world.clone();
    copy.onRecord = (record) => records.push(record);
    for (const each of [world, copy]) {
      run(each, 30 * MS);
      each.external(() => {
        each.resume('d');
        each.kill('b');
        each.healFault('slow');
      });
      run(each, 45 * MS);
      each.external(() => each.restart('b'));
      run(each, 70 * MS);
    }
    expect(copy.fingerprint.hex()).toBe(world.fingerprint.hex());
    expect(copy.handled).toBe(world.handled);
    expect(records.length).toBeGreaterThan(100);
    expect(toy(copy, 'c').log).toEqual(toy(world, 'c').log);
  });

  test('running a clone does not disturb the original', () => {
    const world = busyWorld(4);
    run(world, 10 * MS);
    const print = world.fingerprint.hex();
    const copy = world.clone();
    copy.external(() => copy.kill('a'));
    run(copy, 30 * MS);
    expect(world.fingerprint.hex()).toBe(print);
    const alone = busyWorld(4);
    run(alone, 30 * MS);
    run(world, 30 * MS);
    expect(world.fingerprint.hex()).toBe(alone.fingerprint.hex());
  });

  test('a message that a fault discards still draws: what comes after has the same latency', () => {
    const arrivals = (lossPpm: number, cut: boolean): string[] => {
      const world = toyWorld(3, 8, { keepaliveTimeoutUs: 5_000, jitterUs: 3_000 });
      run(world, 0);
      if (lossPpm > 0) {
        world.external(() => world.beginFault('f', [{ type: 'link-lossy', from: 'a', to: 'b', lossPpm }]));
      }
      if (cut) world.external(() => world.beginFault('f', [{ type: 'link-cut', from: 'a', to: 'b' }]));
      send(world, 'a', 'b', 1);
      run(world, 100 * MS);
      if (lossPpm > 0 || cut) world.external(() => world.healFault('f'));
      send(world, 'a', 'b', 2);
      run(world, 200 * MS);
      return toy(world, 'b').log.filter((line) => line.includes(' 2 from'));
    };
    expect(arrivals(0, false)).toHaveLength(1);
    expect(arrivals(1_000_000, false)).toEqual(arrivals(0, false));
    expect(arrivals(0, true)).toEqual(arrivals(0, false));
  });

  test('an added process re-rolls nothing of the others', () => {
    const logs = [2, 3].map((count) => {
      const world = toyWorld(count, 6);
      send(world, 'a', 'b', 1, 2, 3);
      run(world, 100 * MS);
      return toy(world, 'b').log;
    });
    expect(logs[1]).toEqual(logs[0]);
  });
});

describe('connections', () => {
  test('a cut link kills the connection; after the keepalive both ends are told, and the next send opens a new one', () => {
    const world = toyWorld(2);
    run(world, 0);
    world.external(() => world.beginFault('cut', [{ type: 'link-cut', from: 'a', to: 'b' }]));
    send(world, 'a', 'b', 1, 2);
    run(world, 10 * MS);
    expect(toy(world, 'b').happened).toEqual(['start with nothing']);
    // Healed, but this connection has a hole: nothing passes until it broke.
    world.external(() => expect(world.healFault('cut')).toBe(true));
    send(world, 'a', 'b', 3);
    run(world, 20 * MS);
    expect(toy(world, 'b').happened).toEqual(['start with nothing']);
    run(world, 100 * MS);
    expect(toy(world, 'a').happened.filter((line) => line === 'lost b')).toHaveLength(1);
    expect(toy(world, 'b').happened.filter((line) => line === 'lost a')).toHaveLength(1);
    send(world, 'a', 'b', 4);
    run(world, 200 * MS);
    expect(toy(world, 'b').happened.slice(-1)).toEqual(['4 from a']);
  });

  test('a one-way cut lets the other direction pass until the connection breaks', () => {
    const world = toyWorld(2);
    run(world, 0);
    world.external(() => world.beginFault('cut', [{ type: 'link-cut', from: 'a', to: 'b' }]));
    send(world, 'a', 'b', 1);
    send(world, 'b', 'a', 2);
    run(world, 20 * MS);
    expect(toy(world, 'a').happened).toContain('2 from b');
    expect(toy(world, 'b').happened).not.toContain('1 from a');
  });

  test('a lost packet breaks the connection at once, and what follows on it is lost too', () => {
    const world = toyWorld(2);
    const reasons: string[] = [];
    world.onRecord = ({ event }) => {
      if (event.kind === 'net.dropped' && event.reason !== 'toy') reasons.push(event.reason);
    };
    run(world, 0);
    world.external(() =>
      world.beginFault('loss', [{ type: 'link-lossy', from: 'a', to: 'b', lossPpm: 1_000_000 }]),
    );
    send(world, 'a', 'b', 1);
    world.external(() => world.healFault('loss'));
    send(world, 'a', 'b', 2, 3);
    run(world, 20 * MS);
    expect(reasons).toEqual(['lost', 'connection stalled', 'connection stalled']);
    expect(toy(world, 'a').happened).toContain('lost b');
    expect(toy(world, 'b').happened).toContain('lost a');
  });

  test('a message to a process that is down is refused and the sender is told', () => {
    const world = toyWorld(2);
    run(world, 0);
    world.external(() => world.kill('b'));
    send(world, 'a', 'b', 1);
    run(world, 50 * MS);
    expect(toy(world, 'a').happened).toContain('lost b');
    expect(toy(world, 'b').happened).not.toContain('1 from a');
  });

  test('flights are listed in sending order, and one whose receiver died is doomed', () => {
    const world = toyWorld(3);
    run(world, 0);
    send(world, 'a', 'b', 1, 2);
    send(world, 'a', 'c', 3);
    expect(world.flights().map((flight) => (flight.message as { n?: number }).n)).toEqual([1, 2, 3]);
    world.external(() => world.kill('b'));
    expect(world.flights().map((flight) => world.doomed(flight))).toEqual([true, true, false]);
  });
});

describe('processes', () => {
  test('a paused process handles nothing; on resume everything comes in its order', () => {
    const world = toyWorld(2, 2);
    run(world, 0);
    world.external(() => {
      world.setTimer(world.process('b'), 5 * MS, numbered(7));
      world.pause('b');
    });
    for (let n = 0; n < 20; n++) {
      send(world, 'a', 'b', n);
      run(world, world.now + 300);
    }
    run(world, 30 * MS);
    expect(toy(world, 'b').happened).toEqual(['start with nothing']);
    send(world, 'a', 'b', 20);
    world.external(() => world.resume('b'));
    run(world, 60 * MS);
    const { happened } = toy(world, 'b');
    const numbers = happened
      .filter((line) => line.endsWith('from a'))
      .map((line) => Number(line.split(' ')[0]));
    expect(numbers).toEqual(Array.from({ length: 21 }, (_, n) => n));
    expect(happened).toContain('timer 7');
  });

  test('a crash loses writes that were not flushed, timers and lane work, and keeps what was', () => {
    const world = toyWorld(2);
    run(world, 0);
    world.external(() => {
      const b = world.process('b');
      world.write(b, numbered(1), 100);
      world.write(b, numbered(2), 100);
      world.setTimer(b, 20 * MS, numbered(3));
    });
    // One fsync takes between 300 µs and about 1 ms here.
    while (toy(world, 'b').durable.length === 0) run(world, world.now + 10);
    world.external(() => {
      world.enqueue(world.process('b'), 'work', numbered(4), 5 * MS);
      world.kill('b');
    });
    run(world, 10 * MS);
    world.external(() => world.restart('b'));
    run(world, 100 * MS);
    expect(toy(world, 'b').durable).toEqual([1]);
    expect(toy(world, 'b').happened).toEqual(['start with 1']);
    expect(world.process('b').incarnation).toBe(2);
    // A mailbox that was busy when it died works again.
    world.external(() => world.write(world.process('b'), numbered(5), 100));
    run(world, 200 * MS);
    expect(toy(world, 'b').durable).toEqual([1, 5]);
  });

  test('what a process sent before it died still arrives, and the reset comes behind it', () => {
    const world = toyWorld(2);
    run(world, 0);
    send(world, 'a', 'b', 1, 2);
    world.external(() => world.kill('a'));
    run(world, 50 * MS);
    expect(toy(world, 'b').happened.slice(1)).toEqual(['1 from a', '2 from a', 'lost a']);
  });

  test('disk and lanes are mailboxes: in order, one at a time, independent of each other', () => {
    const world = toyWorld(1);
    run(world, 0);
    world.external(() => {
      const a = world.process('a');
      for (const n of [1, 2, 3]) world.write(a, numbered(n), 100);
      for (const n of [4, 5]) world.enqueue(a, 'apply', numbered(n), 1_000);
      world.enqueue(a, 'cdc', numbered(6), 1_000);
    });
    expect(world.process('a').disk.depth).toBe(3);
    run(world, 20 * MS);
    const { log } = toy(world, 'a');
    const order = (pattern: string): string[] =>
      log.filter((line) => line.includes(pattern)).map((line) => line.split(' ')[2] ?? '');
    expect(order('written')).toEqual(['1', '2', '3']);
    expect(log.filter((line) => line.includes('apply'))).toEqual(['1000 apply 4', '2000 apply 5']);
    expect(log).toContain('1000 cdc 6');
    const moments = log.filter((line) => line.includes('written')).map((line) => Number(line.split(' ')[0]));
    expect((moments[1] ?? 0) - (moments[0] ?? 0)).toBeGreaterThanOrEqual(300);
  });
});

describe('faults', () => {
  test('overlapping faults compose, and healing one leaves the other', () => {
    const world = toyWorld(2, 1, { jitterUs: 0 });
    run(world, 0);
    const latencyOf = (n: number): number => {
      const sentAt = world.now;
      send(world, 'a', 'b', n);
      run(world, sentAt + 100 * MS);
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

  test('a stalled disk completes nothing until it is healed, then goes on in order', () => {
    const world = toyWorld(1);
    run(world, 0);
    world.external(() => {
      world.beginFault('stall', [{ type: 'disk-stalled', process: 'a' }]);
      for (const n of [1, 2, 3]) world.write(world.process('a'), numbered(n), 100);
    });
    run(world, 500 * MS);
    expect(toy(world, 'a').durable).toEqual([]);
    world.external(() => world.healFault('stall'));
    run(world, S);
    expect(toy(world, 'a').durable).toEqual([1, 2, 3]);
  });

  test('a slow disk takes longer, and a stalled lane holds only that lane', () => {
    const world = toyWorld(1);
    run(world, 0);
    world.external(() => {
      world.beginFault('slow', [{ type: 'disk-slow', process: 'a', addUs: 30_000 }]);
      world.beginFault('lane', [{ type: 'lane-stalled', process: 'a', lane: 'apply' }]);
      const a = world.process('a');
      world.write(a, numbered(1), 100);
      world.enqueue(a, 'apply', numbered(2), 100);
      world.enqueue(a, 'cdc', numbered(3), 100);
    });
    run(world, 100 * MS);
    const { log, happened } = toy(world, 'a');
    expect(Number(log.find((line) => line.includes('written'))?.split(' ')[0])).toBeGreaterThanOrEqual(
      30_300,
    );
    expect(happened).toContain('cdc 3');
    expect(happened).not.toContain('apply 2');
    world.external(() => world.healFault('lane'));
    run(world, 200 * MS);
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
      run(world, 0);
      stall(world, 'f', 'region:3');
      queue(world, [1, 'region:3'], [2, 'region:4'], [3, 'region:3'], [4, ''], [5, 'region:4']);
      run(world, 10 * MS);
      expect(applied(world)).toEqual(['apply 2', 'apply 4', 'apply 5']);
      expect(world.process('a').lane('apply').asideDepth).toBe(2);
      queue(world, [6, 'region:3'], [7, 'region:4']);
      world.external(() => world.healFault('f'));
      queue(world, [8, 'region:3']);
      run(world, 20 * MS);
      expect(applied(world).slice(3)).toEqual(['apply 7', 'apply 1', 'apply 3', 'apply 6', 'apply 8']);
      expect(world.process('a').lane('apply').depth).toBe(0);
    });

    test('sets aside what was in service, and costs the others no time', () => {
      const world = toyWorld(1);
      run(world, 0);
      queue(world, [1, 'region:3'], [2, 'region:4']);
      stall(world, 'f', 'region:3');
      run(world, 10 * MS);
      expect(toy(world, 'a').log.filter((line) => line.includes('apply'))).toEqual(['200 apply 2']);
      world.external(() => world.healFault('f'));
      run(world, 20 * MS);
      expect(applied(world)).toEqual(['apply 2', 'apply 1']);
    });

    test('composes with a stall of the whole lane and with a second one of the tag', () => {
      const world = toyWorld(1);
      run(world, 0);
      stall(world, 'all');
      stall(world, 'one', 'region:3');
      stall(world, 'two', 'region:3');
      queue(world, [1, 'region:4'], [2, 'region:3'], [3, 'region:4']);
      run(world, 10 * MS);
      expect(applied(world)).toEqual([]);
      world.external(() => world.healFault('all'));
      run(world, 20 * MS);
      expect(applied(world)).toEqual(['apply 1', 'apply 3']);
      world.external(() => world.healFault('one'));
      run(world, 30 * MS);
      expect(applied(world)).toHaveLength(2);
      world.external(() => world.healFault('two'));
      run(world, 40 * MS);
      expect(applied(world)).toEqual(['apply 1', 'apply 3', 'apply 2']);
    });

    test('is kept by a keyframe and forgotten by a crash', () => {
      const world = toyWorld(1);
      run(world, 0);
      stall(world, 'f', 'region:3');
      queue(world, [1, 'region:3'], [2, 'region:3']);
      run(world, 10 * MS);
      const copy = world.clone();
      for (const each of [world, copy]) each.external(() => each.healFault('f'));
      run(world, 20 * MS);
      run(copy, 20 * MS);
      expect(applied(copy)).toEqual(['apply 1', 'apply 2']);
      expect(copy.fingerprint.hex()).toBe(world.fingerprint.hex());
      stall(world, 'f', 'region:3');
      queue(world, [3, 'region:3']);
      world.external(() => {
        world.kill('a');
        world.restart('a');
        world.healFault('f');
      });
      run(world, 30 * MS);
      expect(applied(world)).not.toContain('apply 3');
    });

    test('holds for every lane of a group', () => {
      const world = toyWorld(1);
      run(world, 0);
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
      run(world, 10 * MS);
      expect(toy(world, 'a').happened.slice(1)).toEqual(['scanner 3']);
    });
  });

  test('a skewed clock is wrong by offset and drift while the fault lasts', () => {
    const world = toyWorld(1);
    run(world, 0);
    const a = world.process('a');
    world.external(() =>
      world.beginFault('skew', [{ type: 'clock-skew', process: 'a', offsetUs: -2_000, driftPpm: 1_000 }]),
    );
    expect(world.wallOffsetUs(a)).toBe(-2_000);
    run(world, S);
    expect(world.wallOffsetUs(a)).toBe(-1_000);
    world.external(() => world.healFault('skew'));
    expect(world.wallOffsetUs(a)).toBe(0);
  });

  test('a zone that is cut off loses all its links to others and keeps those inside', () => {
    const world = toyWorld(4);
    run(world, 0);
    world.external(() =>
      world.beginFault('az', [
        { type: 'link-cut', from: 'az:z1', to: 'az:z2' },
        { type: 'link-cut', from: 'az:z1', to: 'az:z3' },
      ]),
    );
    send(world, 'a', 'b', 1);
    send(world, 'a', 'c', 2);
    send(world, 'a', 'd', 3);
    run(world, 20 * MS);
    expect(toy(world, 'b').happened).toEqual(['start with nothing']);
    expect(toy(world, 'c').happened).toEqual(['start with nothing']);
    expect(toy(world, 'd').happened).toContain('3 from a');
  });
});

test('traffic is counted by ordered pair of zones and by kind', () => {
  const world = toyWorld(4);
  run(world, 0);
  send(world, 'a', 'b', 1, 2);
  send(world, 'b', 'a', 3);
  send(world, 'a', 'd', 4);
  expect(world.traffic.byLink()).toEqual([
    { from: 'z1', to: 'z2', bytes: 200, messages: 2 },
    { from: 'z1', to: 'z1', bytes: 100, messages: 1 },
    { from: 'z2', to: 'z1', bytes: 100, messages: 1 },
  ]);
  expect([...world.traffic.byKind()]).toEqual([['toy', 400]]);
});

test('an answer to the console goes nowhere, and an order is handled at once', () => {
  const world = toyWorld(1);
  run(world, 0);
  toy(world, 'a').echoBelow = 10;
  world.external(() => world.inject('a', numbered(5)));
  expect(toy(world, 'a').happened).toContain('5 from console');
  expect(world.flights()).toEqual([]);
});
