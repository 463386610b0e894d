import { describe, expect, test } from 'vitest';
import type { Message } from '../../sim/actor.ts';
import { FakeContext } from '../testing/fake-context.ts';
import { EtcdActor, LEASE_CHECK_US } from './actor.ts';
import type {
  EtcdCompare,
  EtcdKeyValue,
  EtcdOp,
  EtcdRequest,
  EtcdResponse,
  EtcdTap,
  EtcdWatchEvents,
} from './msg.ts';
import { EtcdStore, HISTORY_REVISIONS } from './store.ts';

const TTL_US = 10_000_000;

/** An etcd with one disk: `flush` makes durable what was appended. */
class Bench {
  ctx = new FakeContext('etcd-1');
  etcd: EtcdActor;
  private id = 0;

  constructor(tap: EtcdTap | null = null) {
    this.etcd = new EtcdActor('etcd-1', tap);
    this.etcd.start(this.ctx);
  }

  ask(request: EtcdRequest, from = 'c-1'): void {
    this.etcd.receive(from, request, this.ctx);
  }

  flush(): void {
    for (const work of this.ctx.takeWrites()) this.etcd.written(work, this.ctx);
  }

  answers(to = 'c-1'): EtcdResponse[] {
    return this.ctx.takeSent(to) as EtcdResponse[];
  }

  call(request: EtcdRequest, from = 'c-1'): EtcdResponse {
    this.ask(request, from);
    this.flush();
    const answers = this.answers(from).filter((answer) => answer.kind !== 'etcd.watch-events');
    expect(answers).toHaveLength(1);
    return answers[0] as EtcdResponse;
  }

  txn(success: EtcdOp[], compares: EtcdCompare[] = [], failure: EtcdOp[] = [], from = 'c-1') {
    const answer = this.call({ kind: 'etcd.txn', bytes: 1, id: ++this.id, compares, success, failure }, from);
    if (answer.kind !== 'etcd.txn-response') throw new Error(`unexpected ${answer.kind}`);
    return answer;
  }

  range(key: string, prefix = false) {
    const answer = this.call({ kind: 'etcd.range', bytes: 1, id: ++this.id, key, prefix });
    if (answer.kind !== 'etcd.range-response') throw new Error(`unexpected ${answer.kind}`);
    return answer.kvs;
  }

  grant(ttlUs = TTL_US, from = 'c-1'): number {
    const answer = this.call({ kind: 'etcd.grant', bytes: 1, id: ++this.id, ttlUs }, from);
    if (answer.kind !== 'etcd.grant-response') throw new Error(`unexpected ${answer.kind}`);
    return answer.lease;
  }

  watch(prefix: string, startRevision = 0, from = 'w-1'): void {
    this.ask({ kind: 'etcd.watch', bytes: 1, watch: 7, prefix, startRevision }, from);
  }

  watched(from = 'w-1'): EtcdWatchEvents[] {
    return this.answers(from) as EtcdWatchEvents[];
  }

  /** Runs the lease check until `untilUs`. */
  passTime(untilUs: number): void {
    for (let timer = this.ctx.nextTimer(untilUs); timer !== null; timer = this.ctx.nextTimer(untilUs)) {
      this.etcd.timer(timer, this.ctx);
      this.flush();
    }
  }
}

const put = (key: string, value: string, lease = 0): EtcdOp => ({ type: 'put', key, value, lease });
const words = (events: readonly { type: string; kv: { key: string; value: string } }[]): string[] =>
  events.map((event) => `${event.type} ${event.kv.key}=${event.kv.value}`);

describe('transactions and revisions', () => {
  test('a change is neither visible nor answered before it is durable', () => {
    const bench = new Bench();
    bench.ask({ kind: 'etcd.txn', bytes: 1, id: 1, compares: [], success: [put('a', '1')], failure: [] });
    expect(bench.answers()).toEqual([]);
    bench.ask({ kind: 'etcd.range', bytes: 1, id: 2, key: 'a', prefix: false });
    expect(bench.answers()).toMatchObject([{ kind: 'etcd.range-response', kvs: [] }]);
    bench.flush();
    expect(bench.answers()).toMatchObject([{ kind: 'etcd.txn-response', succeeded: true, revision: 2 }]);
    expect(bench.range('a')).toMatchObject([{ value: '1' }]);
  });

  test('one transaction is one revision; create revision stays, mod revision moves', () => {
    const bench = new Bench();
    bench.txn([put('a', '1'), put('b', '1')]);
    bench.txn([put('a', '2')]);
    expect(bench.range('', true)).toMatchObject([
      { key: 'a', value: '2', createRevision: 2, modRevision: 3 },
      { key: 'b', value: '1', createRevision: 2, modRevision: 2 },
    ]);
  });

  test('a key deleted and put again is a new key', () => {
    const bench = new Bench();
    bench.txn([put('a', '1')]);
    bench.txn([{ type: 'delete', key: 'a', prefix: false }]);
    bench.txn([put('a', '2')]);
    expect(bench.range('a')).toMatchObject([{ createRevision: 4, modRevision: 4 }]);
  });

  test('comparisons choose the branch, and a read-only transaction makes no revision', () => {
    const bench = new Bench();
    const absent: EtcdCompare = { target: 'create', key: 'a', op: '=', revision: 0 };
    expect(bench.txn([put('a', '1')], [absent]).succeeded).toBe(true);
    const second = bench.txn([put('a', '2')], [absent], [{ type: 'range', key: 'a', prefix: false }]);
    expect(second).toMatchObject({ succeeded: false, revision: 2, ranges: [[{ value: '1' }]] });
  });

  test.each([
    [{ target: 'mod', key: 'a', op: '=', revision: 2 }, true],
    [{ target: 'mod', key: 'a', op: '<', revision: 2 }, false],
    [{ target: 'mod', key: 'a', op: '>', revision: 1 }, true],
    [{ target: 'create', key: 'a', op: '!=', revision: 2 }, false],
    [{ target: 'value', key: 'a', op: '=', value: '1' }, true],
    [{ target: 'value', key: 'a', op: '!=', value: '1' }, false],
    [{ target: 'value', key: 'missing', op: '!=', value: '1' }, false],
  ] satisfies [EtcdCompare, boolean][])('%j is %s', (compare, holds) => {
    const bench = new Bench();
    bench.txn([put('a', '1')]);
    expect(bench.txn([], [compare]).succeeded).toBe(holds);
  });
});

test('a tap hears of what was put once it is durable, with who wrote it, and of nothing that was refused', () => {
  const heard: string[] = [];
  const tap = {
    onPut: (from: string, { key, value, modRevision }: EtcdKeyValue) =>
      heard.push(`${from} ${key}=${value} @${modRevision}`),
  };
  const b = new Bench(tap);
  b.ask({ kind: 'etcd.txn', bytes: 1, id: 1, compares: [], success: [put('a', '1')], failure: [] }, 'c-2');
  expect(heard).toEqual([]);
  b.flush();
  b.txn([put('a', '2')], [{ target: 'create', key: 'a', op: '=', revision: 0 }]);
  b.etcd = b.etcd.clone();
  b.txn([put('b', '3'), { type: 'delete', key: 'a', prefix: false }]);
  expect(heard).toEqual(['c-2 a=1 @2', 'c-1 b=3 @3']);
});

describe('leases', () => {
  test('keys of a lease that is not kept alive are deleted in one revision, and this is traced', () => {
    const bench = new Bench();
    const lease = bench.grant();
    bench.txn([put('x/1', 'a', lease), put('x/2', 'b', lease), put('x/3', 'c')]);
    bench.watch('x/');
    bench.watched();
    bench.passTime(TTL_US - LEASE_CHECK_US);
    expect(bench.range('x/', true)).toHaveLength(3);
    bench.passTime(TTL_US + LEASE_CHECK_US);
    expect(bench.range('x/', true)).toMatchObject([{ key: 'x/3' }]);
    const events = bench.watched().flatMap((message) => message.events);
    expect(words(events)).toEqual(['delete x/1=a', 'delete x/2=b']);
    expect(new Set(events.map((event) => event.kv.modRevision))).toEqual(new Set([3]));
    expect(bench.ctx.tracedOf('etcd.lease-expired')).toEqual([
      { kind: 'etcd.lease-expired', lease, owner: 'c-1' },
    ]);
  });

  test('keep-alive prolongs a lease; one that is gone answers TTL 0', () => {
    const bench = new Bench();
    const lease = bench.grant();
    bench.txn([put('x', 'a', lease)]);
    for (let i = 0; i < 5; i++) {
      bench.passTime(bench.ctx.nowUs + TTL_US / 2);
      expect(bench.call({ kind: 'etcd.keep-alive', bytes: 1, id: 1, lease })).toMatchObject({
        ttlUs: TTL_US,
      });
    }
    expect(bench.range('x')).toHaveLength(1);
    bench.passTime(bench.ctx.nowUs + TTL_US + LEASE_CHECK_US);
    expect(bench.range('x')).toHaveLength(0);
    expect(bench.call({ kind: 'etcd.keep-alive', bytes: 1, id: 1, lease })).toMatchObject({ ttlUs: 0 });
  });

  test('a revoked lease takes its keys along at once and is not traced as expired', () => {
    const bench = new Bench();
    const lease = bench.grant();
    bench.txn([put('x', 'a', lease)]);
    bench.call({ kind: 'etcd.revoke', bytes: 1, id: 1, lease });
    expect(bench.range('x')).toHaveLength(0);
    bench.passTime(2 * TTL_US);
    expect(bench.ctx.tracedOf('etcd.lease-expired')).toEqual([]);
  });

  test('a put under an unknown lease changes nothing', () => {
    const bench = new Bench();
    const answer = bench.txn([put('x', 'a'), put('y', 'a', 99)]);
    expect(answer).toMatchObject({ succeeded: false, error: 'requested lease not found' });
    expect(bench.range('', true)).toEqual([]);
  });
});

describe('watches', () => {
  test('events of the prefix arrive in revision order, whole transactions together', () => {
    const bench = new Bench();
    bench.watch('a/');
    expect(bench.watched()).toMatchObject([{ watch: 7, events: [], compactedRevision: 0 }]);
    bench.txn([put('a/1', 'x'), put('b/1', 'x'), put('a/2', 'x')]);
    bench.txn([put('b/2', 'x')]);
    bench.txn([{ type: 'delete', key: 'a/', prefix: true }]);
    const messages = bench.watched();
    expect(messages.map((message) => words(message.events))).toEqual([
      ['put a/1=x', 'put a/2=x'],
      ['delete a/1=x', 'delete a/2=x'],
    ]);
  });

  test('a watch from an earlier revision first gets what it missed', () => {
    const bench = new Bench();
    bench.txn([put('a', '1')]);
    bench.txn([put('a', '2')]);
    bench.txn([put('a', '3')]);
    bench.watch('a', 3);
    expect(bench.watched().map((message) => words(message.events))).toEqual([['put a=2', 'put a=3']]);
  });

  test('a watch from before the kept history is refused with the compacted revision', () => {
    const store = new EtcdStore();
    for (let i = 0; i < HISTORY_REVISIONS + 10; i++) store.txn([], [put('a', String(i))], []);
    expect(store.compactedRevision).toBe(store.revision - HISTORY_REVISIONS);
    expect(store.eventsSince('a', store.revision - 1)).toHaveLength(2);
  });

  test('a watch dies with its connection', () => {
    const bench = new Bench();
    bench.watch('a');
    bench.watched();
    bench.etcd.disconnected('w-1');
    bench.txn([put('a', '1')]);
    expect(bench.watched()).toEqual([]);
  });

  test('a cancelled watch is silent', () => {
    const bench = new Bench();
    bench.watch('a');
    bench.watched();
    bench.ask({ kind: 'etcd.watch-cancel', bytes: 1, watch: 7 }, 'w-1');
    bench.txn([put('a', '1')]);
    expect(bench.watched()).toEqual([]);
  });
});

describe('crash and restart', () => {
  test('what was durable is kept, what was not is gone, leases begin their TTL again', () => {
    const bench = new Bench();
    const lease = bench.grant();
    bench.txn([put('x', 'a', lease)]);
    bench.passTime(TTL_US - LEASE_CHECK_US);
    bench.ask({ kind: 'etcd.txn', bytes: 1, id: 9, compares: [], success: [put('y', 'b')], failure: [] });
    const before = bench.ctx.nowUs;
    bench.ctx = new FakeContext('etcd-1');
    bench.ctx.nowUs = before;
    bench.etcd = bench.etcd.afterCrash();
    bench.etcd.start(bench.ctx);
    expect(bench.range('', true)).toMatchObject([{ key: 'x', createRevision: 2 }]);
    bench.passTime(before + TTL_US - LEASE_CHECK_US);
    expect(bench.range('x')).toHaveLength(1);
    bench.passTime(before + TTL_US + LEASE_CHECK_US);
    expect(bench.range('x')).toHaveLength(0);
  });

  test('a clone and its original do not see each other', () => {
    const bench = new Bench();
    bench.txn([put('a', '1')]);
    const copy = bench.etcd.clone();
    bench.txn([put('a', '2')]);
    const ctx = new FakeContext('etcd-1');
    const ask: Message & EtcdRequest = { kind: 'etcd.range', bytes: 1, id: 1, key: 'a', prefix: false };
    copy.receive('c-1', ask, ctx);
    expect(ctx.sent[0]?.message).toMatchObject({ kvs: [{ value: '1' }], revision: 2 });
    expect(bench.range('a')).toMatchObject([{ value: '2' }]);
  });

  test('the row names the holder with the smallest create revision and what is left of its lease', () => {
    const bench = new Bench();
    expect(bench.etcd.view('own/', 0)).toMatchObject({
      owner: null,
      ownerProcess: null,
      ownerLeaseLeftUs: 0,
    });
    const first = bench.grant(TTL_US, 'c-1');
    const second = bench.grant(TTL_US, 'c-2');
    bench.txn([put('own/z', 'capture-a', first)]);
    bench.txn([put('own/a', 'capture-b', second)]);
    expect(bench.etcd.view('own/', 1_000_000)).toEqual({
      process: 'etcd-1',
      revision: 3,
      owner: 'capture-a',
      ownerProcess: 'c-1',
      ownerLeaseLeftUs: TTL_US - 1_000_000,
      leases: 2,
    });
  });
});
