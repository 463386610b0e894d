import { describe, expect, it } from 'vitest';
import { LOGICAL_PER_TICK } from '../model/ts.ts';
import { providerOrder } from './provider-order.ts';
import { regionMaxTs } from './region-max-ts.ts';
import { stampedUnderLeadership } from './stamped-under-leadership.ts';
import { judge, TraceBuilder } from './testing.ts';
import { tsoMonotonic } from './tso-monotonic.ts';
import { tsoSingleIssuer } from './tso-single-issuer.ts';
import { tsoWindow } from './tso-window.ts';

/** The first timestamp of a millisecond. */
const ms = (value: number): number => value * LOGICAL_PER_TICK;

describe('TSO never goes back (I-T1)', () => {
  it('accepts ranges that follow each other, of several members', () => {
    const history = new TraceBuilder()
      .granted('store-1', 200, 100)
      .granted('store-2', 201, 1)
      .granted('store-1', 300, 99, 'pd-2');
    expect(judge(tsoMonotonic, history)).toMatchObject({ words: [], evaluations: 3 });
  });

  it('reports a batch that begins inside one granted before', () => {
    const history = new TraceBuilder().granted('store-1', 200, 100).granted('store-2', 250, 51, 'pd-2');
    expect(judge(tsoMonotonic, history).words).toEqual([
      'pd-2 granted store-2 timestamps from 0 ms · 200 on, although pd-1 had already granted 0 ms · 200',
    ]);
  });
});

describe('TSO stays inside its durable window (I-T2, I-T4)', () => {
  it('accepts grants below the bound, and bounds that rise', () => {
    const history = new TraceBuilder()
      .windowSaved(5_000)
      .granted('store-1', ms(4_999) + 7, 1)
      .windowSaved(9_000)
      .granted('store-1', ms(8_000), 1);
    expect(judge(tsoWindow, history)).toMatchObject({ words: [], evaluations: 3 });
  });

  it('reports a grant at the bound, and one before anything was saved', () => {
    const early = new TraceBuilder().granted('store-1', ms(10), 1);
    expect(judge(tsoWindow, early).words[0]).toContain('only timestamps below 0 ms were covered');
    const beyond = new TraceBuilder().windowSaved(5_000).granted('store-1', ms(5_000), 1);
    expect(judge(tsoWindow, beyond).words[0]).toContain('only timestamps below 5000 ms were covered');
  });

  it('compares bounds by revision, not by when their members heard of them', () => {
    const crossed = new TraceBuilder().windowSaved(9_000, 'pd-2', 12).windowSaved(5_000, 'pd-1', 11);
    expect(judge(tsoWindow, crossed).words).toEqual([]);
    const fallen = new TraceBuilder().windowSaved(9_000, 'pd-2', 11).windowSaved(5_000, 'pd-1', 12);
    expect(judge(tsoWindow, fallen).words).toEqual([
      'pd-1 saved 5000 ms as the bound of timestamps, although pd-2 had saved 9000 ms before',
    ]);
  });
});

describe('one member grants timestamps (I-T3)', () => {
  it('accepts a hand-over, and a member that is elected again', () => {
    const history = new TraceBuilder()
      .elected('pd-1', 3)
      .granted('store-1', 10, 1)
      .elected('pd-2', 8)
      .granted('store-1', 20, 1, 'pd-2')
      .elected('pd-1', 12)
      .granted('store-1', 30, 1);
    expect(judge(tsoSingleIssuer, history)).toMatchObject({ words: [], evaluations: 3 });
  });

  it('reports a deposed member that still answers', () => {
    const history = new TraceBuilder()
      .elected('pd-1', 3)
      .elected('pd-2', 8)
      .granted('store-1', 20, 1, 'pd-2')
      .granted('store-2', 30, 1);
    expect(judge(tsoSingleIssuer, history).words).toEqual([
      'pd-1 granted timestamps to store-2, although pd-2 had been elected after it and grants them too',
    ]);
  });
});

describe('a store’s timestamps rise (I-T5, I-T6)', () => {
  it('accepts ascending ones, also after a flush', () => {
    const history = new TraceBuilder()
      .locked(1, 1, 7, 10)
      .locked(2, 1, 8, 12)
      .flushed(1, 50)
      .locked(1, 1, 9, 50);
    expect(judge(providerOrder, history)).toMatchObject({ words: [], evaluations: 2 });
  });

  it('reports one that is not above the one before', () => {
    const history = new TraceBuilder().locked(1, 1, 7, 10).locked(2, 1, 8, 10);
    expect(judge(providerOrder, history).words).toEqual([
      'Store 1 handed out 0 ms · 10, although it had handed out 0 ms · 10 before',
    ]);
  });

  it('reports one from before a flush, and one that a failed flush should have thrown away', () => {
    const flushed = new TraceBuilder().locked(1, 1, 7, 10).flushed(1, 50).locked(1, 1, 8, 11);
    expect(judge(providerOrder, flushed).words[0]).toContain(
      'its flush had fetched timestamps from 0 ms · 50 on',
    );
    const failed = new TraceBuilder().granted('store-1', 110, 100).flushFailed(1).locked(1, 1, 8, 11);
    expect(judge(providerOrder, failed).words[0]).toContain('a flush had failed');
  });

  it('does not hold a new process to what the former one handed out, nor one store to another', () => {
    const history = new TraceBuilder()
      .locked(1, 1, 7, 10)
      .locked(1, 2, 8, 5)
      .add({ kind: 'process.started', process: 'store-1', incarnation: 2 })
      .locked(1, 1, 9, 8);
    expect(judge(providerOrder, history).words).toEqual([]);
  });
});

describe('stamped by a valid leader (I-C7)', () => {
  const led = (): TraceBuilder => new TraceBuilder().leader(1, 1, 5).synced(1, 1, 5);

  it('accepts a write stamped and proposed in one term, and in the next term of the same leader', () => {
    const history = led()
      .locked(1, 1, 7, 10)
      .proposed({ region: 1, index: 6, key: 'a', ts: 11, request: 7 })
      .locked(1, 1, 8, 12)
      .leader(1, 1, 6)
      .proposed({ region: 1, index: 7, key: 'a', ts: 13, request: 8, term: 6 });
    expect(judge(stampedUnderLeadership, history)).toMatchObject({ words: [], evaluations: 2 });
  });

  it('reports a write stamped before its store was elected', () => {
    const history = new TraceBuilder()
      .follows(1, 1, 5, 2)
      .locked(1, 1, 7, 10)
      .leader(1, 1, 6)
      .synced(1, 1, 6)
      .proposed({ region: 1, index: 6, key: 'a', ts: 11, request: 7, term: 6 });
    expect(judge(stampedUnderLeadership, history).words).toEqual([
      'Region 1: the write of key a at 0 ms · 11 entered the log of store 1 in term 6, but when it was stamped that store did not lead the Region',
    ]);
  });

  it('reports a write stamped before the flush of its term', () => {
    const history = new TraceBuilder()
      .leader(1, 1, 5)
      .locked(1, 1, 7, 10)
      .proposed({ region: 1, index: 6, key: 'a', ts: 11, request: 7 });
    expect(judge(stampedUnderLeadership, history).words[0]).toContain('its timestamps were not synced');
  });

  it('reports a write that was proposed two terms after it was stamped', () => {
    const history = led()
      .locked(1, 1, 7, 10)
      .follows(1, 1, 6, 2)
      .leader(1, 1, 7)
      .synced(1, 1, 7)
      .proposed({ region: 1, index: 9, key: 'a', ts: 11, request: 7, term: 7 });
    expect(judge(stampedUnderLeadership, history).words[0]).toContain('others may have led since');
  });

  it('tells attempts of one request apart by their timestamps', () => {
    const history = new TraceBuilder()
      .locked(1, 1, 7, 10)
      .leader(1, 1, 6)
      .synced(1, 1, 6)
      .locked(1, 1, 7, 20)
      .proposed({ region: 1, index: 9, key: 'a', ts: 21, request: 7, term: 6 });
    expect(judge(stampedUnderLeadership, history)).toMatchObject({ words: [], evaluations: 1 });
  });
});

describe('a leader’s clock is above its Region (I-C8)', () => {
  const written = (): TraceBuilder =>
    new TraceBuilder()
      .region(1, 1, 'bootstrap', ['', 'm'], 1)
      .region(2, 2, 'bootstrap', ['m', ''], 1)
      .write('a', 100)
      .write('p', 300, 'v', { region: 2, store: 2 });

  it('accepts a clock above every write of the Region’s keys', () => {
    expect(judge(regionMaxTs, written().led(1, 1, 6, 101))).toMatchObject({ words: [], evaluations: 1 });
  });

  it('reports a clock at or below one of them', () => {
    expect(judge(regionMaxTs, written().led(1, 1, 6, 100)).words).toEqual([
      'Region 1: store 1 came to lead it with its clock at 0 ms · 100, although key a had been written at 0 ms · 100',
    ]);
  });

  it('goes by keys, so that a merge brings the writes of its source along', () => {
    const merged = written().region(1, 1, 'commit-merge', ['', ''], 3).led(1, 1, 6, 200);
    expect(judge(regionMaxTs, merged).words[0]).toContain('although key p had been written at 0 ms · 300');
  });
});
