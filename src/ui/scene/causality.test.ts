import { describe, expect, it } from 'vitest';
import type { SpaceTime, SpaceTimeItem, SpaceTimeMessage } from '../../model/spacetime.ts';
import { causalityOf } from './causality.ts';

const message = (seq: number, cause: number, from: string, to: string, at: number): SpaceTimeMessage => ({
  seq,
  cause,
  from,
  to,
  sentAt: at - 5,
  dueAt: at,
  label: 'm',
  family: 'raft',
  shape: 'request',
  region: 0,
  bytes: 1,
  dropped: false,
});
const sent = (seq: number, cause: number, from: string, to: string, at: number): SpaceTimeItem => ({
  seq,
  cause,
  at,
  process: to,
  type: 'message',
  label: '',
  message: message(seq, cause, from, to, at),
});
const timer = (seq: number, process: string, at: number): SpaceTimeItem => ({
  seq,
  cause: 0,
  at,
  process,
  type: 'timer',
  label: 'tick',
  message: null,
});
const diagram = (items: readonly SpaceTimeItem[], pending: readonly SpaceTimeMessage[] = []): SpaceTime => ({
  from: 0,
  to: 100,
  items,
  pending,
  notes: [],
  cut: false,
});

/** a: timer 1 → sends 2 to b → b sends 4 to c; meanwhile c has a timer 3 of its own, and a one more, 5, at the end. */
const STORY = diagram([
  timer(1, 'a', 0),
  sent(2, 1, 'a', 'b', 10),
  timer(3, 'c', 12),
  sent(4, 2, 'b', 'c', 20),
  timer(5, 'a', 30),
]);

describe('causalityOf', () => {
  it('follows causes to the root and effects to the end', () => {
    const { causes, effects } = causalityOf(STORY, 2) ?? { causes: [], effects: new Set() };
    expect(causes).toEqual([1, 2]);
    expect([...effects]).toEqual([4]);
  });

  it('counts what a process did earlier as past, through its messages too, and leaves the rest concurrent', () => {
    const last = causalityOf(STORY, 4);
    expect([...(last?.past ?? [])].sort((a, b) => a - b)).toEqual([1, 2, 3]);
    expect([...(last?.future ?? [])]).toEqual([]);
    const own = causalityOf(STORY, 3);
    expect([...(own?.past ?? [])]).toEqual([]);
    expect([...(own?.future ?? [])]).toEqual([4]);
    expect([...(causalityOf(STORY, 1)?.future ?? [])]).toEqual([2, 4, 5]);
  });

  it('knows the causes of a message that has not arrived', () => {
    const pending = causalityOf(diagram(STORY.items, [message(9, 4, 'c', 'a', 120)]), 9);
    expect(pending?.causes).toEqual([1, 2, 4, 9]);
    expect(pending?.effects.size).toBe(0);
    expect([...(pending?.past ?? [])].sort((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it('lets nothing follow from a message that died on the way', () => {
    const lost = sent(2, 1, 'a', 'b', 10);
    const died = diagram([
      timer(1, 'a', 0),
      { ...lost, message: { ...message(2, 1, 'a', 'b', 10), dropped: true } },
      timer(3, 'b', 20),
    ]);
    expect([...(causalityOf(died, 1)?.future ?? [])]).toEqual([]);
    expect([...(causalityOf(died, 3)?.past ?? [])]).toEqual([2]);
  });

  it('has no answer for what the diagram does not hold', () => {
    expect(causalityOf(STORY, 77)).toBeNull();
  });
});
