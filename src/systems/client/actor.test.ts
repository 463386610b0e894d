import { describe, expect, it } from 'vitest';
import { encodeRawKey } from '../../model/key.ts';
import type { RawGet, RawWrite, RegionError } from '../tikv/msg.ts';
import { Bench, MS, region } from '../testing/client-bench.ts';

/** A one-off put that has been sent to store 1. */
function putSent(): Bench {
  const b = new Bench();
  b.put();
  b.pd();
  expect(b.sent()).toMatchObject({ store: 1, request: { request: 1 } });
  return b;
}

describe('a one-off operation', () => {
  it('finds its Region through PD once, is sent to the leader, and is acknowledged with version and latency', () => {
    const b = new Bench();
    b.put('k', 'v');
    expect(b.pd()).toBe(1);
    const request = b.at(1)[0] as RawWrite;
    expect(request).toMatchObject({ kind: 'raw.write', region: 1, epoch: { confVer: 1, version: 1 } });
    expect(request.pairs).toEqual([{ key: 'k', value: 'v', sourceTs: 0 }]);
    b.ctx.nowUs += 1_234;
    b.ack(1, request, 77);
    expect(b.ctx.tracedOf('client.invoked')).toMatchObject([{ request: 1, op: 'put', key: 'k', value: 'v' }]);
    expect(b.ctx.tracedOf('client.acked')).toMatchObject([
      { request: 1, value: 'v', ts: 77, latencyUs: 1_234 },
    ]);
    b.type({ op: 'get', key: 'k', value: null });
    expect(b.pd()).toBe(0);
    b.ack(1, b.at(1)[0] as RawGet, 77, 'other');
    expect(b.ctx.tracedOf('client.acked')[1]).toMatchObject({ op: 'get', value: 'other' });
    b.type({ op: 'delete', key: 'k', value: null });
    expect((b.at(1)[0] as RawWrite).pairs[0]?.value).toBeNull();
    expect(b.client.totals()).toEqual({ issued: 3, acked: 2, failed: 0, unknown: 0, inFlight: 1 });
  });

  it('follows a leader hint at once, the second one after a wait', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'NotLeader', region: 1, leaderStore: 2 });
    expect(b.sent()).toMatchObject({ store: 2, request: { request: 1 } });
    b.refuse(2, 1, { type: 'NotLeader', region: 1, leaderStore: 1 });
    expect(b.sent()).toBeNull();
    expect(b.waitMs()).toBe(2);
    expect(b.sent()?.store).toBe(1);
    expect(b.ctx.tracedOf('client.retried').map((e) => [e.request, e.error, e.attempt])).toEqual([
      [1, 'NotLeader', 1],
      [1, 'NotLeader', 2],
    ]);
  });

  it('goes round the peers without a hint, waiting 2, 4, 8 ms, then asks PD again', () => {
    const b = putSent();
    for (const [wait, next] of [
      [2, 2],
      [4, 3],
    ] as const) {
      b.refuse(next - 1, 1, { type: 'NotLeader', region: 1, leaderStore: 0 });
      expect(b.waitMs()).toBe(wait);
      expect(b.at(next)).toHaveLength(1);
    }
    b.routes = [{ region: region(1), leaderStore: 2 }];
    b.refuse(3, 1, { type: 'NotLeader', region: 1, leaderStore: 0 });
    expect(b.waitMs()).toBe(8);
    expect(b.sent()?.store).toBe(2);
  });

  it('takes the Regions of EpochNotMatch and tries again at once with the new epoch', () => {
    const b = putSent();
    const half = encodeRawKey('c');
    b.refuse(1, 1, { type: 'EpochNotMatch', regions: [region(5, '', half, 2), region(1, half, '', 2)] });
    expect(b.sent()).toMatchObject({ store: 1, request: { region: 1, epoch: { version: 2 } } });
    b.put('a');
    expect(b.sent()).toMatchObject({ store: 1, request: { region: 5 } });
    expect(b.ctx.takeSent('pd-1')).toEqual([]);
  });

  it('waits and asks PD when EpochNotMatch tells nothing new', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'EpochNotMatch', regions: [] });
    expect(b.sent()).toBeNull();
    b.run(2 * MS);
    expect(b.pd()).toBe(1);
    expect(b.sent()?.store).toBe(1);
  });

  it.each([
    [{ type: 'RegionNotFound', region: 1 }, true],
    [{ type: 'KeyNotInRegion', region: 1 }, true],
    [{ type: 'MaxTimestampNotSynced' }, false],
    [{ type: 'StaleCommand' }, false],
    [{ type: 'ProposalInMergingMode', region: 1 }, false],
    [{ type: 'ReadIndexNotReady' }, false],
  ] as [RegionError, boolean][])('waits 2, 4, 8 ms for %o; asks PD again: %s', (error, reloads) => {
    const b = putSent();
    for (const wait of [2, 4, 8]) {
      b.refuse(1, 1, error);
      b.run(wait * MS - 1);
      expect(b.ctx.sent).toEqual([]);
      b.run(1);
      expect(b.pd()).toBe(reloads ? 1 : 0);
      expect(b.at(1)).toHaveLength(1);
    }
  });

  it('waits seconds for a busy server', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'ServerIsBusy', reason: 'raftstore is busy' });
    const waited = b.waitMs();
    expect(waited).toBeGreaterThanOrEqual(1_000);
    expect(waited).toBeLessThanOrEqual(2_000);
  });

  it('fails all that is outstanding at a store when the connection breaks, and tries the next peer', () => {
    const b = putSent();
    b.put('l', 'w');
    b.at(1);
    b.client.disconnected('store-1', b.ctx);
    expect(b.ctx.tracedOf('client.retried').map((e) => [e.request, e.error])).toEqual([
      [1, 'connection lost'],
      [2, 'connection lost'],
    ]);
    const waited = b.waitMs();
    expect(waited).toBeGreaterThanOrEqual(50);
    expect(waited).toBeLessThanOrEqual(100);
    b.run(100 * MS);
    // Both went to store 2: the second failure did not turn the route once more.
    expect(b.at(2)).toHaveLength(2);
  });

  it('tries again after a time-out, as the same request', () => {
    const b = putSent();
    b.run(3_900 * MS);
    expect(b.sent()).toBeNull();
    b.run(800 * MS);
    expect(b.sent()).toMatchObject({ store: 2, request: { request: 1 } });
    expect(b.ctx.tracedOf('client.retried')).toMatchObject([{ error: 'timed out' }]);
  });

  it('ignores the answer to an attempt it has given up', () => {
    const b = putSent();
    b.client.disconnected('store-1', b.ctx);
    b.waitMs();
    const second = b.sent();
    expect(second?.store).toBe(2);
    b.ack(1, second?.request as RawWrite, 5);
    expect(b.ctx.tracedOf('client.acked')).toEqual([]);
    b.ack(2, second?.request as RawWrite, 9);
    expect(b.ctx.tracedOf('client.acked')).toMatchObject([{ ts: 9 }]);
  });

  it('ends unknown after 20 s when an attempt may have been carried out', () => {
    const b = putSent();
    b.client.disconnected('store-1', b.ctx);
    for (let i = 0; i < 200 && b.client.totals().inFlight > 0; i++) {
      b.waitMs();
      const attempt = b.sent();
      b.refuse(attempt?.store ?? 1, 1, { type: 'MaxTimestampNotSynced' });
    }
    expect(b.ctx.nowUs).toBeGreaterThan(19_000 * MS);
    expect(b.ctx.nowUs).toBeLessThan(20_000 * MS);
    expect(b.ctx.tracedOf('client.unknown')).toMatchObject([
      { request: 1, op: 'put', error: 'MaxTimestampNotSynced' },
    ]);
    expect(b.ctx.tracedOf('client.failed')).toEqual([]);
  });

  it('fails, never unknown, when only Region errors came back', () => {
    const b = putSent();
    b.refuse(1, 1, { type: 'StaleCommand' });
    while (b.client.totals().inFlight > 0) {
      b.waitMs();
      b.refuse(1, 1, { type: 'StaleCommand' });
      b.at(1);
    }
    expect(b.ctx.tracedOf('client.failed')).toMatchObject([{ error: 'StaleCommand' }]);
    expect(b.client.totals()).toMatchObject({ failed: 1, unknown: 0 });
  });

  it('asks PD again, after a wait, when PD cannot be reached or does not answer', () => {
    const b = new Bench();
    b.put();
    expect(b.ctx.takeSent('pd-1')).toHaveLength(1);
    b.client.disconnected('pd-1', b.ctx);
    b.run(249 * MS);
    expect(b.ctx.sent).toEqual([]);
    b.run(251 * MS);
    expect(b.ctx.takeSent('pd-1')).toHaveLength(1);
    b.run(4_500 * MS + 1_000 * MS);
    expect(b.ctx.takeSent('pd-1')).toHaveLength(1);
  });

  it('fails after 20 s when no route was ever found', () => {
    const b = new Bench();
    b.put();
    b.ctx.takeSent();
    b.run(21_000 * MS);
    expect(b.ctx.tracedOf('client.failed')).toMatchObject([{ error: 'no route' }]);
  });
});
