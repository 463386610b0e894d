import { describe, expect, it } from 'vitest';
import { encodeRawKey } from '../../model/key.ts';
import type { Peer, Region } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import { LOGICAL_PER_TICK, TS_MAX, composeTs, physicalMs } from '../../model/ts.ts';
import { FakeContext } from '../testing/fake-context.ts';
import { PD_TIMES, PdBench } from '../testing/pd-bench.ts';
import type { PdTimer } from './actor.ts';
import type {
  AdminRequest,
  AskSplitResponse,
  OperatorStep,
  RegionHeartbeat,
  ScanRegionsResponse,
  Step,
  TsoResponse,
  UpdateSafePointResponse,
} from './msg.ts';

const KEY_M = encodeRawKey('m');
const PEERS: Peer[] = [1, 2, 3].map((store) => ({ id: store, storeId: store, role: 'voter' }));

const TICK: PdTimer = { kind: 'pd.tso-tick', reign: 1 };

function region(
  id: number,
  startKey: string,
  endKey: string,
  version = 1,
  confVer = 1,
  peers = PEERS,
): Region {
  return { id, startKey, endKey, epoch: { confVer, version }, peers };
}

const LEFT = region(1, '', KEY_M);
const RIGHT = region(2, KEY_M, '');

class Bench extends PdBench {
  constructor() {
    super(1_000_000);
    this.pd.bootstrap([LEFT, RIGHT], [1, 2]);
  }

  started(): this {
    this.pd.start(this.ctx);
    this.flush();
    for (const store of [1, 2, 3]) {
      this.say(`store-${store}`, { kind: 'pd.register-store', store, process: `store-${store}`, az: 'az-1' });
    }
    this.flush();
    return this;
  }

  tso(count = 1): TsoResponse | null {
    this.say('store-1', { kind: 'pd.tso-request', id: 5, count });
    const answers = this.ctx.takeSent('store-1').filter((message) => message.kind === 'pd.tso-response');
    return (answers[0] as TsoResponse | undefined) ?? null;
  }

  admin(id: number, step: Step, words = 'do it'): void {
    const request: AdminRequest = { kind: 'pd.admin', bytes: 64, region: id, step, words };
    this.pd.receive('console', request, this.ctx);
  }

  beat(of: Region, leaderStore: number, term = 5): void {
    const beat: RegionHeartbeat = {
      kind: 'pd.region-heartbeat',
      bytes: 100,
      region: of,
      leaderStore,
      leaderPeer: leaderStore,
      term,
      approximateBytes: 0,
      approximateKeys: 0,
      keysWritten: 0,
      keysRead: 0,
      intervalUs: 0,
      pendingPeers: [],
    };
    this.pd.receive(`store-${leaderStore}`, beat, this.ctx);
  }

  steps(store: number): OperatorStep[] {
    return this.ctx.takeSent(`store-${store}`) as OperatorStep[];
  }

  ended(): [string, string][] {
    const finished = this.ctx
      .tracedOf('pd.operator-finished')
      .map((e): [string, string] => ['finished', e.words]);
    const cancelled = this.ctx
      .tracedOf('pd.operator-cancelled')
      .map((e): [string, string] => ['cancelled', e.reason]);
    return [...finished, ...cancelled];
  }
}

describe('PD’s timestamps', () => {
  it('are served only after the window is durable; who asked earlier is answered then', () => {
    const b = new Bench();
    b.pd.start(b.ctx);
    expect(b.tso(3)).toBeNull();
    expect(b.pd.view().leader).toBe(false);
    b.flush();
    const response = b.ctx.takeSent('store-1')[0] as TsoResponse;
    expect([response.id, response.count, response.last]).toEqual([5, 3, composeTs(1_000, 3)]);
    expect(b.ctx.tracedOf('tso.window-saved').map((e) => e.savedMs)).toEqual([6_000]);
    expect(b.ctx.tracedOf('tso.granted')).toMatchObject([
      { to: 'store-1', last: composeTs(1_000, 3), count: 3 },
    ]);
  });

  it('follow the clock and save the next window before the old one ends', () => {
    const b = new Bench().started();
    b.run(12_000_000);
    expect(physicalMs(b.tso()?.last as Ts)).toBe(13_000);
    expect(b.ctx.tracedOf('tso.window-saved').map((e) => e.savedMs)).toEqual([6_000, 11_000, 16_000]);
  });

  it('never go backward over a crash, even when the clock did, and jump at most one window', () => {
    const b = new Bench().started();
    b.run(2_000_000);
    const before = b.tso()?.last as Ts;
    b.crash();
    b.ctx.wallOffsetMs = -2_500;
    b.pd.start(b.ctx);
    expect(b.tso()).toBeNull();
    b.flush();
    const after = (b.ctx.takeSent('store-1')[0] as TsoResponse).last;
    expect(after).toBeGreaterThan(before);
    expect(physicalMs(after) - physicalMs(before)).toBeLessThanOrEqual(5_000);
    expect(physicalMs(after)).toBe(6_001);
  });

  it('do not use a window whose write a crash swallowed', () => {
    const b = new Bench().started();
    b.ctx.nowUs = 6_000_000;
    b.pd.timer(TICK, b.ctx);
    expect(physicalMs(b.tso()?.last as Ts)).toBe(1_000);
    b.crash();
    b.pd.start(b.ctx);
    b.flush();
    expect(b.pd.view().savedMs).toBe(6_001 + 5_000);
  });

  it('wait for the next tick when the window is used up, which saves the next one (1.1.3)', () => {
    const b = new Bench().started();
    b.ctx.wallOffsetMs = -100_000;
    // Everything the 5 s window holds, with a clock that stands still.
    for (let i = 0; i < 5_000 - 1; i++) b.tso(LOGICAL_PER_TICK - 1);
    expect(b.tso(LOGICAL_PER_TICK - 1)).toBeNull();
    b.pd.timer(TICK, b.ctx);
    b.flush();
    expect(b.ctx.takeSent('store-1')).toMatchObject([{ count: LOGICAL_PER_TICK - 1, error: '' }]);
    expect(b.ctx.tracedOf('tso.window-saved')).toHaveLength(2);
  });

  it('are refused after ten ticks that could not save, and at once when no tick could hold them', () => {
    const b = new Bench().started();
    b.ctx.wallOffsetMs = -100_000;
    for (let i = 0; i < 5_000 - 1; i++) b.tso(LOGICAL_PER_TICK - 1);
    expect(b.tso(LOGICAL_PER_TICK - 1)).toBeNull();
    for (let i = 0; i < 9; i++) b.pd.timer(TICK, b.ctx);
    expect(b.ctx.takeSent('store-1')).toEqual([]);
    b.pd.timer(TICK, b.ctx);
    expect(b.ctx.takeSent('store-1')).toMatchObject([{ count: 0, error: 'logical clock overflow' }]);
    b.say('store-1', { kind: 'pd.tso-request', id: 9, count: LOGICAL_PER_TICK });
    expect(b.ctx.takeSent('store-1')).toMatchObject([
      { id: 9, count: 0, error: 'cannot grant 262144 timestamps at once' },
    ]);
  });
});

describe('PD’s picture of the Regions', () => {
  it('answers scans with routes and the processes of their stores', () => {
    const b = new Bench().started();
    b.say('client-1', { kind: 'pd.scan-regions', id: 1, startKey: encodeRawKey('p'), endKey: '', limit: 10 });
    const [response] = b.ctx.takeSent('client-1') as ScanRegionsResponse[];
    expect(response?.routes).toEqual([{ region: RIGHT, leaderStore: 2 }]);
    expect(response?.stores).toEqual([1, 2, 3].map((store) => ({ store, process: `store-${store}` })));
  });

  it('learns of a split at once, keeps newer epochs and newer terms', () => {
    const b = new Bench().started();
    const half = encodeRawKey('c');
    const regions = [region(10, '', half, 2), region(1, half, KEY_M, 2)];
    b.say('store-1', { kind: 'pd.report-split', regions, leaderStore: 1 });
    expect(b.pd.service.regions().map((r) => r.region.id)).toEqual([10, 1, 2]);
    b.beat(LEFT, 3);
    expect(b.pd.service.regionById(1)?.region.startKey).toBe(half);
    b.beat(RIGHT, 3, 9);
    b.beat(RIGHT, 2, 8);
    expect(b.pd.service.regionById(2)?.leaderStore).toBe(3);
  });

  it('knows Regions, stores and safe points after a crash, and no leaders', () => {
    const b = new Bench().started();
    b.say('store-1', {
      kind: 'pd.report-split',
      regions: [region(10, '', encodeRawKey('c'), 2), region(1, encodeRawKey('c'), KEY_M, 2)],
      leaderStore: 1,
    });
    b.say('capture-a', { kind: 'pd.update-safe-point', id: 1, service: 'ticdc', ts: 50, ttlUs: 10_000_000 });
    b.flush();
    b.beat(region(2, KEY_M, '', 7), 1);
    b.crash();
    expect(b.pd.service.regions().map((r) => [r.region.id, r.region.epoch.version, r.leaderStore])).toEqual([
      [10, 2, 0],
      [1, 2, 0],
      [2, 1, 0],
    ]);
    expect(b.pd.service.processOf(2)).toBe('store-2');
    b.say('capture-b', { kind: 'pd.update-safe-point', id: 2, service: 'other', ts: 40, ttlUs: 1_000_000 });
    expect((b.ctx.takeSent('capture-b')[0] as UpdateSafePointResponse).error).not.toBe('');
  });

  it('gives out every id once, also over crashes and when many are asked for', () => {
    const b = new Bench().started();
    const seen = new Set<number>();
    let regionsGiven = 0;
    const ask = (count: number): void => {
      b.say('store-1', { kind: 'pd.ask-split', id: 1, region: LEFT, count });
      b.flush();
      for (const response of b.ctx.takeSent('store-1') as AskSplitResponse[]) {
        for (const { regionId, peerIds } of response.ids) {
          regionsGiven++;
          expect(peerIds).toHaveLength(3);
          for (const id of [regionId, ...peerIds.map((peer) => peer + 1_000_000)]) {
            expect(seen.has(id)).toBe(false);
            seen.add(id);
          }
        }
      }
    };
    for (let i = 0; i < 40; i++) ask(4);
    b.crash();
    b.pd.start(b.ctx);
    b.flush();
    for (let i = 0; i < 3; i++) ask(150);
    expect(regionsGiven).toBe(160 + 450);
  });

  it('refuses ids to a leader that does not know its Region’s newest epoch', () => {
    const b = new Bench().started();
    b.beat(region(1, '', KEY_M, 3), 1);
    b.say('store-1', { kind: 'pd.ask-split', id: 1, region: LEFT, count: 1 });
    expect(b.ctx.takeSent('store-1')).toMatchObject([{ ids: [], error: 'Region 1 changed meanwhile' }]);
  });
});

describe('PD’s operators', () => {
  it('push a leader transfer at once and on each heartbeat, and finish when a heartbeat shows it', () => {
    const b = new Bench().started();
    b.admin(1, { type: 'transfer-leader', toStore: 3 }, 'transfer');
    expect(b.steps(1)).toMatchObject([
      { region: 1, step: { type: 'transfer-leader', toStore: 3 }, epoch: LEFT.epoch },
    ]);
    b.beat(LEFT, 1);
    expect(b.steps(1)).toHaveLength(1);
    expect(b.pd.view().operators).toEqual(['transfer']);
    b.beat(LEFT, 3, 6);
    expect(b.ended()).toEqual([['finished', 'transfer']]);
    expect(b.pd.view().operators).toEqual([]);
  });

  it('finish a split when the Region got smaller', () => {
    const b = new Bench().started();
    b.admin(1, { type: 'split', splitKeys: [encodeRawKey('c')] }, 'split');
    expect(b.steps(1)).toHaveLength(1);
    b.say('store-1', {
      kind: 'pd.report-split',
      regions: [region(10, '', encodeRawKey('c'), 2), region(1, encodeRawKey('c'), KEY_M, 2)],
      leaderStore: 1,
    });
    expect(b.ended()).toEqual([['finished', 'split']]);
  });

  it('finish a merge when the target covers both, not when it was only prepared', () => {
    const b = new Bench().started();
    b.admin(1, { type: 'merge', target: RIGHT }, 'merge');
    expect(b.steps(1)).toMatchObject([{ step: { type: 'merge', target: RIGHT } }]);
    b.beat(region(1, '', KEY_M, 2, 2), 1);
    expect(b.steps(1)).toEqual([]);
    expect(b.ended()).toEqual([]);
    b.beat(region(2, '', '', 3), 2);
    expect(b.ended()).toEqual([['finished', 'merge']]);
    expect(b.pd.service.regions().map((r) => r.region.id)).toEqual([2]);
  });

  it('cancel a merge that was rolled back', () => {
    const b = new Bench().started();
    b.admin(1, { type: 'merge', target: RIGHT });
    b.beat(region(1, '', KEY_M, 2, 2), 1);
    b.beat(region(1, '', KEY_M, 3, 2), 1);
    expect(b.ended()).toEqual([['cancelled', 'the merge was rolled back']]);
  });

  it('refuse a merge of Regions that are not adjacent or not on the same stores', () => {
    const b = new Bench().started();
    b.beat(region(9, encodeRawKey('x'), '', 2), 1);
    b.beat(region(2, KEY_M, encodeRawKey('x'), 2, 2, PEERS.slice(0, 2)), 1);
    b.admin(1, { type: 'merge', target: region(9, encodeRawKey('x'), '', 2) });
    b.admin(1, { type: 'merge', target: RIGHT });
    expect(b.ended()).toEqual([
      ['cancelled', 'Regions 1 and 9 are not adjacent'],
      ['cancelled', 'Regions 1 and 2 are not on the same stores'],
    ]);
    expect(b.ctx.tracedOf('pd.operator-created')).toEqual([]);
  });

  it('say beforehand why something is impossible', () => {
    const b = new Bench().started();
    expect(b.pd.service.refusal(1, { type: 'transfer-leader', toStore: 3 })).toBe('');
    expect(b.pd.service.refusal(1, { type: 'transfer-leader', toStore: 4 })).toBe(
      'Region 1 has no peer on store 4',
    );
    expect(b.pd.service.refusal(1, { type: 'transfer-leader', toStore: 1 })).toBe(
      'store 1 leads Region 1 already',
    );
    expect(b.pd.service.refusal(7, { type: 'split', splitKeys: [] })).toBe('there is no Region 7');
    expect(b.pd.service.refusal(1, { type: 'split', splitKeys: [encodeRawKey('z')] })).toBe(
      'the split key is not inside Region 1',
    );
    b.admin(1, { type: 'split', splitKeys: [] }, 'split Region 1');
    expect(b.pd.service.refusal(2, { type: 'merge', target: LEFT })).toBe('Region 1 is busy: split Region 1');
  });

  it('add, promote and remove a peer', () => {
    const b = new Bench().started();
    const two = PEERS.slice(0, 2);
    b.beat(region(1, '', KEY_M, 1, 2, two), 1);
    b.admin(1, { type: 'change-peer', change: 'add-learner', store: 3, peer: 0 }, 'add');
    expect(b.steps(1)).toMatchObject([{ step: { change: 'add-learner', store: 3, peer: 100 } }]);
    const learner: Peer = { id: 100, storeId: 3, role: 'learner' };
    b.beat(region(1, '', KEY_M, 1, 3, [...two, learner]), 1);
    b.admin(1, { type: 'change-peer', change: 'promote', store: 3, peer: 100 }, 'promote');
    b.beat(region(1, '', KEY_M, 1, 4, [...two, { ...learner, role: 'voter' }]), 1);
    b.admin(1, { type: 'change-peer', change: 'remove', store: 2, peer: 2 }, 'remove');
    b.beat(region(1, '', KEY_M, 1, 5, [PEERS[0] as Peer, { ...learner, role: 'voter' }]), 1);
    expect(b.ended().map(([, words]) => words)).toEqual(['add', 'promote', 'remove']);
  });

  it('are cancelled by a time-out, by the leader’s failure, and by another change of the Region', () => {
    const b = new Bench().started();
    b.admin(1, { type: 'transfer-leader', toStore: 3 });
    b.run(PD_TIMES.operatorTimeoutUs);
    b.admin(1, { type: 'transfer-leader', toStore: 3 });
    b.say('store-1', { kind: 'pd.operator-step-failed', operator: 2, region: 1, error: 'not the leader' });
    b.admin(1, { type: 'transfer-leader', toStore: 3 });
    b.beat(region(1, '', KEY_M, 2), 1);
    expect(b.ended().map(([, reason]) => reason)).toEqual([
      'timed out',
      'not the leader',
      'the Region changed meanwhile',
    ]);
  });

  it('are forgotten by a restart, and their numbers are not used again', () => {
    const b = new Bench().started();
    b.admin(1, { type: 'transfer-leader', toStore: 3 });
    b.crash();
    expect(b.pd.view().operators).toEqual([]);
    b.pd.start(b.ctx);
    b.admin(1, { type: 'transfer-leader', toStore: 3 });
    expect(b.ctx.tracedOf('pd.operator-created').map((e) => e.operator)).toEqual([2]);
  });
});

describe('PD’s service safe points (facts 4.14.1)', () => {
  it('refuse what is below the smallest live one, and forget expired ones', () => {
    const b = new Bench().started();
    const update = (service: string, ts: number, ttlUs: number): UpdateSafePointResponse => {
      b.say('capture-a', { kind: 'pd.update-safe-point', id: 1, service, ts, ttlUs });
      return b.ctx.takeSent('capture-a')[0] as UpdateSafePointResponse;
    };
    expect(update('ticdc', 500, 10_000_000)).toMatchObject({ min: 500, error: '' });
    expect(update('backup', 400, 10_000_000).error).not.toBe('');
    expect(update('ticdc', 700, 10_000_000)).toMatchObject({ min: 700, error: '' });
    b.ctx.nowUs += 10_000_000;
    expect(update('backup', 400, 1_000_000)).toMatchObject({ min: 400, error: '' });
    expect(update('backup', 0, 0)).toMatchObject({ min: TS_MAX });
  });
});

it('a clone of PD goes on by itself', () => {
  const b = new Bench().started();
  const copy = b.pd.clone();
  b.admin(1, { type: 'split', splitKeys: [] });
  b.beat(region(2, KEY_M, '', 9), 3);
  const first = b.tso(10)?.last as Ts;
  expect(copy.view().operators).toEqual([]);
  expect(copy.service.regionById(2)?.leaderStore).toBe(2);
  const other = new FakeContext('pd-1');
  copy.receive('store-1', { kind: 'pd.tso-request', bytes: 1, ...{ id: 1, count: 10 } }, other);
  expect((other.takeSent()[0] as TsoResponse).last).toBe(first);
});
