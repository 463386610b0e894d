import { expect, it } from 'vitest';
import type { Ts } from '../../model/ts.ts';
import { composeTs, physicalMs, TS_MAX } from '../../model/ts.ts';
import type { Message } from '../../sim/actor.ts';
import { FakeContext } from '../testing/fake-context.ts';
import { PdBench } from '../testing/pd-bench.ts';
import type { GetGcSafePointResponse, UpdateSafePointResponse } from './msg.ts';

const S = 1_000_000;
/** A PD that begins at 20 s; each write is durable at once. */
class Bench extends PdBench {
  constructor() {
    super(20 * S, { gcLifeTimeUs: 10 * S, gcRunIntervalUs: 1 * S });
    this.start();
  }

  private start(): void {
    this.pd.start(this.ctx);
    this.flush();
  }

  private call(from: string, message: Omit<Message, 'bytes'> & Record<string, unknown>): Message {
    this.ctx.takeSent();
    this.say(from, message);
    this.flush();
    const [answer] = this.ctx.takeSent(from);
    if (answer === undefined) throw new Error('no answer');
    return answer;
  }

  /** What a store is told, in ms. */
  safePointMs(oldestLock: Ts = TS_MAX): number {
    const answer = this.call('store-1', { kind: 'pd.get-gc-safe-point', store: 1, oldestLock });
    return physicalMs((answer as GetGcSafePointResponse).ts);
  }

  keep(service: string, ms: number, ttlS: number): UpdateSafePointResponse {
    const ask = { kind: 'pd.update-safe-point', id: 1, service, ts: composeTs(ms, 0), ttlUs: ttlS * S };
    return this.call('capture-a', ask) as UpdateSafePointResponse;
  }

  override crash(): void {
    super.crash();
    this.start();
  }
}

it('the safe point follows the life time of versions', () => {
  const b = new Bench();
  expect(b.safePointMs()).toBe(0);
  b.run(1 * S);
  expect(b.safePointMs()).toBe(11_000);
  b.run(4 * S);
  expect(b.safePointMs()).toBe(15_000);
  expect(b.ctx.tracedOf('pd.gc-safe-point').map(({ ts }) => physicalMs(ts))).toEqual([
    11_000, 12_000, 13_000, 14_000, 15_000,
  ]);
});

it('a service holds it back until its entry expires, and is refused what may be collected (facts 4.14.1)', () => {
  const b = new Bench();
  expect(b.keep('tikvcdc', 12_500, 4)).toMatchObject({ error: '', min: composeTs(12_500, 0) });
  b.run(3 * S);
  expect(b.safePointMs()).toBe(12_500);
  b.run(2 * S);
  expect(b.safePointMs()).toBe(15_000);
  expect(b.keep('tikvcdc', 14_999, 4)).toMatchObject({ min: composeTs(15_000, 0) });
  expect(b.keep('tikvcdc', 14_999, 4).error).not.toBe('');
  expect(b.ctx.tracedOf('pd.service-safe-point').map(({ refused }) => refused)).toEqual([false, true, true]);
});

it('a lock that stands holds it back: its transaction may still be asked for', () => {
  const b = new Bench();
  b.safePointMs(composeTs(11_500, 7));
  b.run(1 * S);
  expect(b.safePointMs(composeTs(11_500, 7))).toBe(11_000);
  b.run(1 * S);
  expect(b.safePointMs(composeTs(11_500, 7))).toBe(11_500);
  expect(b.safePointMs()).toBe(11_500);
  b.run(1 * S);
  expect(b.safePointMs()).toBe(13_000);
});

it('what a store said that is gone since does not hold it back for ever', () => {
  const b = new Bench();
  b.safePointMs(composeTs(10_500, 0));
  b.run(2 * S);
  expect(b.ctx.tracedOf('pd.gc-safe-point').at(-1)?.ts).toBe(composeTs(10_500, 0) - 1);
  b.run(1 * S);
  expect(b.ctx.tracedOf('pd.gc-safe-point').at(-1)?.ts).toBe(composeTs(13_000, 0));
});

it('is remembered after a crash, and goes on once', () => {
  const b = new Bench();
  b.run(2 * S);
  b.crash();
  expect(b.safePointMs()).toBe(12_000);
  b.run(2 * S);
  expect(b.ctx.tracedOf('pd.gc-safe-point')).toHaveLength(2);
  const copy = b.pd.clone();
  b.run(1 * S);
  const other = new FakeContext('pd-1');
  other.nowUs = b.ctx.nowUs;
  copy.receive(
    'store-1',
    { kind: 'pd.get-gc-safe-point', bytes: 1, ...{ store: 1, oldestLock: TS_MAX } },
    other,
  );
  expect(physicalMs((other.takeSent()[0] as GetGcSafePointResponse).ts)).toBe(14_000);
});
