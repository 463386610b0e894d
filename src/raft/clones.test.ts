/** A clone has everything of its original, and nothing of it is the original's to change. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import { resolveConfig } from './config.ts';
import { Raft } from './core.ts';
import { Inflights } from './inflights.ts';
import { RaftLog } from './log.ts';
import { makeMessage } from './message.ts';
import { Progress } from './progress.ts';
import { ReadOnly } from './read-only.ts';
import { Owed } from './ready.ts';
import { MemoryStorage } from './storage.ts';
import { Tracker } from './tracker.ts';
import { Unstable } from './unstable.ts';

/** Gives every plain field a value that no fresh object has, so that a field which is not copied shows. */
function scramble<T extends object>(target: T, ...keep: readonly string[]): T {
  let n = 40;
  for (const [key, value] of Object.entries(target)) {
    n++;
    if (keep.includes(key)) continue;
    if (typeof value === 'number') Object.assign(target, { [key]: n });
    else if (typeof value === 'boolean') Object.assign(target, { [key]: !value });
    else if (typeof value === 'string') Object.assign(target, { [key]: `${value} ${n}` });
    else if (value === null) Object.assign(target, { [key]: { mark: n } });
    else if (Array.isArray(value)) Object.assign(target, { [key]: [n] });
    else if (value instanceof Map) value.set(n, n);
  }
  return target;
}

/** Lists and maps of two objects that are one and the same. */
function shared(one: object, other: object): string[] {
  const theirs = new Map(Object.entries(other));
  return Object.entries(one)
    .filter(([key, value]) => (Array.isArray(value) || value instanceof Map) && value === theirs.get(key))
    .map(([key]) => key);
}

const storage = new MemoryStorage();

function raft(): Raft {
  const rng = Rng.fromSeed(1);
  const settings = resolveConfig({ electionTick: 10, heartbeatTick: 1 });
  return new Raft(1, settings, rng, new RaftLog(storage, 5, 6, null), new Tracker(4, 9), null);
}

describe('clones', () => {
  it.each([
    ['what a leader knows of a follower', () => scramble(new Progress(3, new Inflights(4, 9))), []],
    ['the unstable end', () => scramble(new Unstable(3, null), 'sink'), []],
    ['what a peer owes itself', () => scramble(new Owed()), ['applied']],
    ['reads', () => scramble(new ReadOnly()), []],
  ] as const)('%s', (_, make, frozen) => {
    const original: { clone(sink: null): object } = make();
    const copy = original.clone(null);
    expect(copy).toEqual(original);
    expect(shared(copy, original)).toEqual(frozen);
  });

  it('the log', () => {
    const original = scramble(new RaftLog(storage, 5, 6, null), 'sink');
    expect(original.clone(storage, null)).toEqual(original);
  });

  it('the tracker', () => {
    const original = new Tracker(4, 9);
    original.progress.set(2, scramble(new Progress(3, new Inflights(4, 9))));
    original.votes.set(2, true);
    original.ids = [2];
    original.config = { ...original.config, incoming: [2] };
    const copy = original.clone();
    expect(copy).toEqual(original);
    expect(shared(copy, original)).toEqual(['ids']);
    expect(copy.progress.get(2)).not.toBe(original.progress.get(2));
  });

  it('storage', () => {
    const original = new MemoryStorage();
    original.snapshotsOnDemand = true;
    original.setHardState({ term: 3, vote: 2, commit: 1 });
    original.setColdBelow(7);
    original.snapshot(0);
    const copy = original.clone();
    expect([copy.hardState.term, copy.isCold(6), copy.takeSnapshotWanted()]).toEqual([3, true, true]);
    expect(original.takeSnapshotWanted()).toBe(true);
  });

  it('the peer', () => {
    const busy = raft();
    busy.msgs = [];
    busy.msgsAfterAppend = [];
    busy.readStates = [];
    busy.readOnly = new ReadOnly();
    const original = scramble(busy, 'sink', 'settings');
    busy.readOnly.add(4, makeMessage('MsgReadIndex', 1, 1));
    const copy = original.clone(storage, null);
    expect(copy).toEqual(original);
    expect(shared(copy, original)).toEqual([]);
  });
});
