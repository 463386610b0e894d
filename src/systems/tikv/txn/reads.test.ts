import { expect, test } from 'vitest';
import { encodeRawKey } from '../../../model/key.ts';
import { composeTs, TS_ZERO, type Ts } from '../../../model/ts.ts';
import type { Actor, Message } from '../../../sim/actor.ts';
import { MiniCluster } from '../../testing/mini-cluster.ts';
import type { KvPrewrite, KvScanLock, KvScanLockResponse, TxnResponse } from './msg.ts';

/** Somebody who asks stores and keeps what they answer. */
class Caller implements Actor {
  readonly answers: Message[] = [];
  start(): void {}
  receive(_from: string, message: Message): void {
    this.answers.push(message);
  }
  timer(): void {}
  written(): void {}
  worked(): void {}
  disconnected(): void {}
  clone(): Actor {
    return this;
  }
  afterCrash(): Actor {
    return this;
  }
}

const ROUTE = { bytes: 64, request: 1, call: 1, epoch: { confVer: 1, version: 1 } };

/** Records before 5 in Region 1, led by store 1, the others in Region 2, led by store 2. */
class Bench {
  private readonly cluster = new MiniCluster({ splitKeys: ['t1_r5'] });
  private readonly caller = new Caller();

  constructor() {
    const kind = 'client';
    const place = { cluster: 'upstream', az: 'az-1', clockOffsetUs: 0 } as const;
    this.cluster.world.addProcess({ id: 'caller', kind, actor: this.caller, ...place });
    this.cluster.run(1);
  }

  ask<R extends TxnResponse>(store: number, message: Message, waitS = 0.1): R {
    const { world } = this.cluster;
    world.external(() => world.inject(`store-${store}`, message, 'caller'));
    this.cluster.run(waitS);
    const answers = this.caller.answers.filter(({ kind }) => kind === `${message.kind}-response`);
    return answers.at(-1) as R;
  }

  lock(key: string, startMs: number, asyncCommit = false): void {
    const startTs = composeTs(startMs, 0);
    const region = encodeRawKey(key) < encodeRawKey('t1_r5') ? 1 : 2;
    const prewrite: KvPrewrite = {
      kind: 'kv.prewrite',
      ...ROUTE,
      region,
      startTs,
      primary: 't1_r1',
      mutations: [{ op: 'put', key, value: 'v' }],
      ttlMs: 3_000,
      minCommitTs: (startTs + 1) as Ts,
      asyncCommit,
      secondaries: [],
    };
    // An asynchronous one is looked at while it is on its way into the log.
    const answer = this.ask(region, prewrite, asyncCommit ? 0.000_02 : 0.1);
    if (!asyncCommit) expect(answer).toMatchObject({ error: null, keyError: null });
  }

  scan(part: Partial<KvScanLock>, store = 1): KvScanLockResponse {
    const all = { region: 1, startKey: '', ts: composeTs(100_000, 0), limit: 10 };
    return this.ask(store, { kind: 'kv.scan-lock', ...ROUTE, ...all, ...part } as KvScanLock);
  }
}

function keysOf({ error, keyError, locks }: KvScanLockResponse): string[] {
  expect([error, keyError]).toEqual([null, null]);
  return locks.map(({ key }) => key);
}

test('a scan lists the locks of its Region that began by its ts, from a key on, up to its limit', () => {
  const bench = new Bench();
  for (const [i, key] of ['t1_r3', 't1_r1', 't1_r2', 't1_r6'].entries()) bench.lock(key, 10 + i);
  expect(keysOf(bench.scan({}))).toEqual(['t1_r1', 't1_r2', 't1_r3']);
  expect(keysOf(bench.scan({ ts: composeTs(11, 0) }))).toEqual(['t1_r1', 't1_r3']);
  expect(keysOf(bench.scan({ startKey: 't1_r2' }))).toEqual(['t1_r2', 't1_r3']);
  expect(keysOf(bench.scan({ limit: 2 }))).toEqual(['t1_r1', 't1_r2']);
  expect(keysOf(bench.scan({ region: 2 }, 2))).toEqual(['t1_r6']);
  const [lock] = bench.scan({}).locks;
  expect(lock).toMatchObject({
    primary: 't1_r1',
    startTs: composeTs(11, 0),
    ttlMs: 3_000,
    asyncCommit: false,
  });
});

test('a scan is refused as other requests are', () => {
  const bench = new Bench();
  expect(bench.scan({}, 2).error).toEqual({ type: 'NotLeader', region: 1, leaderStore: 1 });
  expect(bench.scan({ region: 9 }).error).toEqual({ type: 'RegionNotFound', region: 9 });
  expect(bench.scan({ epoch: { confVer: 1, version: 2 } }).error?.type).toBe('EpochNotMatch');
  expect(bench.scan({ startKey: 't1_r7' }).error).toEqual({ type: 'KeyNotInRegion', region: 1 });
  expect(bench.scan({ startKey: 'raw' }).keyError).toEqual({ type: 'InvalidKeyMode', key: 'raw' });
});

test('a scan runs into a lock that is on its way into the log, unless it commits later anyway', () => {
  const bench = new Bench();
  bench.lock('t1_r4', 20, true);
  expect(bench.scan({}).keyError).toMatchObject({ type: 'KeyIsLocked', lock: { key: 't1_r4' } });
  expect(keysOf(bench.scan({}))).toEqual(['t1_r4']);
  expect(keysOf(bench.scan({ ts: TS_ZERO }))).toEqual([]);
});
