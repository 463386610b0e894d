import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRawKey } from '../../model/key.ts';
import type { Ts } from '../../model/ts.ts';
import { CONFIG } from '../testing/capture-cluster.ts';
import { FakeContext } from '../testing/fake-context.ts';
import type { ScanRegionsResponse } from '../pd/msg.ts';
import type { CdcRow, RawWrite, RawWriteResponse, RegionError } from '../tikv/msg.ts';
import { Downstream, type WriteJob } from './downstream.ts';
import type { CaptureTimer, Kit } from './kit.ts';
import { Sink } from './sink.ts';
import { SinkWorker } from './sink-worker.ts';
import { kitOf } from './testing.ts';

const SMALL = { ...CONFIG.ticdc, sinkBatchEntries: 4, sinkBatchBytes: 200 };

function row(key: string, ts: number, value: string | null = 'v'): CdcRow {
  return { key, value, ts: ts as Ts };
}

/** Rows as they leave the sorter: rising ts, few keys, puts and deletes. */
const sortedRows = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.boolean()), { minLength: 1, maxLength: 60 })
  .map((list) => list.map(([key, put], i) => row(key, i + 1, put ? `v${i}` : null)));

function perKey(rows: readonly CdcRow[], key: string): number[] {
  return rows.filter((each) => each.key === key).map((each) => each.ts);
}

describe('a sink worker', () => {
  test('writes each key in order, in batches of one op type, and loses nothing', () => {
    fc.assert(
      fc.property(sortedRows, fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }), (rows, script) => {
        const worker = new SinkWorker();
        const written: CdcRow[] = [];
        const takeAll = (): void => {
          for (
            let batch = worker.takeBatch(SMALL, true);
            batch !== null;
            batch = worker.takeBatch(SMALL, true)
          ) {
            expect(new Set(batch.map((each) => each.value === null)).size).toBe(1);
            expect(batch.length).toBeLessThanOrEqual(SMALL.sinkBatchEntries);
            expect(worker.takeBatch(SMALL, true)).toBeNull();
            written.push(...batch);
            expect(worker.acked(batch.length)).toBe(true);
            const acked = written[written.length - 1]?.ts ?? 0;
            expect(worker.flushedTs).toBeLessThanOrEqual(acked);
          }
        };
        rows.forEach((each, i) => {
          worker.enqueue(each);
          const what = script[i] ?? 3;
          if (what === 0) worker.mark(each.ts);
          if (what === 1) worker.becomeDue();
          if (what === 2) takeAll();
        });
        const end = rows[rows.length - 1]?.ts ?? (0 as Ts);
        worker.mark(end);
        worker.becomeDue();
        takeAll();
        for (const key of 'abcde') expect(perKey(written, key)).toEqual(perKey(rows, key));
        expect(written).toHaveLength(rows.length);
        expect(worker.flushedTs).toBe(end);
      }),
      { numRuns: 80 },
    );
  });

  test('a part-filled batch waits for the tick, a full one does not', () => {
    const worker = new SinkWorker();
    for (const key of ['a', 'b', 'c']) worker.enqueue(row(key, 1));
    expect(worker.takeBatch(SMALL, true)).toBeNull();
    worker.enqueue(row('d', 1));
    expect(worker.takeBatch(SMALL, true)).toHaveLength(4);
    worker.acked(4);
    worker.enqueue(row('e', 2));
    expect(worker.takeBatch(SMALL, true)).toBeNull();
    worker.becomeDue();
    expect(worker.takeBatch(SMALL, true)).toHaveLength(1);
  });

  test('bytes end a batch', () => {
    const worker = new SinkWorker();
    for (const key of ['a', 'b', 'c']) worker.enqueue(row(key, 1, 'x'.repeat(80)));
    expect(worker.takeBatch(SMALL, true)).toHaveLength(1);
  });

  test('a marker counts only when everything before it is acknowledged', () => {
    const worker = new SinkWorker();
    worker.enqueue(row('a', 3));
    worker.mark(5 as Ts);
    worker.becomeDue();
    worker.takeBatch(SMALL, true);
    worker.mark(7 as Ts);
    expect(worker.flushedTs).toBe(0);
    worker.acked(1);
    expect(worker.flushedTs).toBe(7);
    worker.mark(9 as Ts);
    expect(worker.flushedTs).toBe(9);
  });

  test('R-OP-ORDER off: a put that came after a delete is written before it (B-52)', () => {
    const worker = new SinkWorker();
    worker.enqueue(row('a', 1, null));
    worker.enqueue(row('a', 2, 'new'));
    worker.becomeDue();
    expect(worker.takeBatch(SMALL, false)).toMatchObject([{ value: 'new' }]);
    worker.acked(1);
    expect(worker.takeBatch(SMALL, false)).toMatchObject([{ value: null }]);
  });
});

/** One sink and its client, with a recovery PD and stores that the test plays. */
class SinkBench {
  readonly ctx = new FakeContext('capture-a');
  readonly downstream = new Downstream();
  readonly sink = new Sink('t', 4, 0 as Ts);
  readonly kit: Kit;
  readonly written: CdcRow[] = [];

  constructor(off: readonly string[] = []) {
    this.kit = kitOf(this.ctx, { ...CONFIG, ticdc: SMALL }, off);
  }

  /** Answers PD: two Regions cut at `m`, both led by store 101. */
  route(leaderStore = 101): void {
    for (const message of this.ctx.takeSent('r-pd-1')) {
      const ask = message as { id?: number } & typeof message;
      const m = encodeRawKey('m');
      const answer: ScanRegionsResponse = {
        kind: 'pd.scan-regions-response',
        bytes: 1,
        id: ask.id ?? 0,
        routes: [
          {
            region: { id: 1_001, startKey: '', endKey: m, epoch: { confVer: 1, version: 1 }, peers: [] },
            leaderStore,
          },
          {
            region: { id: 1_002, startKey: m, endKey: '', epoch: { confVer: 1, version: 1 }, peers: [] },
            leaderStore,
          },
        ],
        stores: [
          { store: 101, process: 'r-store-101' },
          { store: 102, process: 'r-store-102' },
        ],
      };
      this.downstream.onScanRegions(answer, this.kit);
    }
  }

  requests(store = 'r-store-101'): RawWrite[] {
    return this.ctx.takeSent(store) as RawWrite[];
  }

  answer(request: RawWrite, error: RegionError | null = null): WriteJob | null {
    const response: RawWriteResponse = {
      kind: 'raw.write-response',
      bytes: 1,
      request: request.request,
      call: request.call,
      ts: 1 as Ts,
      error,
    };
    const job = this.downstream.onResponse(response, this.kit);
    if (job !== null) {
      this.written.push(...job.rows);
      this.sink.onAcked(job.worker, job.rows.length, this.downstream, this.kit);
    }
    return job;
  }

  retries(afterUs: number): void {
    const until = this.ctx.nowUs + afterUs;
    for (let timer = this.ctx.nextTimer(until); timer !== null; timer = this.ctx.nextTimer(until)) {
      this.downstream.onRetry((timer as CaptureTimer).id, this.kit);
    }
  }

  give(rows: readonly CdcRow[], mark: number): void {
    for (const each of rows) this.sink.enqueue(each, this.kit);
    this.sink.mark(mark as Ts, this.downstream, this.kit);
    this.sink.tick(this.downstream, this.kit);
  }
}

describe('the sink and its client', () => {
  test('routes rows to Regions with their source ts; the checkpoint waits for every worker', () => {
    const bench = new SinkBench();
    const rows = ['a', 'b', 'c', 'n', 'o', 'p'].map((key, i) => row(key, i + 1));
    bench.give(rows, 10);
    expect(bench.sink.checkpoint(bench.kit)).toBe(0);
    bench.route();
    bench.retries(10_000);
    const requests = bench.requests();
    for (const request of requests) {
      for (const pair of request.pairs) expect(pair.key < 'm').toBe(request.region === 1_001);
    }
    expect(
      requests.flatMap((request) => request.pairs.map((pair) => pair.sourceTs)).sort((a, b) => a - b),
    ).toEqual([1, 2, 3, 4, 5, 6]);
    requests.slice(1).forEach((request) => bench.answer(request));
    expect(bench.sink.checkpoint(bench.kit)).toBe(0);
    bench.answer(requests[0] as RawWrite);
    expect(bench.sink.checkpoint(bench.kit)).toBe(10);
    expect(bench.sink.inFlight).toBe(0);
  });

  test('R-CKPT-AFTER-FLUSH off: the checkpoint runs ahead of what was written', () => {
    const bench = new SinkBench(['R-CKPT-AFTER-FLUSH']);
    bench.give([row('a', 1)], 10);
    expect(bench.sink.checkpoint(bench.kit)).toBe(10);
    expect(bench.sink.inFlight).toBe(1);
  });

  test('the rows of one key never overtake each other, whatever errors come', () => {
    const errors: RegionError[] = [
      { type: 'NotLeader', region: 1_001, leaderStore: 102 },
      { type: 'NotLeader', region: 1_001, leaderStore: 0 },
      { type: 'EpochNotMatch', regions: [] },
      { type: 'RegionNotFound', region: 1_001 },
      { type: 'ServerIsBusy', reason: 'x' },
      { type: 'ProposalInMergingMode', region: 1_001 },
    ];
    fc.assert(
      fc.property(
        sortedRows,
        fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 40 }),
        (rows, script) => {
          const bench = new SinkBench();
          bench.give(rows, 1_000);
          let at = 0;
          for (let round = 0; round < 400 && bench.written.length < rows.length; round++) {
            bench.route();
            for (const store of ['r-store-101', 'r-store-102']) {
              for (const request of bench.requests(store))
                bench.answer(request, errors[script[at++] ?? 11] ?? null);
            }
            bench.retries(600_000);
          }
          expect(bench.written).toHaveLength(rows.length);
          for (const key of 'abcde') expect(perKey(bench.written, key)).toEqual(perKey(rows, key));
          expect(bench.sink.checkpoint(bench.kit)).toBe(1_000);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('R-KEY-AFFINITY off: two workers hold rows of one key at a time', () => {
    const inFlight = (off: string[]): number => {
      const bench = new SinkBench(off);
      bench.give([row('a', 1), row('a', 2), row('a', 3)], 10);
      bench.route();
      bench.retries(10_000);
      return bench.requests().length;
    };
    expect([inFlight([]), inFlight(['R-KEY-AFFINITY'])]).toEqual([1, 3]);
  });

  test('a write without an answer is written again after the timeout, and after a broken connection', () => {
    const bench = new SinkBench();
    bench.give([row('a', 1)], 10);
    bench.route();
    bench.retries(10_000);
    expect(bench.requests()).toHaveLength(1);
    bench.ctx.nowUs += 11_000_000;
    bench.downstream.checkTimeouts(10_000_000, bench.kit);
    bench.retries(10_000);
    bench.route();
    bench.retries(10_000);
    expect(bench.requests()).toHaveLength(1);
    bench.downstream.onDisconnected('r-store-101', bench.kit);
    bench.retries(600_000);
    bench.route();
    bench.retries(600_000);
    const [again] = bench.requests();
    expect(again?.pairs.map((pair) => pair.key)).toEqual(['a']);
    bench.answer(again as RawWrite);
    expect(bench.sink.checkpoint(bench.kit)).toBe(10);
  });

  test('a cancelled table sends nothing more, and what is on the way is still counted', () => {
    const bench = new SinkBench();
    bench.give([row('a', 1)], 10);
    bench.route();
    bench.retries(10_000);
    const [request] = bench.requests();
    bench.downstream.cancel('t');
    expect(bench.downstream.inFlightOf('t')).toBe(1);
    bench.answer(request as RawWrite, { type: 'RegionNotFound', region: 1_001 });
    expect(bench.downstream.inFlightOf('t')).toBe(0);
    bench.retries(1_000_000);
    bench.route();
    expect(bench.requests()).toEqual([]);
  });

  test('rows that were downstream before the sink began are not written again', () => {
    const bench = new SinkBench();
    const late = new Sink('u', 4, 5 as Ts);
    for (const ts of [4, 5, 6]) late.enqueue(row('a', ts), bench.kit);
    expect(late.queued).toBe(1);
  });
});
