import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setTimeout(() => resolve(value)));

describe('Turns', () => {
  it('runs one operation after another, in the order in which they were asked for', async () => {
    const heard: string[] = [];
    const turns = new Turns(
      () => undefined,
      () => heard.push('over'),
    );
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
    const turns = new Turns(
      (error) => crashes.push(error),
      () => undefined,
    );
    const broken = new Error('the engine is gone');
    expect(await turns.take(() => Promise.reject(broken))).toBeNull();
    expect(crashes).toEqual([broken]);
    expect(await turns.take(() => later(3))).toBe(3);
  });

  it('is not settled while somebody comes meanwhile', async () => {
    const turns = new Turns(
      () => undefined,
      () => undefined,
    );
    void turns.take(() => later('first'));
    const settled = turns.settled();
    void turns.take(() => later('second'));
    expect(await settled).toBe(false);
    expect(await turns.settled()).toBe(true);
  });
});
