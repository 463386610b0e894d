import { describe, expect, it } from 'vitest';
import { scanSeesWrites } from './scan-sees-writes.ts';
import { judge, TraceBuilder } from './testing.ts';

class Trace extends TraceBuilder {
  scan(more: { from?: string; to?: string; limit?: number; reverse?: boolean } = {}): this {
    const asked = { from: '', to: '', limit: 100, reverse: false, keyOnly: false, ...more };
    return this.add({ kind: 'client.scan-began', client: 'client-1', request: 99, ...asked });
  }
  /** `a=1 b=2` */
  found(pairs: string): this {
    const rows = pairs === '' ? [] : pairs.split(' ').map((pair) => pair.split('='));
    return this.add({
      kind: 'client.scanned',
      client: 'client-1',
      request: 99,
      keys: rows.map(([key = '']) => key),
      values: rows.map(([, value = '']) => value),
      regionCount: 1,
      latencyUs: 1,
    });
  }
}

const three = (): Trace => new Trace().put(1, 'a', '1', 50).put(2, 'b', '2', 60).put(3, 'c', '3', 70);

describe('a scan', () => {
  it.each([
    ['everything', three().scan().found('a=1 b=2 c=3')],
    ['backwards', three().scan({ reverse: true }).found('c=3 b=2 a=1')],
    ['a part', three().scan({ from: 'b', to: 'c' }).found('b=2')],
    ['up to its limit', three().scan({ limit: 2 }).found('a=1 b=2')],
    ['backwards up to its limit', three().scan({ limit: 2, reverse: true }).found('c=3 b=2')],
    [
      'the old value of a key that changes meanwhile',
      three().scan().put(4, 'b', '9', 80).found('a=1 b=2 c=3'),
    ],
    ['its new value', three().scan().put(4, 'b', '9', 80).found('a=1 b=9 c=3')],
    [
      'a write in effect that nobody was told of',
      three().write('d', 80, '4', { request: 4 }).scan().found('a=1 b=2 c=3 d=4'),
    ],
    [
      'neither way a key that is deleted meanwhile',
      three().scan().write('b', 80, null, { request: 4 }).found('a=1 c=3'),
    ],
  ])('may return %s', (_, history) => {
    const { words, evaluations } = judge(scanSeesWrites, history);
    expect(words).toEqual([]);
    expect(evaluations).toBe(1);
  });

  it('may leave out what outlives its time', () => {
    const mortal = new Trace().put(1, 'a', '1', 50, { expireS: 5 });
    expect(judge(scanSeesWrites, mortal.scan().found('')).words).toEqual([]);
  });

  it.each([
    ['left out key b, which was there all the time', three().scan().found('a=1 c=3')],
    ['left out key c', three().scan().found('a=1 b=2')],
    ['left out key c', three().scan({ limit: 2, reverse: true }).found('b=2 a=1')],
    [
      'returned key b with a value that it did not hold',
      three().put(4, 'b', '9', 80).scan().found('a=1 b=2 c=3'),
    ],
    ['returned key d with a value', three().scan().found('a=1 b=2 c=3 d=4')],
    ['returned key a, which is outside of its range', three().scan({ from: 'b' }).found('a=1 b=2 c=3')],
    ['returned key a out of order, or twice', three().scan().found('b=2 a=1 c=3')],
    ['returned key b out of order, or twice', three().scan().found('a=1 b=2 b=2 c=3')],
    ['returned 3 keys, though at most 2', three().scan({ limit: 2 }).found('a=1 b=2 c=3')],
  ])('is reported when it %s', (words, history) => {
    const verdict = judge(scanSeesWrites, history);
    expect(verdict.words).toHaveLength(1);
    expect(verdict.words[0]).toContain(`A scan of client-1 ${words}`);
  });

  it('that failed is not judged', () => {
    const failed = three()
      .scan()
      .add({ kind: 'client.scan-failed', client: 'client-1', request: 99, error: 'no route' });
    expect(judge(scanSeesWrites, failed.found('')).evaluations).toBe(0);
  });
});
