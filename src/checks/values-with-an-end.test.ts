import { describe, expect, it } from 'vitest';
import type { Ts } from '../model/ts.ts';
import { linearizability } from './linearizability.ts';
import { readYourWrites } from './read-your-writes.ts';
import { judge, TraceBuilder } from './testing.ts';

/** What the checks of reads make of values that live for a while (facts cdc 1.6: the store's clock decides). */

const EXPIRE_S = 1_000;

const trace = () => new TraceBuilder();

function written(expireS: number | null = EXPIRE_S): TraceBuilder {
  return trace()
    .invoke(1, 'put', 'a', '1')
    .write('a', 10, '1', { request: 1, ...(expireS === null ? {} : { expireS }) })
    .ack(1, 'put', 'a', '1', 10);
}

/** A read that finds nothing, because the store met the value of `a` at `wallMs` by its clock. */
function expired(history: TraceBuilder, wallMs: number): TraceBuilder {
  return history
    .invoke(2, 'get', 'a')
    .add({ kind: 'raw.expired', store: 1, cluster: 'upstream', key: 'a', ts: 10 as Ts, wallMs })
    .ack(2, 'get', 'a', null, 10);
}

describe.each([linearizability, readYourWrites])('$id', (check) => {
  it('accepts that nothing is read when the time is over', () => {
    expect(judge(check, expired(written(), EXPIRE_S * 1_000)).words).toEqual([]);
  });

  it('reports a value taken for absent too early, one that has no end, and one that nobody said was met', () => {
    expect(judge(check, expired(written(), EXPIRE_S * 1_000 - 1)).words).toHaveLength(1);
    expect(judge(check, expired(written(null), EXPIRE_S * 1_000)).words).toHaveLength(1);
    expect(judge(check, written().got(2, 'a', null, 10)).words).toHaveLength(1);
  });
});

it('a value does not come back', () => {
  const history = expired(written(), EXPIRE_S * 1_000).got(3, 'a', '1', 10);
  expect(judge(linearizability, history).words).toHaveLength(1);
});

it('a read does not meet an expired version when a newer one was acknowledged', () => {
  const history = expired(written().put(4, 'a', '2', 20), 2 * EXPIRE_S * 1_000);
  expect(judge(readYourWrites, history).words).toHaveLength(1);
});
