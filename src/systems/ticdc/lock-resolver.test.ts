import { describe, expect, test } from 'vitest';
import { encodeRawKey } from '../../model/key.ts';
import type { Region } from '../../model/region.ts';
import { composeTs, TS_ZERO, type Ts } from '../../model/ts.ts';
import type { ScanRegions, ScanRegionsResponse, TsoRequest } from '../pd/msg.ts';
import type {
  KvScanLock,
  LockInfo,
  RegionError,
  TxnCommandMessage,
  TxnResponse,
  Unrouted,
} from '../tikv/msg.ts';
import { CONFIG } from '../testing/capture-cluster.ts';
import { FakeContext } from '../testing/fake-context.ts';
import type { CaptureTimer, Kit } from './kit.ts';
import type { Feed } from './feed.ts';
import { LockResolver, R_RESOLVE_STUCK_LOCKS } from './lock-resolver.ts';
import { Matcher } from './matcher.ts';
import { kitOf } from './testing.ts';

const S = 1_000_000;
const TTL_MS = 3_000;
const EPOCH = { confVer: 1, version: 1 };
const CUT = encodeRawKey('t1_r5');
/** Two Regions: records before 5, and the rest. */
const LEFT: Region = { id: 1, startKey: '', endKey: CUT, epoch: EPOCH, peers: [] };
const RIGHT: Region = { id: 2, startKey: CUT, endKey: '', epoch: EPOCH, peers: [] };

type Request = (KvScanLock | TxnCommandMessage) & { readonly to: string };
type Body = Unrouted<KvScanLock | TxnCommandMessage>;
type WithoutHeader<R extends TxnResponse> = R extends TxnResponse
  ? Omit<R, 'bytes' | 'request' | 'call' | 'error' | 'keyError'>
  : never;

function lockOf(key: string, primary: string, more: Partial<LockInfo> = {}): LockInfo {
  const startTs = composeTs(1_000, 1);
  const minCommitTs = (startTs + 1) as Ts;
  return { key, primary, startTs, ttlMs: TTL_MS, minCommitTs, asyncCommit: false, secondaries: [], ...more };
}

/** A resolver with feeds of two Regions, whose PD and stores the test plays. */
class Bench {
  readonly ctx = new FakeContext('capture-a');
  readonly resolver = new LockResolver();
  readonly feeds: Feed[] = [feedOf(LEFT, 1), feedOf(RIGHT, 2)];
  private readonly kit: Kit;

  constructor(off: readonly string[] = []) {
    this.kit = kitOf(this.ctx, CONFIG, off);
  }

  /** Time passes until `untilUs`; PD answers at once, the first store leads the left Region, the second the right one. */
  passTo(untilUs: number): this {
    for (let timer = this.ctx.nextTimer(untilUs); timer !== null; timer = this.ctx.nextTimer(untilUs)) {
      const { kind, id } = timer as CaptureTimer;
      if (kind === 'ticdc.resolve-locks') this.resolver.tick(this.feeds, this.kit);
      else this.resolver.onRetry(id, this.kit);
      this.pd();
    }
    return this;
  }

  start(): this {
    this.resolver.start(this.kit);
    return this;
  }

  /** What the stores were sent since the last call. */
  requests(): Request[] {
    return ['store-1', 'store-2'].flatMap((to) =>
      this.ctx.takeSent(to).map((message) => ({ ...(message as KvScanLock | TxnCommandMessage), to })),
    );
  }

  bodies(): Body[] {
    return this.requests().map(
      ({ to: _to, bytes: _bytes, request: _r, call: _c, region: _g, epoch: _e, ...body }) => body,
    );
  }

  /** The one request that was sent since the last call. */
  one(kind: Request['kind']): Request {
    const sent = this.requests();
    expect(sent.map((request) => request.kind)).toEqual([kind]);
    return sent[0] as Request;
  }

  answer(
    { request, call }: Request,
    body: WithoutHeader<TxnResponse>,
    error: RegionError | null = null,
  ): this {
    const message = { bytes: 1, request, call, error, keyError: null, ...body } as TxnResponse;
    this.resolver.onResponse(message, this.kit);
    return this;
  }

  /** Lets the right Region stand still until it is scanned, and answers with these locks. */
  find(locks: readonly LockInfo[]): this {
    this.feeds.shift();
    const scan = this.start()
      .passTo(23 * S)
      .one('kv.scan-lock');
    return this.answer(scan, { kind: 'kv.scan-lock-response', locks });
  }

  status(part: { readonly commitTs?: Ts; readonly rolledBack?: boolean; readonly lock?: LockInfo }): Request {
    const asked = this.one('kv.check-txn-status');
    const nothing = { commitTs: TS_ZERO, rolledBack: false, lock: null } as const;
    this.answer(asked, { kind: 'kv.check-txn-status-response', action: 'NoAction', ...nothing, ...part });
    return asked;
  }

  private pd(): void {
    for (const message of this.ctx.takeSent('pd-1')) {
      const ask = message as TsoRequest | ScanRegions;
      if (ask.kind === 'pd.tso-request') {
        const last = composeTs(Math.floor(this.ctx.nowUs / 1_000), 0);
        const grant = { kind: 'pd.tso-response', bytes: 1, id: ask.id, last, count: 1, error: '' } as const;
        this.resolver.onTso(grant, this.feeds, this.kit);
        this.pd();
        continue;
      }
      const answer: ScanRegionsResponse = {
        kind: 'pd.scan-regions-response',
        bytes: 1,
        id: ask.id,
        routes: [
          { region: LEFT, leaderStore: 1 },
          { region: RIGHT, leaderStore: 2 },
        ],
        stores: [
          { store: 1, process: 'store-1' },
          { store: 2, process: 'store-2' },
        ],
      };
      this.resolver.onScanRegions(answer, this.kit);
    }
  }
}

function feedOf(region: Region, requestId: number): Feed {
  const range = { startKey: region.startKey, endKey: region.endKey };
  return {
    requestId,
    task: { region, leaderStore: region.id, range },
    lock: { ...range, region: region.id, version: 1 },
    process: `store-${region.id}`,
    sinceUs: 0,
    initialized: true,
    risenUs: 0,
    matcher: new Matcher(),
    published: TS_ZERO,
    resolved: TS_ZERO,
  };
}

describe('the watchdog over resolved timestamps', () => {
  test('looks at the locks of a Region that stood still for 20 s, and again after 10 s', () => {
    const bench = new Bench().start();
    for (let at = 1; at <= 19; at++) {
      bench.passTo(at * S);
      (bench.feeds[0] as Feed).risenUs = at * S;
    }
    expect(bench.requests()).toEqual([]);
    const scan = bench.passTo(23 * S).one('kv.scan-lock');
    expect(scan).toMatchObject({ to: 'store-2', region: 2, startKey: '', ts: composeTs(20_000, 0) });
    // Nothing follows an unanswered scan but the same scan again.
    bench.answer(scan, { kind: 'kv.scan-lock-response', locks: [] });
    expect(bench.passTo(29 * S).requests()).toEqual([]);
    (bench.feeds[0] as Feed).risenUs = 29 * S;
    expect(bench.passTo(33 * S).one('kv.scan-lock')).toMatchObject({ region: 2 });
  });

  test('does nothing while a Region is not initialized, and with its rule off', () => {
    const scanning = new Bench();
    for (const feed of scanning.feeds) feed.initialized = false;
    expect(
      scanning
        .start()
        .passTo(60 * S)
        .requests(),
    ).toEqual([]);
    expect(
      new Bench([R_RESOLVE_STUCK_LOCKS])
        .start()
        .passTo(60 * S)
        .requests(),
    ).toEqual([]);
  });

  test('asks the new leader when the old one sends it on', () => {
    const bench = new Bench();
    bench.feeds.shift();
    const scan = bench
      .start()
      .passTo(23 * S)
      .one('kv.scan-lock');
    const locks: LockInfo[] = [];
    const error: RegionError = { type: 'NotLeader', region: 2, leaderStore: 1 };
    bench.answer(scan, { kind: 'kv.scan-lock-response', locks }, error);
    expect(bench.passTo(24 * S).one('kv.scan-lock')).toMatchObject({ to: 'store-1', region: 2 });
  });
});

describe('a lock that is found', () => {
  test('is left alone while its transaction is alive', () => {
    const lock = lockOf('t1_r7', 't1_r7', { startTs: composeTs(20_500, 0), ttlMs: 30_000 });
    const bench = new Bench().find([lock]);
    const asked = bench.status({ lock });
    expect(asked).toMatchObject({ rollbackIfNotExist: false, callerStartTs: TS_ZERO });
    expect(bench.passTo(25 * S).requests()).toEqual([]);
  });

  test('is rolled back when its time was over, wherever its primary is', () => {
    const bench = new Bench().find([lockOf('t1_r7', 't1_r2'), lockOf('t1_r8', 't1_r2')]);
    const asked = bench.status({ rolledBack: true });
    expect(asked).toMatchObject({ to: 'store-1', region: 1, primary: 't1_r2', rollbackIfNotExist: true });
    expect(bench.bodies()).toEqual(
      ['t1_r7', 't1_r8'].map((key) => ({
        kind: 'kv.resolve-lock',
        startTs: asked.kind === 'kv.check-txn-status' ? asked.startTs : TS_ZERO,
        commitTs: TS_ZERO,
        keys: [key],
      })),
    );
    expect(bench.ctx.tracedOf('puller.lock-resolved').map(({ key }) => key)).toEqual(['t1_r7', 't1_r8']);
  });

  test('is committed where its primary is', () => {
    const bench = new Bench().find([lockOf('t1_r7', 't1_r2')]);
    const commitTs = composeTs(1_100, 0);
    bench.status({ commitTs });
    expect(bench.bodies()).toMatchObject([{ kind: 'kv.resolve-lock', commitTs, keys: ['t1_r7'] }]);
  });

  test.each([
    { missing: false, words: 'is committed when all of them are locked' },
    { missing: true, words: 'is rolled back when one of them is not' },
  ])('of an asynchronous commit whose secondaries are asked $words', ({ missing }) => {
    const more = { asyncCommit: true, secondaries: ['t1_r2', 't1_r8'] };
    const primary = lockOf('t1_r7', 't1_r7', more);
    const bench = new Bench().find([lockOf('t1_r8', 't1_r7', { asyncCommit: true })]);
    bench.status({ lock: primary });
    const asked = bench.requests();
    expect(asked.map(({ to, kind }) => `${to} ${kind}`)).toEqual([
      'store-1 kv.check-secondary-locks',
      'store-2 kv.check-secondary-locks',
    ]);
    const minCommitTs = composeTs(1_050, 0);
    asked.forEach((request, i) => {
      const locked = missing && i === 0 ? 0 : 1;
      bench.answer(request, {
        kind: 'kv.check-secondary-locks-response',
        locked,
        minCommitTs: locked === 1 ? minCommitTs : TS_ZERO,
        commitTs: TS_ZERO,
      });
    });
    const told = bench.bodies();
    const keys = told.flatMap((body) => (body.kind === 'kv.resolve-lock' ? body.keys : []));
    expect(keys.sort()).toEqual(['t1_r2', 't1_r7', 't1_r8']);
    for (const body of told) expect(body).toMatchObject({ commitTs: missing ? TS_ZERO : minCommitTs });
  });

  test('is asked about once, however often it is found', () => {
    const bench = new Bench().find([lockOf('t1_r7', 't1_r2')]);
    bench.requests();
    const scan = bench.passTo(33 * S).one('kv.scan-lock');
    bench.answer(scan, { kind: 'kv.scan-lock-response', locks: [lockOf('t1_r7', 't1_r2')] });
    expect(bench.requests()).toEqual([]);
  });
});
