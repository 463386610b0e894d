import { Rng } from '../../base/rng.ts';
import type { Frame, FlightRow, PeerRow, RegionRow, MarkRow } from '../../model/frame.ts';
import { composeTs, TS_ZERO } from '../../model/ts.ts';
import type { EngineDoor, Moved } from '../../worker/protocol.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { encodeRawKey } from '../../model/key.ts';

export function createFakeEngine(): EngineDoor {
  let at = 0;
  let newest = 0;
  let doc: ScenarioDoc | null = null;
  const marks: MarkRow[] = [
    { at: 0, kind: 'caption', words: 'welcome' },
    { at: 8e6, kind: 'command', words: 'transfer R2 to store 3' },
    { at: 16e6, kind: 'command', words: 'split Region 5' },
    { at: 26e6, kind: 'fault', words: 'kill capture-a' },
    { at: 38e6, kind: 'heal', words: 'restart capture-a' },
    { at: 38.4e6, kind: 'leader', words: 'x' },
    { at: 48e6, kind: 'command', words: 'merge Region 3 into 4' },
  ];
  const keys = ['', 'e', 'i', 'm', 'q', 'u', ''];
  const frame = (): Frame => {
    const ms = at / 1000;
    const rng = Rng.fromSeed(7).fork(`f${Math.floor(at / 2000)}`);
    const down = at > 56e6 && at < 62e6;
    const ts = (ago: number) => composeTs(Math.max(1, Math.floor(ms - ago)), rng.below(40));
    const regions: RegionRow[] = [1, 2, 3, 4, 5, 6].map((id, i) => {
      const lag = id === 3 ? 900 + ((ms / 2) % 1500) : 200 + ((ms + id * 137) % 700);
      const inFlight = Array.from({ length: 1 + rng.below(4) }, (_, k) => ({ ts: ts((lag * (3 - k)) / 4), key: `k${id}${k}${Math.floor(ms / 300)}`, sinceUs: at - 1000 }));
      return {
        id, cluster: 'upstream', startKey: keys[i] === '' ? '' : encodeRawKey(keys[i] ?? ''), endKey: keys[i + 1] === '' ? '' : encodeRawKey(keys[i + 1] ?? ''),
        startWords: keys[i] === '' ? '−∞' : (keys[i] ?? ''), endWords: keys[i + 1] === '' ? '+∞' : (keys[i + 1] ?? ''),
        confVer: 1, version: 5, leader: ((id - 1) % 3) + 1, stores: [1, 2, 3], maxTs: ts(30 + id * 8), resolvedTs: ts(lag), checkpointTs: ts(1900), inFlight, inFlightTotal: inFlight.length,
        heldBy: id === 3 ? 'lock of write “k…42” in flight since 0.9 s on store 3' : '', keys: 14 + id * 2, bytes: 4000, writeQps: 4.2, readQps: 1.3,
      };
    });
    const peers: PeerRow[] = regions.flatMap((r) => [1, 2, 3].map((store): PeerRow => {
      const base = 100 + Math.floor(ms / 80) + r.id;
      const leader = r.leader === store;
      const cand = r.id === 6 && store === 2 && ms % 4000 > 3000;
      return { region: r.id, store, peer: r.id * 10 + store, role: leader ? 'leader' : cand ? 'candidate' : 'follower', learner: r.id === 5 && store === 1, term: 6 + (r.id % 3), lead: r.id * 10 + r.leader,
        commit: base - (leader ? 0 : rng.below(4)), applied: base - 1 - rng.below(4), last: base + rng.below(4), persisted: base, electionLeft: 1 - ((ms / 1500 + r.id * 0.21 + store * 0.3) % 1), votesGranted: cand ? 1 : 0, votesRejected: 0, votesNeeded: cand ? 3 : 0, note: r.id === 4 && store === 3 ? 'snapshot' : r.id === 2 && leader ? 'syncing-ts' : '' };
    }));
    const flights: FlightRow[] = [];
    const pick: [string, string, FlightRow['family'], FlightRow['shape'], string, boolean][] = [
      ['store-1', 'store-2', 'raft', 'request', 'MsgAppend', true], ['store-2', 'store-1', 'raft', 'accepted', 'MsgAppendResponse', true], ['store-3', 'store-1', 'raft', 'request', 'MsgAppend', true],
      ['client-1', 'store-2', 'client', 'request', 'raw.put', true], ['store-1', 'client-1', 'client', 'accepted', 'raw.put reply', false], ['store-2', 'capture-a', 'cdc', 'stream', 'events', false],
      ['store-3', 'capture-b', 'cdc', 'stream', 'resolved ts', false], ['store-1', 'pd-1', 'pd', 'request', 'tso', false], ['capture-b', 'r-store-101', 'sink', 'request', 'raw.batch_put', false], ['store-2', 'store-3', 'raft', 'rejected', 'MsgAppendResponse', true], ['capture-a', 'etcd-1', 'etcd', 'request', 'keepalive', false],
    ];
    pick.forEach(([from, to, family, shape, label, reg], i) => {
      const len = 14000 + i * 1700;
      const start = Math.floor((at + i * 5100) / len) * len - i * 5100;
      flights.push({ id: 1000 + i * 100 + (Math.floor(at / len) % 90), from, to, label, shape, family, region: reg ? (i % 6) + 1 : 0, count: 1 + (i % 3), sentAt: start, dueAt: start + len, bytes: 100 * (i + 1) * (i + 1), doomed: i === 2 });
    });
    const P = (id: string, kind: 'store' | 'pd' | 'etcd' | 'capture' | 'client', az: string, cluster: 'upstream' | 'recovery' = 'upstream') => ({ id, kind, cluster, az, health: down && id === 'store-2' ? ('down' as const) : ('up' as const), clockOffsetUs: id === 'store-2' ? 38000 : 0 });
    const span = (s: string, a: string, b: string, lag: number) => ({ changefeed: 'cf-1', span: s, startWords: a, endWords: b, tableState: 'Replicating' as const, resolvedTs: ts(lag), checkpointTs: ts(lag + 700), regionsInitialized: 2, regions: 2 });
    return {
      at, validUntil: at + 2000, traceLength: Math.floor(at / 300), fingerprint: 'a41f09c27be3d180', run: at >= 120e6 ? 'ended' : 'running',
      azs: [{ id: 'az-1', name: 'AZ 1' }, { id: 'az-2', name: 'AZ 2' }, { id: 'az-3', name: 'AZ 3' }, { id: 'dr', name: 'Recovery site' }],
      processes: [P('store-1', 'store', 'az-1'), P('store-2', 'store', 'az-2'), P('store-3', 'store', 'az-3'), P('pd-1', 'pd', 'az-1'), P('etcd-1', 'etcd', 'az-2'), P('capture-a', 'capture', 'az-1'), P('capture-b', 'capture', 'az-2'), P('client-1', 'client', 'az-1'), P('r-pd-1', 'pd', 'dr', 'recovery'), P('r-store-101', 'store', 'dr', 'recovery')],
      stores: [1, 2, 3, 101].map((id) => ({ id, process: id > 100 ? 'r-store-101' : `store-${id}`, cluster: id > 100 ? ('recovery' as const) : ('upstream' as const), az: id > 100 ? 'dr' : `az-${id}`, health: down && id === 2 ? ('down' as const) : ('up' as const), fsyncUs: 850 + id * 60, raftLogQueue: rng.below(9), applyQueue: rng.below(6), cdcQueue: rng.below(4), leaders: 2, peers: id > 100 ? 1 : 6, clockTs: ts(2), tsCached: 60 })),
      peers, regions, flights, flightsTotal: flights.length,
      pd: [{ process: 'pd-1', cluster: 'upstream', leader: true, tso: ts(0), savedMs: Math.floor(ms) + 3000, operators: [] }],
      etcd: { process: 'etcd-1', revision: 1204, owner: 'c1', ownerProcess: 'capture-a', ownerLeaseLeftUs: 2_400_000, leases: 2 },
      captures: [
        { process: 'capture-a', capture: 'c1', az: 'az-1', health: at > 26e6 && at < 38e6 ? 'down' : 'up', owner: true, spans: at > 26e6 && at < 38e6 ? [] : [span('1', '−∞', 'g', 500), span('2', 'g', 'm', 1400)], sorterDepth: 5, sinkInFlight: 2, gateTs: ts(900), eventsPerS: 40 },
        { process: 'capture-b', capture: 'c2', az: 'az-2', health: 'up', owner: false, spans: [span('3', 'm', 's', 700), span('4', 's', '+∞', 600)], sorterDepth: 12, sinkInFlight: 1, gateTs: ts(900), eventsPerS: 40 },
      ],
      changefeeds: [{ id: 'cf-1', state: 'normal', checkpointTs: ts(3100), resolvedTs: ts(2400), checkpointLagUs: 3_100_000, resolvedLagUs: 2_400_000, spans: [], heldBy: 'Checkpoint is held by span [g, m): Region 3 has a write in flight since 0.9 s on store 3.', blame: ['checkpoint', 'span [g, m)', 'capture-a', 'Region 3 on store 3', 'lock of k…42'] }],
      workloads: [{ id: 'shop', process: 'client-1', words: '4 threads over 96 keys', issued: 1204, acked: Math.floor(ms / 40), failed: 0, unknown: 0, inFlight: 3, total: 0 }],
      downstream: { keys: 96, equal: 91, missing: 1, stale: 4, extra: 0, drained: false },
      checks: ['Election safety', 'Log matching', 'Leader completeness', 'State-machine safety', 'Range partition', 'Timestamp causality', 'Read your writes', 'Resolved-ts safety', 'Checkpoint soundness', 'Downstream equality'].map((title, i) => ({ id: title.toLowerCase(), title, evaluations: Math.floor(ms / 2) * (i + 1), violations: 0 })),
      faults: [], links: [['az-1', 'az-2', 48000], ['az-2', 'az-1', 21000], ['az-1', 'az-3', 12000], ['az-2', 'az-3', 900]].map(([from, to, b]) => ({ from: String(from), to: String(to), bytesPerS: Number(b), messagesPerS: 30, cut: false })),
    };
  };
  const moved = (): Moved => {
    newest = Math.max(newest, at);
    return { frame: frame(), newest, marks: marks.filter((m) => m.at <= newest), caption: at > 8e6 ? 'Region 2 hands its leadership to store 3. The new leader throws away its cached timestamps before it takes a write: one of them could be older than a write already acknowledged.' : 'Each column is an availability zone, each card a store, each cell one replica of a Region: a slice of the key space. The dots are real messages of a running system, slowed down.', tryNext: at > 3e6 ? 'transferLeader region=2 store=1' : '' };
  };
  return {
    async load(d) { doc = d; at = 0; newest = 0; return { ok: true, value: { title: d.title, untilUs: d.untilUs, frame: frame() } }; },
    async advance(until) { at = Math.max(at, Math.floor(until / 2000) * 2000); return moved(); },
    async seek(t) { at = t; return moved(); },
    async step() { at += 2000; return moved(); },
    async act(action) { return action.do === 'mergeRegion' ? { ok: false, error: 'Region 6 has no Region to its right' } : { ok: true, value: moved() }; },
    async inspect(ref) {
      const base = 100 + Math.floor(at / 80000);
      return { ref, title: 'Region 3', subtitle: '[i, m) · epoch 1·5 · leader on store 3', facts: [...['term', 'commit', 'applied', 'last', 'lease'].map((name, i) => ({ group: 'Raft', name, value: String(base + i), term: '' })), ...['resolved ts', 'max ts', 'observe id', 'locks'].map((name, i) => ({ group: 'Capture', name, value: `12 480 ms · ${i}`, term: '' })), ...['keys', 'bytes', 'writes'].map((name, i) => ({ group: 'Data', name, value: String(i * 31), term: '' }))],
        log: ref.startsWith('region') || ref.startsWith('peer') ? { first: base - 10, rows: [3, 1, 2].map((store, i) => ({ store, leader: i === 0, terms: Array.from({ length: 14 }, (_, k) => (k < 13 - i * 2 ? (k < 6 ? 6 : 8) : 0)), commit: base + 1 - i, applied: base - 1 - i, persisted: base, progress: i === 0 ? null : { match: base + 1 - i, next: base + 2 - i, state: i === 1 ? 'Replicate' : 'Probe' } })) } : null,
        actions: [{ words: 'Split in the middle', command: 'splitRegion region=3', impossible: '' }, { words: 'Merge with Region 4', command: 'mergeRegion region=3', impossible: '' }, { words: 'Transfer leader to store 3', command: 'transferLeader region=3 store=3', impossible: 'it already leads' }] };
    },
    async trace(q) { const n = Math.floor(q.before / 30000); return { matched: n, oldestKept: 0, lines: Array.from({ length: Math.min(q.limit, n) }, (_, i) => ({ record: { n: i, at: i * 30000, by: `store-${(i % 3) + 1}`, item: i, cause: 0, event: { kind: 'raft.voted', region: (i % 6) + 1, store: 1, term: 3, candidate: 2 } as const }, words: `Region ${(i % 6) + 1} on store 1 votes for peer 2 in term 3` })) }; },
    async series(from, to, points) {
      const bucketUs = Math.max(100_000, Math.ceil((to - from) / points));
      const n = Math.floor((to - from) / bucketUs);
      const t = new Float64Array(n).map((_, i) => from + i * bucketUs);
      const wave = (base: number, amp: number, spike: number) => new Float64Array(n).map((_, i) => { const s = (t[i] ?? 0) / 1e6; return base * (1 + amp * Math.sin(s * 3.1 + base) * Math.sin(s * 1.3)) * (1 + spike * Math.exp(-((s - 28) ** 2) / 6)); });
      return { bucketUs, t, values: { 'write-p50': wave(3.1, 0.15, 0.3), 'write-p99': wave(11, 0.3, 3), 'cdc-p50': wave(820, 0.1, 4), 'cdc-p99': wave(1500, 0.1, 4), 'resolved-ts-lag': wave(620, 0.25, 2), 'checkpoint-lag': wave(1900, 0.2, 3), 'write-qps': wave(84, 0.1, 0), 'read-qps': wave(21, 0.1, 0) }, marks: marks.filter((m) => m.at <= newest) };
    },
    async report() { throw new Error('no report'); },
    async document() { if (doc === null) throw new Error('none'); return doc; },
  };
}
void TS_ZERO;
