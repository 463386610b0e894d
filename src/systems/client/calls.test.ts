import { describe, expect, it } from 'vitest';
import type { Region } from '../../model/region.ts';
import type { Message } from '../../sim/actor.ts';
import type { ScanRegionsResponse } from '../pd/msg.ts';
import { FakeContext } from '../testing/fake-context.ts';
import type { CallOwner } from './calls.ts';
import { Calls } from './calls.ts';
import { Slot } from './slot.ts';

const REGION: Region = {
  id: 1,
  startKey: '',
  endKey: '',
  epoch: { confVer: 1, version: 1 },
  peers: [{ id: 1, storeId: 1, role: 'voter' }],
};
const ROUTES: ScanRegionsResponse = {
  kind: 'pd.scan-regions-response',
  bytes: 1,
  id: 1,
  routes: [{ region: REGION, leaderStore: 1 }],
  stores: [{ store: 1, process: 'store-1' }],
};
const BODY: Message = { kind: 'kv.prewrite', bytes: 1 };
const SECOND = 1_000_000;

/** One operation with two calls, which is over as soon as one of them is given up, as a transaction is. */
function twoCalls() {
  const ctx = new FakeContext('client-1');
  const calls = new Calls();
  const slot = new Slot(0, 0, 0);
  slot.deadlineUs = 20 * SECOND;
  const gaveUp: string[] = [];
  const owner: CallOwner = {
    process: 'client-1',
    client: { rpcTimeoutUs: 4 * SECOND, backoffBaseUs: 2_000, backoffCapUs: 500_000 },
    slotOf: () => slot,
    onceOnly: () => false,
    onAnswered: () => undefined,
    onGaveUp: (_, error) => {
      gaveUp.push(error);
      calls.forget(slot);
    },
    onScattered: () => undefined,
    askPd: () => undefined,
  };
  for (const encodedKey of ['a', 'b'])
    calls.begin(slot, { encodedKey, body: BODY, readOnly: false, tag: 0, pinned: 0 }, owner, ctx);
  calls.onRoutes(ROUTES, '', owner, ctx);
  expect(ctx.takeSent('store-1')).toHaveLength(2);
  ctx.nowUs = slot.deadlineUs;
  return { calls, owner, ctx, gaveUp };
}

describe('an operation of several calls that ends with the first that is given up', () => {
  it('is given up once when the connection of all breaks after its deadline', () => {
    const { calls, owner, ctx, gaveUp } = twoCalls();
    calls.onDisconnected('store-1', owner, ctx);
    expect(gaveUp).toEqual(['connection lost']);
    expect(calls.size).toBe(0);
  });

  it('is given up once when all time out after its deadline', () => {
    const { calls, owner, ctx, gaveUp } = twoCalls();
    calls.onSweep(owner, ctx);
    expect(gaveUp).toEqual(['timed out']);
    expect(calls.size).toBe(0);
  });
});
