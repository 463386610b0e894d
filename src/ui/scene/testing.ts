import type { FlightRow, Frame, PeerRow, RegionRow, StoreRow } from '../../model/frame.ts';
import { encodeRawKey } from '../../model/key.ts';
import { composeTs, TS_ZERO } from '../../model/ts.ts';

/** A small frame for tests: `zones` zones with a store each, one Region per gap between `keys`. */
export function testFrame(zones = 3, keys: readonly string[] = ['e', 'm', 'u'], at = 10_000_000): Frame {
  const ids = Array.from({ length: zones }, (_, index) => index + 1);
  const stores = ids.map((id): StoreRow => ({
    id,
    process: `store-${id}`,
    cluster: 'upstream',
    az: `az-${id}`,
    health: 'up',
    fsyncUs: 800,
    raftLogQueue: 0,
    applyQueue: 0,
    cdcQueue: 0,
    leaders: 1,
    peers: keys.length + 1,
    clockTs: TS_ZERO,
    tsCached: 0,
    preProposeUs: null,
  }));
  const bounds = ['', ...keys, ''];
  const regions = bounds.slice(0, -1).map((start, index): RegionRow => {
    const end = bounds[index + 1] ?? '';
    return {
      id: index + 1,
      cluster: 'upstream',
      startKey: start === '' ? '' : encodeRawKey(start),
      endKey: end === '' ? '' : encodeRawKey(end),
      startWords: start === '' ? '−∞' : start,
      endWords: end === '' ? '+∞' : end,
      confVer: 1,
      version: 1,
      leader: (index % zones) + 1,
      stores: ids,
      maxTs: composeTs(at / 1_000 - 10, 0),
      resolvedTs: composeTs(Math.max(1, at / 1_000 - 200 * (index + 1)), 0),
      checkpointTs: TS_ZERO,
      inFlight: [],
      inFlightTotal: 0,
      heldBy: '',
      keys: 10,
      bytes: 100,
      writeQps: 1,
      readQps: 1,
    };
  });
  const peers = regions.flatMap((region) =>
    ids.map((store): PeerRow => ({
      region: region.id,
      store,
      peer: region.id * 10 + store,
      role: region.leader === store ? 'leader' : 'follower',
      learner: false,
      member: 'voter',
      term: 6,
      lead: region.id * 10 + region.leader,
      commit: 20,
      applied: 20,
      last: 20,
      persisted: 20,
      electionLeft: 1,
      votesGranted: 0,
      votesRejected: 0,
      votesNeeded: 0,
      note: '',
    })),
  );
  return {
    at,
    validUntil: at + 1_000,
    traceLength: 0,
    fingerprint: '0123456789abcdef',
    run: 'running',
    azs: ids.map((id) => ({ id: `az-${id}`, name: `AZ ${id}` })),
    processes: [
      ...stores.map((store) => ({
        id: store.process,
        kind: 'store' as const,
        cluster: store.cluster,
        az: store.az,
        health: store.health,
        clockOffsetUs: 0,
      })),
      { id: 'pd-1', kind: 'pd', cluster: 'upstream', az: 'az-1', health: 'up', clockOffsetUs: 0 },
      { id: 'client-1', kind: 'client', cluster: 'upstream', az: 'az-1', health: 'up', clockOffsetUs: 0 },
    ],
    stores,
    peers,
    regions,
    flights: [],
    flightsTotal: 0,
    pd: [
      {
        process: 'pd-1',
        cluster: 'upstream',
        leader: true,
        tso: composeTs(at / 1_000, 0),
        savedMs: 13_000,
        operators: [],
      },
    ],
    etcd: null,
    captures: [
      {
        process: 'capture-a',
        capture: 'capture-a#1',
        az: 'az-1',
        health: 'up',
        owner: true,
        spans: [],
        sorterDepth: 0,
        sinkInFlight: 0,
        gateTs: TS_ZERO,
        eventsPerS: 0,
      },
    ],
    changefeeds: [],
    workloads: [],
    downstream: null,
    checks: [],
    faults: [],
    links: [
      { from: 'az-1', to: 'az-2', bytesPerS: 1_000, messagesPerS: 3, cut: false },
      { from: 'az-2', to: 'az-1', bytesPerS: 500, messagesPerS: 3, cut: false },
    ],
  };
}

/** A message half way from store 1 to store 2, about Region 1. */
export function flightRow(change: Partial<FlightRow> = {}): FlightRow {
  return {
    id: 7,
    from: 'store-1',
    to: 'store-2',
    label: 'append',
    shape: 'request',
    family: 'raft',
    region: 1,
    count: 1,
    sentAt: 1_000,
    dueAt: 2_000,
    bytes: 100,
    doomed: false,
    ...change,
  };
}
