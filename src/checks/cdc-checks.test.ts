import { describe, expect, it } from 'vitest';
import type { EventOf, RegionChange } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import { resolvedTsProgress } from './resolved-ts-progress.ts';
import { resolvedTsQuorum } from './resolved-ts-quorum.ts';
import { sinkOrder } from './sink-order.ts';
import { sinkMemory } from './sink-memory.ts';
import { snapshotCut } from './snapshot-cut.ts';
import { judge, TraceBuilder } from './testing.ts';

/** Region 1 on store 1, written twice before and after the snapshot of request 11. */
const cut = () =>
  new TraceBuilder()
    .subscribed(1, 1, 11)
    .write('a', 10)
    .snapshotTaken(1, 1, 11, 6)
    .write('b', 20)
    .write('c', 30);

describe('snapshot and stream meet', () => {
  it('accepts the stream that begins behind the snapshot and skips nothing', () => {
    const verdict = judge(
      snapshotCut,
      cut()
        .sent(1, 1, 11, 'a', 10, 'scan')
        .sent(1, 1, 11, 'b', 20)
        .resolved(1, 25, [1, 11])
        .sent(1, 1, 11, 'c', 30)
        .resolved(1, 40, [1, 11]),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(4);
  });

  it('reports what lies in the snapshot and comes from the stream again', () => {
    expect(judge(snapshotCut, cut().sent(1, 1, 11, 'a', 10)).words[0]).toContain(
      'though it lies in its snapshot',
    );
  });

  it('reports a change that is sent twice', () => {
    const twice = cut().sent(1, 1, 11, 'b', 20).sent(1, 1, 11, 'b', 20);
    expect(judge(snapshotCut, twice).words).toHaveLength(1);
  });

  it('reports a change that is left out, when its successor is sent and when a resolved ts passes it', () => {
    expect(judge(snapshotCut, cut().sent(1, 1, 11, 'c', 30)).words[0]).toContain('before key b');
    expect(judge(snapshotCut, cut().resolved(1, 20, [1, 11])).words[0]).toContain(
      'without having sent key b',
    );
  });

  it('knows what others had applied when the snapshot was taken', () => {
    const late = new TraceBuilder()
      .subscribed(1, 1, 11)
      .write('a', 10)
      .write('b', 20)
      .snapshotTaken(1, 1, 11, 6);
    expect(judge(snapshotCut, late.resolved(1, 20, [1, 11])).words).toHaveLength(1);
  });

  it('asks nothing of a subscription that has ended, or of keys outside', () => {
    const ended = cut().add({ kind: 'cdc.unsubscribed', store: 1, region: 1, requestId: 11 });
    expect(judge(snapshotCut, ended.resolved(1, 40, [1, 11])).words).toEqual([]);
    const outside = new TraceBuilder()
      .subscribed(1, 1, 11, ['m', 'z'])
      .snapshotTaken(1, 1, 11, 5)
      .write('a', 10);
    expect(judge(snapshotCut, outside.resolved(1, 40, [1, 11])).words).toEqual([]);
  });
});

/** Region 1 on three stores, store 1 leads in term 5. */
function three(version = 1): TraceBuilder {
  const trace = new TraceBuilder();
  for (const store of [1, 2, 3]) updated(trace, store, 'bootstrap', version);
  return trace.leader(1, 1, 5).follows(1, 2, 5, 1).follows(1, 3, 5, 1);
}

function updated(trace: TraceBuilder, store: number, reason: RegionChange, version: number): TraceBuilder {
  const event = { kind: 'region.updated', region: 1, store, cluster: 'upstream', reason } as const;
  return trace.add({ ...event, startKey: '', endKey: '', confVer: 1, version, stores: [1, 2, 3], index: 5 });
}

describe('resolved timestamps of real leaders', () => {
  it('accepts a leader that two of three stores follow', () => {
    const verdict = judge(
      resolvedTsQuorum,
      three().follows(1, 3, 6, 3).granted('store-1', 100, 1).resolved(1, 90, [1, 11]),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(1);
  });

  it('reports a leader that the others have left before the timestamp was granted', () => {
    const stale = three()
      .leader(1, 2, 6)
      .follows(1, 3, 6, 2)
      .granted('store-1', 100, 1)
      .resolved(1, 90, [1, 11]);
    expect(judge(resolvedTsQuorum, stale).words[0]).toContain('store 1 published resolved ts');
  });

  it('accepts what was granted before they left', () => {
    const justInTime = three()
      .granted('store-1', 100, 1)
      .leader(1, 2, 6)
      .follows(1, 3, 6, 2)
      .resolved(1, 90, [1, 11]);
    expect(judge(resolvedTsQuorum, justInTime).words).toEqual([]);
  });

  it('reports a leader that has missed a split', () => {
    const behind = updated(updated(three(), 2, 'split', 2), 3, 'split', 2).granted('store-1', 100, 1);
    expect(judge(resolvedTsQuorum, behind.resolved(1, 90, [1, 11])).words).toHaveLength(1);
  });
});

describe('resolved timestamps move on', () => {
  const feed = () => three().subscribed(1, 1, 11).initialized(1, 1, 11);
  /** The leader gets timestamps and commits, once a second for `seconds`. */
  const busy = (trace: TraceBuilder, seconds: number, resolve: boolean) => {
    for (let i = 1; i <= seconds; i++) {
      trace
        .wait(900)
        .granted('store-1', 100 * i, 1)
        .committed(1, 1, 6 + i, 5);
      if (resolve) trace.resolved(1, 100 * i, [1, 11]);
    }
    return trace;
  };

  it('accepts a resolved ts that rises with the writes', () => {
    expect(judge(resolvedTsProgress, busy(feed(), 12, true)).words).toEqual([]);
  });

  it('reports one that stands still while the leader commits', () => {
    const { words } = judge(resolvedTsProgress, busy(feed(), 7, false));
    expect(words).toHaveLength(1);
    expect(words[0]).toContain('has not risen for');
  });

  it('excuses it while a fault is active, while a write is in flight, and while PD is silent', () => {
    const fault = feed().add({ kind: 'fault.began', id: 'f', fault: 'cut-link', words: '' });
    expect(judge(resolvedTsProgress, busy(fault, 12, false)).words).toEqual([]);
    const inFlight = feed().proposed({ region: 1, index: 6, key: 'a', ts: 5 });
    expect(judge(resolvedTsProgress, busy(inFlight, 12, false)).words).toEqual([]);
    const silent = feed();
    for (let i = 1; i <= 12; i++) silent.wait(900).committed(1, 1, 6 + i, 5);
    expect(judge(resolvedTsProgress, silent).words).toEqual([]);
  });

  it('excuses a Region where a lock stands, for as long as it stands, and no other', () => {
    const lock: Omit<EventOf<'txn.rollback-proposed'>, 'kind' | 'index' | 'key'> = {
      ...{ store: 1, cluster: 'upstream', region: 1, term: 5, version: 1, request: 1, startTs: 5 as Ts },
    };
    const locked = (key: string): TraceBuilder =>
      feed()
        .region(1, 1, 'bootstrap', ['', 'm'], 1)
        .add({
          kind: 'txn.prewrite-proposed',
          ...{ ...lock, index: 6, key, op: 'put', value: 'v', primary: key },
          ...{ ttlMs: 3_000, minCommitTs: 6 as Ts, asyncCommit: false },
        })
        .applied(1, 1, 6, '5:1');
    expect(judge(resolvedTsProgress, busy(locked('b'), 12, false)).words).toEqual([]);
    expect(judge(resolvedTsProgress, busy(locked('x'), 12, false)).words).toHaveLength(2);
    const released = busy(locked('b'), 7, false)
      .add({ kind: 'txn.rollback-proposed', ...lock, index: 7, key: 'b' })
      .applied(1, 1, 7, '5:2');
    expect(judge(resolvedTsProgress, busy(released, 7, false)).words).toHaveLength(1);
  });

  it('reports a lock whose time was over long ago, once, and not while its client may come back', () => {
    const lock = { store: 1, cluster: 'upstream', region: 1, term: 5, version: 1, request: 1 } as const;
    const locked = (ttlMs: number): TraceBuilder =>
      feed()
        .region(1, 1, 'bootstrap', ['', 'm'], 1)
        .add({
          kind: 'txn.prewrite-proposed',
          ...{ ...lock, index: 6, key: 'b', startTs: 5 as Ts, op: 'put', value: 'v', primary: 'b' },
          ...{ ttlMs, minCommitTs: 6 as Ts, asyncCommit: false },
        })
        .applied(1, 1, 6, '5:1');
    const words = judge(resolvedTsProgress, busy(locked(3_000), 45, false)).words;
    expect(words).toHaveLength(1);
    expect(words[0]).toContain('on b holds its resolved ts on store 1, though its time was over 33');
    expect(judge(resolvedTsProgress, busy(locked(20_000), 45, false)).words).toEqual([]);
  });

  it('leaves a lock in peace for as long as its client says that it is alive, in whatever Region the lock is', () => {
    const lock = { store: 1, cluster: 'upstream', region: 1, term: 5, version: 1, request: 1 } as const;
    /** The client says so every two seconds, `beats` times; its primary is in another Region than the lock. */
    const alive = (beats: number): TraceBuilder => {
      const history = feed().region(1, 1, 'bootstrap', ['', 'm'], 1).region(2, 1, 'bootstrap', ['m', ''], 1);
      history
        .add({
          kind: 'txn.prewrite-proposed',
          ...{ ...lock, index: 6, key: 'b', startTs: 5 as Ts, op: 'put', value: 'v', primary: 'x' },
          ...{ ttlMs: 3_000, minCommitTs: 6 as Ts, asyncCommit: false },
        })
        .applied(1, 1, 6, '5:1');
      for (let beat = 1; beat <= beats; beat++) {
        busy(history, 2, false)
          .add({
            kind: 'txn.heart-beat-proposed',
            ...{
              ...lock,
              region: 2,
              index: 6 + beat,
              key: 'x',
              startTs: 5 as Ts,
              ttlMs: 3_000 + beat * 2_000,
            },
          })
          .applied(2, 1, 6 + beat, `5:${beat}`);
      }
      return history;
    };
    expect(judge(resolvedTsProgress, alive(25)).words).toEqual([]);
    expect(judge(resolvedTsProgress, busy(alive(5), 45, false)).words).toHaveLength(1);
  });

  it('reports a subscriber that is never told that its Region is gone', () => {
    const gone = feed().add({ kind: 'region.destroyed', region: 1, store: 1, reason: 'merged' });
    expect(judge(resolvedTsProgress, gone.wait(6_000).resolved(1, 100, [2, 12])).words[0]).toContain(
      'was never told',
    );
  });
});

describe('memory of the event feeds', () => {
  const used = (bytes: number) =>
    new TraceBuilder().add({
      kind: 'cdc.sink-memory',
      store: 2,
      used: bytes,
      quota: 100_000,
      largest: 1_000,
    });

  it('accepts the quota and one message, and reports more', () => {
    expect(judge(sinkMemory, used(101_000)).words).toEqual([]);
    expect(judge(sinkMemory, used(120_000)).words).toEqual([
      'Store 2 keeps 120000 bytes for captures that do not take them, with a quota of 100000',
    ]);
  });
});

describe('order of the sink', () => {
  const where = { capture: 'c', changefeed: 'cf-1', span: 's' };
  const begin = (trace = new TraceBuilder()) =>
    trace.add({ kind: 'span.table-state', ...where, state: 'Preparing', checkpoint: 0 as Ts });
  const wrote = (trace: TraceBuilder, ts: number) =>
    trace.add({ kind: 'sink.wrote', ...where, key: 'a', ts: ts as Ts });
  const passed = (trace: TraceBuilder, ts: number) =>
    trace.add({ kind: 'puller.resolved', ...where, ts: ts as Ts });

  it('accepts order, repeats, and a pipeline that begins again', () => {
    const history = wrote(wrote(wrote(passed(begin(), 50), 10), 10), 20);
    expect(judge(sinkOrder, wrote(passed(begin(history), 50), 10)).words).toEqual([]);
  });

  it('reports an older change behind a newer one, and one beyond the resolved ts', () => {
    expect(judge(sinkOrder, wrote(wrote(passed(begin(), 50), 20), 10)).words[0]).toContain(
      'after the one at',
    );
    expect(judge(sinkOrder, wrote(passed(begin(), 50), 60)).words[0]).toContain('while its resolved ts was');
  });
});
