import { describe, expect, test } from 'vitest';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';
import type { Engine } from './api.ts';
import { engineOf, FIRST_LIGHT } from './testing.ts';

const S = 1_000_000;

function engineWith(
  commands: readonly ScenarioCommand[] = [],
  words: Partial<Pick<ScenarioDoc, 'beats'>> = {},
): Engine {
  return engineOf({ ...FIRST_LIGHT, commands, ...words });
}

const kill = (at: number, process = 'store-1'): ScenarioCommand => ({ at, do: 'kill', process });
const split = (at: number): ScenarioCommand => ({ at, do: 'splitRegion', region: 2, key: 'g' });

/** What a run of these commands is, played straight through. */
function straight(commands: readonly ScenarioCommand[], at: number): string {
  const engine = engineWith(commands);
  engine.advance(at);
  return engine.fingerprint;
}

describe('other commands for the same run', () => {
  test('whatever was rewritten and in which order, the run is the one of its commands', () => {
    const engine = engineWith();
    engine.advance(4 * S);
    const lists = [
      [kill(2 * S)],
      [split(S), kill(2 * S)],
      [split(S), kill(3 * S, 'store-2')],
      [kill(0), split(3 * S)],
      [],
      [split(2_500_000)],
    ];
    for (const commands of lists) {
      expect(engine.rewrite(commands)).toEqual({ ok: true, value: null });
      expect(engine.doc.commands).toEqual(commands);
      engine.seek(4 * S);
      expect(engine.fingerprint).toBe(straight(commands, 4 * S));
      engine.seek(S);
      engine.seek(4 * S);
      expect(engine.fingerprint).toBe(straight(commands, 4 * S));
    }
  });

  test('what was computed stays up to the first difference, and so does a cursor before it', () => {
    const engine = engineWith([split(S)]);
    engine.advance(4 * S);
    engine.seek(2 * S);
    engine.rewrite([split(S), kill(3 * S)]);
    expect([engine.at, engine.newest]).toEqual([2 * S, 3 * S - 1]);
    engine.rewrite([split(S), kill(9 * S)]);
    expect([engine.at, engine.newest]).toEqual([2 * S, 3 * S - 1]);
    engine.rewrite([split(2 * S)]);
    expect([engine.at, engine.newest]).toEqual([S - 1, S - 1]);
    expect(engine.marks()).toEqual([]);
    engine.seek(3 * S);
    expect(engine.marks().filter((mark) => mark.kind === 'command')).toMatchObject([
      { at: 2 * S, kind: 'command', command: 0 },
    ]);
  });

  test('moments outside of the run are refused and change nothing', () => {
    const engine = engineWith([split(S)]);
    engine.advance(2 * S);
    for (const at of [-1, FIRST_LIGHT.untilUs + 1, 0.5]) {
      expect(engine.rewrite([kill(at)])).toMatchObject({ ok: false });
      expect(engine.doc.commands).toEqual([split(S)]);
    }
    expect(engine.newest).toBe(2 * S);
  });

  test('marks name their command and what kind of thing it was', () => {
    const heal: ScenarioCommand = { at: 2 * S, do: 'heal', id: 'slow' };
    const slow: ScenarioCommand = {
      at: S,
      do: 'fault',
      id: 'slow',
      fault: 'stall-disk',
      with: { process: 'store-2' },
    };
    const engine = engineWith([
      slow,
      kill(1_500_000),
      heal,
      { at: 2_500_000, do: 'restart', process: 'store-1' },
      { at: 3 * S, do: 'restart', process: 'store-1' },
    ]);
    engine.advance(4 * S);
    expect(engine.marks().filter((mark) => mark.command !== null)).toMatchObject([
      { kind: 'fault', command: 0 },
      { kind: 'fault', command: 1 },
      { kind: 'heal', command: 2 },
      { kind: 'heal', command: 3 },
      { kind: 'refused', command: 4 },
    ]);
  });
});

describe('running until something happens', () => {
  test('stops behind the item that made it true, then goes on to the next', () => {
    const engine = engineWith([kill(2 * S)]);
    const first = engine.runUntil({ on: 'leader', region: null }, 10 * S);
    expect(first.met).toMatch(/leader/);
    const at = engine.at;
    const second = engine.runUntil({ on: 'leader', region: null }, 10 * S);
    expect(second.met).toMatch(/leader/);
    expect(engine.at).toBeGreaterThanOrEqual(at);
    engine.seek(0);
    const crash = engine.runUntil({ on: 'log', words: 'Store-1 CRASHES' }, 10 * S);
    expect(crash).toMatchObject({ at: 2 * S, met: expect.stringContaining('crashes') });
  });

  test('stops at each caption in turn, whether bound to a time or to an event', () => {
    const beats = [
      { id: 'a', on: { at: 0 }, caption: 'It begins.' },
      { id: 'b', on: { kind: 'client.acked', nth: 1 }, caption: 'An answer.' },
      { id: 'c', on: { at: 1_500_000 }, caption: 'A second and a half.' },
      { id: 'd', on: { kind: 'process.crashed', nth: 1 }, caption: 'It crashes.' },
    ] as const;
    const engine = engineWith([kill(2 * S)], { beats });
    const told = (): (string | null)[] => {
      const met: (string | null)[] = [engine.caption().caption];
      for (let next = engine.runUntil({ on: 'caption' }, 3 * S); next.met !== null;) {
        expect(engine.caption().caption).toBe(next.met);
        met.push(next.met);
        next = engine.runUntil({ on: 'caption' }, 3 * S);
      }
      return met;
    };
    const first = told();
    expect(first).toEqual(beats.map(({ caption }) => caption));
    expect(engine.at).toBe(3 * S);
    engine.seek(0);
    expect(told()).toEqual(first);
  });

  test('finds the same in the past as the first time, and changes nothing', () => {
    const engine = engineWith([kill(2 * S)]);
    engine.advance(6 * S);
    const { fingerprint } = engine;
    const met: number[] = [];
    for (const from of [0, 0]) {
      engine.seek(from);
      met.push(engine.runUntil({ on: 'leader', region: 2 }, 6 * S).at);
    }
    expect(met[0]).toBe(met[1]);
    engine.seek(6 * S);
    expect(engine.fingerprint).toBe(fingerprint);
  });

  test('knows lags, latencies and things; stops at the end without', () => {
    const engine = engineWith();
    expect(engine.runUntil({ on: 'lag', of: 'checkpoint', aboveMs: 1 }, 10 * S).met).toMatch(
      /checkpoint lag/,
    );
    expect(engine.runUntil({ on: 'lag', of: 'write', aboveMs: 1 }, 10 * S).met).toMatch(/\d/);
    expect(engine.runUntil({ on: 'thing', region: null, process: 'pd-1' }, 10 * S).met).not.toBeNull();
    const before = engine.at;
    expect(engine.runUntil({ on: 'violation' }, before + S)).toMatchObject({ at: before + S, met: null });
  });

  test('portions do not change where it stops', () => {
    const whole = engineWith();
    const { at } = whole.runUntil({ on: 'leader', region: 2 }, 10 * S);
    const cut = engineWith();
    let met: string | null = null;
    for (let i = 0; met === null && i < 100_000; i++)
      ({ met } = cut.runUntil({ on: 'leader', region: 2 }, 10 * S, 7));
    expect([cut.at, cut.fingerprint]).toEqual([at, whole.fingerprint]);
  });
});
