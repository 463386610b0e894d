import { describe as suite, expect, it } from 'vitest';
import { describe, FAMILIES, family } from './describe.ts';
import { encodeRawKey } from './key.ts';
import type { TraceEvent } from './trace.ts';
import type { Ts } from './ts.ts';

const ts = (value: number) => value as Ts;

const SENTENCES: readonly (readonly [TraceEvent, string])[] = [
  [
    { kind: 'raft.role-changed', region: 3, store: 2, peer: 32, term: 5, role: 'leader', lead: 32 },
    'Region 3: store 2 becomes leader in term 5',
  ],
  [
    { kind: 'raft.role-changed', region: 3, store: 1, peer: 31, term: 5, role: 'follower', lead: 32 },
    'Region 3: store 1 follows peer 32 in term 5',
  ],
  [
    { kind: 'raft.role-changed', region: 3, store: 1, peer: 31, term: 6, role: 'candidate', lead: 0 },
    'Region 3: store 1 asks for votes in term 6',
  ],
  [
    { kind: 'raft.appended', region: 3, store: 1, from: 7, terms: [5, 5], digests: [1, 2] },
    'Region 3: store 1 adds entries 7 to 8 to its log',
  ],
  [
    { kind: 'raft.applied', region: 3, store: 1, from: 7, terms: [5], digests: [1] },
    'Region 3: store 1 applies entry 7',
  ],
  [
    {
      kind: 'region.updated',
      region: 3,
      store: 1,
      cluster: 'upstream',
      reason: 'split',
      startKey: encodeRawKey('key-042'),
      endKey: '',
      confVer: 1,
      version: 2,
      stores: [1],
      index: 9,
    },
    'Region 3: store 1 cuts it down by a split to [key-042, +∞), epoch 1.2',
  ],
  [
    { kind: 'region.split-proposed', region: 3, store: 1, splitKey: encodeRawKey('m'), newRegion: 7 },
    'Region 3: store 1 proposes to split at m; the new Region will be 7',
  ],
  [
    { kind: 'region.split-proposed', region: 3, store: 1, splitKey: 'nine-char', newRegion: 7 },
    'Region 3: store 1 proposes to split at nine-char; the new Region will be 7',
  ],
  [
    {
      kind: 'client.acked',
      client: 'client-1',
      request: 9,
      op: 'get',
      key: 'a',
      value: null,
      ts: ts(0),
      latencyUs: 2500,
    },
    'client-1: reads a = nothing after 2.50 ms',
  ],
  [
    { kind: 'client.invoked', client: 'client-1', request: 9, op: 'put', key: 'a', value: 'x'.repeat(40) },
    `client-1: put a = ${'x'.repeat(16)}… begins`,
  ],
  [
    { kind: 'cdc.resolved', store: 2, ts: ts(262_144 * 12_480 + 7), regions: [3], requestIds: [1] },
    'Store 2: promises no more changes up to 12 480 ms · 7 in Region 3',
  ],
  [
    { kind: 'cdc.resolved', store: 2, ts: ts(5), regions: [1, 2, 3, 4, 5], requestIds: [1, 2, 3, 4, 5] },
    'Store 2: promises no more changes up to 0 ms · 5 in 5 Regions',
  ],
  [
    {
      kind: 'span.state-changed',
      changefeed: 'cf-1',
      span: 's-1',
      from: 'Prepare',
      to: 'Commit',
      primary: 'a-1',
      secondary: 'b-1',
    },
    'Changefeed cf-1: span s-1 goes from Prepare to Commit, on a-1, next b-1',
  ],
  [{ kind: 'process.started', process: 'store-1', incarnation: 1 }, 'store-1 starts'],
  [{ kind: 'process.started', process: 'store-1', incarnation: 3 }, 'store-1 is up again (start number 3)'],
];

suite('describe', () => {
  it.each(SENTENCES)('says %j', (event, words) => {
    expect(describe(event)).toBe(words);
  });

  it('never shows raw bytes of an encoded key', () => {
    for (const [event] of SENTENCES) {
      expect([...describe(event)].every((char) => char >= ' ' && char !== '\u00ff')).toBe(true);
    }
  });
});

suite('family', () => {
  it('puts kinds into the groups of the filters', () => {
    expect(family('raft.voted')).toBe('raft');
    expect(family('tso.granted')).toBe('pd');
    expect(family('raw.proposed')).toBe('client');
    expect(family('sink.wrote')).toBe('capture');
    expect(family('net.dropped')).toBe('process');
    expect(family('check.violated')).toBe('run');
    expect(family('command.refused')).toBe('run');
  });

  it('knows no group that is not listed', () => {
    for (const [event] of SENTENCES) expect(FAMILIES).toContain(family(event.kind));
  });
});
