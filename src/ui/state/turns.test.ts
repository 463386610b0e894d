import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Turns } from './turns.ts';

const later = <T>(value: T, ms = 0): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), ms));
const ignore = (): void => undefined;

describe('Turns', () => {
  it('runs one operation after another, in the order in which they were asked for', async () => {
    const heard: string[] = [];
    const turns = new Turns(ignore, () => heard.push('over'), ignore);
    const slow = turns.take(async () => {
      heard.push('slow begins');
      return later('slow');
    });
    const quick = turns.take(() => {
      heard.push('quick begins');
      return Promise.resolve('quick');
    });
    expect(turns.taken).toBe(true);
    expect(await Promise.all([slow, quick])).toEqual(['slow', 'quick']);
    expect(await turns.settled()).toBe(true);
    expect(heard).toEqual(['slow begins', 'over', 'quick begins', 'over']);
    expect(turns.taken).toBe(false);
  });

  it('tells of a crash, answers null, and goes on', async () => {
    const crashes: unknown[] = [];
    const turns = new Turns((error) => crashes.push(error), ignore, ignore);
    const broken = new Error('the engine is gone');
    expect(await turns.take(() => Promise.reject(broken))).toBeNull();
    expect(crashes).toEqual([broken]);
    expect(await turns.take(() => later(3))).toBe(3);
  });

  it('is not settled while somebody comes meanwhile', async () => {
    const turns = new Turns(ignore, ignore, ignore);
    void turns.take(() => later('first'));
    const settled = turns.settled();
    void turns.take(() => later('second'));
    expect(await settled).toBe(false);
    expect(await turns.settled()).toBe(true);
  });
});

describe('an engine that is at work for long', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is told of once, until all that were asked for are over', async () => {
    const heard: boolean[] = [];
    const turns = new Turns(ignore, ignore, (isWorking) => heard.push(isWorking));
    const first = turns.take(() => later('slow', 300));
    const second = turns.take(() => later('slow', 300));
    await vi.advanceTimersByTimeAsync(350);
    await first;
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(heard).toEqual([true]);
    await vi.advanceTimersByTimeAsync(200);
    await second;
    expect(heard).toEqual([true, false]);
    const quick = turns.take(() => later('quick', 10));
    await vi.advanceTimersByTimeAsync(1_000);
    await quick;
    expect(heard).toEqual([true, false]);
  });
});
