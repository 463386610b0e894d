import { expect, test } from 'vitest';
import type { TraceEvent } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import type { EffectiveWrite } from './write-tracker.ts';
import { WriteTracker } from './write-tracker.ts';

function proposed(region: number, index: number, term: number, ts: number): TraceEvent {
  return {
    kind: 'raw.proposed',
    store: 1,
    cluster: 'upstream',
    region,
    index,
    term,
    version: 1,
    key: 'k',
    value: 'v',
    ts: ts as Ts,
    request: ts,
    sourceTs: 0 as Ts,
    waitedUs: 0,
  };
}

function applied(region: number, from: number, ...terms: number[]): TraceEvent {
  return { kind: 'raft.applied', region, store: 1, from, terms, digests: terms.map(() => 0) };
}

function feed(tracker: WriteTracker, ...events: TraceEvent[]): number[] {
  const seen: EffectiveWrite[] = [];
  for (const event of events) tracker.observe(event, (write) => seen.push(write));
  return seen.map((write) => write.ts);
}

test('a write takes effect when the first peer applies its entry, once', () => {
  const tracker = new WriteTracker();
  expect(feed(tracker, proposed(1, 6, 5, 10), proposed(1, 7, 5, 11), applied(1, 5, 5, 5))).toEqual([10]);
  expect(feed(tracker, applied(1, 5, 5, 5, 5), applied(1, 7, 5))).toEqual([11]);
  expect(tracker.pending()).toBe(0);
});

test('of one request with several pairs all take effect together', () => {
  expect(feed(new WriteTracker(), proposed(1, 6, 5, 10), proposed(1, 6, 5, 10), applied(1, 6, 5))).toEqual([
    10, 10,
  ]);
});

test('a write whose entry was replaced by a newer term never takes effect', () => {
  const tracker = new WriteTracker();
  expect(feed(tracker, proposed(1, 6, 5, 10), applied(1, 6, 6))).toEqual([]);
  expect(feed(tracker, proposed(1, 7, 5, 11), proposed(1, 7, 6, 12), applied(1, 7, 6))).toEqual([12]);
  expect(tracker.pending()).toBe(0);
});

test('what waited in a Region that was merged away is forgotten, and a clone goes its own way', () => {
  const tracker = new WriteTracker();
  feed(tracker, proposed(1, 6, 5, 10), proposed(2, 6, 5, 11));
  const copy = tracker.clone();
  feed(tracker, { kind: 'region.merge-committed', region: 2, store: 1, source: 1, index: 9, sourceIndex: 8 });
  expect([tracker.pending(), copy.pending()]).toEqual([1, 2]);
  feed(copy, proposed(1, 6, 5, 10));
  expect([tracker.pending(), copy.pending()]).toEqual([1, 3]);
});
