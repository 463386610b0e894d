import { describe, expect, it } from 'vitest';
import { readYourWrites } from './read-your-writes.ts';
import { judge, TraceBuilder } from './testing.ts';

const trace = () => new TraceBuilder();

/** Value 7 at timestamp 50, acknowledged. */
function written(): TraceBuilder {
  return trace().put(1, 'a', '7', 50);
}

describe('read your writes', () => {
  it('accepts the acknowledged value, and nothing for a key nobody wrote', () => {
    const verdict = judge(readYourWrites, written().got(2, 'a', '7').got(3, 'b', null));
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(2);
  });

  it('reports a read that misses an acknowledged write', () => {
    const verdict = judge(readYourWrites, written().got(2, 'a', null));
    expect(verdict.words).toEqual([
      'Key a: client-1 read nothing, although “7” at 0 ms · 50 was acknowledged before the read began',
    ]);
    expect(verdict.violations[0]).toMatchObject({ check: 'read-your-writes', n: 5 });
  });

  it('reports an older value after a newer one was acknowledged', () => {
    const history = written().put(2, 'a', '8', 60).got(3, 'a', '7');
    expect(judge(readYourWrites, history).words[0]).toContain('read “7”, although “8” at 0 ms · 60');
  });

  it('accepts the older value while the newer write is not acknowledged when the read begins', () => {
    const history = written()
      .invoke(2, 'put', 'a', '8')
      .invoke(3, 'get', 'a')
      .write('a', 60, '8', { request: 2 })
      .ack(2, 'put', 'a', '8', 60)
      .ack(3, 'get', 'a', '7', 0);
    expect(judge(readYourWrites, history).words).toEqual([]);
  });

  it('accepts a newer value before its writer is told, and one that came and went during the read', () => {
    const unacked = written().invoke(2, 'put', 'a', '8').write('a', 60, '8', { request: 2 }).got(3, 'a', '8');
    expect(judge(readYourWrites, unacked).words).toEqual([]);
    const passing = written()
      .invoke(3, 'get', 'a')
      .put(2, 'a', '8', 60)
      .put(4, 'a', '9', 70)
      .ack(3, 'get', 'a', '8', 0);
    expect(judge(readYourWrites, passing).words).toEqual([]);
  });

  it('does not take a concurrent write with a smaller timestamp for an excuse', () => {
    const history = written().invoke(2, 'put', 'a', '6').write('a', 40, '6', { request: 2 }).got(3, 'a', '6');
    expect(judge(readYourWrites, history).words[0]).toContain('read “6”, although “7”');
  });

  it('reports a value that never took effect', () => {
    const history = trace()
      .proposed({ region: 1, index: 6, key: 'b', ts: 10, value: 'ghost' })
      .applied(1, 1, 6, '6:0')
      .got(2, 'b', 'ghost');
    expect(judge(readYourWrites, history).words).toEqual([
      'Key b: client-1 read “ghost”, although nobody wrote that',
    ]);
  });

  it('knows deletes, and writes whose outcome stayed unknown', () => {
    const deleted = () =>
      written().invoke(2, 'delete', 'a').write('a', 60, null, { request: 2 }).ack(2, 'delete', 'a', null, 60);
    expect(judge(readYourWrites, deleted().got(3, 'a', null)).words).toEqual([]);
    expect(judge(readYourWrites, deleted().got(3, 'a', '7')).words).toHaveLength(1);
    const unknown = written()
      .invoke(2, 'put', 'a', '8')
      .add({ kind: 'client.unknown', client: 'client-1', request: 2, op: 'put', key: 'a', error: 'timeout' })
      .invoke(3, 'get', 'a')
      .write('a', 60, '8', { request: 2 })
      .ack(3, 'get', 'a', '8', 0);
    expect(judge(readYourWrites, unknown).words).toEqual([]);
  });

  it('does not serve the recovery cluster’s values to upstream readers', () => {
    const history = written().mirrored('a', 90, 50, 'other').got(3, 'a', 'other');
    expect(judge(readYourWrites, history).words).toHaveLength(1);
  });
});
