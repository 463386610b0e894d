import { expect, test } from 'vitest';
import type { TraceEvent } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { Progress } from './progress.ts';

const CASE = libraryDoc('rawkv-case-1') as ScenarioDoc;

function finished(ts: number): TraceEvent {
  return { kind: 'workload.finished', client: 'client-1', workload: 'counter', ts: ts as Ts };
}

function checkpoint(changefeed: string, ts: number): TraceEvent {
  return {
    kind: 'changefeed.checkpoint',
    changefeed,
    checkpoint: ts as Ts,
    resolved: ts as Ts,
    pdNow: ts as Ts,
    heldBy: '',
  };
}

function invoked(request: number): TraceEvent {
  return { kind: 'client.invoked', client: 'client-1', request, op: 'put', key: 'a', value: 'v' };
}

function acked(request: number, ts: number): TraceEvent {
  return {
    kind: 'client.acked',
    client: 'client-1',
    request,
    op: 'put',
    key: 'a',
    value: 'v',
    ts: ts as Ts,
    latencyUs: 1,
  };
}

function leads(region: number, store: number): TraceEvent {
  return { kind: 'raft.role-changed', region, store, peer: 1, term: 7, role: 'leader', lead: 1 };
}

test('a run is drained once, when the workload has ended and every changefeed has passed that moment', () => {
  const progress = new Progress(CASE);
  expect(progress.observe(checkpoint('cf-1', 90))).toBe(false);
  expect(progress.observe(finished(100))).toBe(false);
  expect(progress.workloadsFinished).toBe(true);
  expect(progress.observe(checkpoint('cf-1', 99))).toBe(false);
  expect(progress.clone(CASE).observe(checkpoint('cf-1', 100))).toBe(true);
  expect(progress.drained).toBe(false);
  expect(progress.observe(checkpoint('cf-1', 100))).toBe(true);
  expect(progress.observe(checkpoint('cf-1', 101))).toBe(false);
  expect(progress.drained).toBe(true);
});

test('a write that is not answered, a later write, and a changefeed of a command must be waited for too', () => {
  const progress = new Progress(CASE);
  progress.expectChangefeed('cf-2');
  progress.observe(finished(100));
  progress.observe(invoked(1));
  expect(progress.observe(checkpoint('cf-1', 200))).toBe(false);
  expect(progress.observe(checkpoint('cf-2', 100))).toBe(false);
  expect(progress.observe(acked(1, 150))).toBe(false);
  expect(progress.observe(checkpoint('cf-2', 149))).toBe(false);
  expect(progress.observe(checkpoint('cf-2', 150))).toBe(true);
});

test('a run whose workload never ends never drains; nor does one that does nothing', () => {
  const endless: ScenarioDoc = {
    ...CASE,
    workload: [
      {
        kind: 'mixed',
        id: 'm',
        threads: 1,
        keys: 1,
        startAtUs: 0,
        endAtUs: 0,
        thinkUs: 1,
        readPercent: 0,
        deletePercent: 0,
        valueBytes: 8,
      },
    ],
  };
  for (const doc of [endless, { ...CASE, workload: [] }]) {
    const progress = new Progress(doc);
    progress.observe(finished(1));
    expect(progress.observe(checkpoint('cf-1', 1_000))).toBe(false);
  }
});

test('operations are counted once for all peers, and apart when a write was in flight', () => {
  const progress = new Progress(CASE);
  const split = (store: number, version: number): TraceEvent => ({
    kind: 'region.updated',
    region: 1,
    store,
    cluster: 'upstream',
    reason: 'split',
    startKey: '',
    endKey: '',
    confVer: 1,
    version,
    stores: [1, 2, 3],
    index: 9,
  });
  for (const store of [1, 2, 3]) progress.observe(split(store, 2));
  progress.observe(invoked(1));
  for (const store of [1, 2, 3]) progress.observe(split(store, 3));
  for (const store of [1, 2]) {
    progress.observe({
      kind: 'region.merge-committed',
      region: 1,
      store,
      source: 4,
      index: 12,
      sourceIndex: 8,
    });
  }
  progress.observe(acked(1, 5));
  progress.observe({ kind: 'raft.transfer-started', region: 1, store: 1, to: 2 });
  progress.observe(leads(1, 2));
  progress.observe(leads(1, 3));
  progress.observe({ kind: 'raft.transfer-started', region: 2, store: 1, to: 2 });
  progress.observe(leads(2, 3));
  expect(progress.operations).toEqual({ splits: 2, merges: 1, transfers: 1, whileWriting: 2 });
});
