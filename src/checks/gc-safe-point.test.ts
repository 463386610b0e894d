import { expect, it } from 'vitest';
import type { Ts } from '../model/ts.ts';
import { gcSafePoint } from './gc-safe-point.ts';
import { judge, TraceBuilder } from './testing.ts';

const MS = 262_144;

/** PD’s safe point, and subscriptions. */
class Collected extends TraceBuilder {
  upTo(ms: number, cluster: 'upstream' | 'recovery' = 'upstream'): this {
    return this.add({ kind: 'pd.gc-safe-point', pd: 'pd-1', cluster, ts: (ms * MS) as Ts });
  }

  from(ms: number): this {
    const whole = { startKey: '', endKey: '', observeId: 1, capture: 'capture-a#1', changefeed: 'cf-1' };
    const checkpointTs = (ms * MS) as Ts;
    return this.add({ kind: 'cdc.subscribed', store: 1, region: 1, requestId: 7, checkpointTs, ...whole });
  }
}

it('accepts subscriptions from the safe point on, and any before there is one', () => {
  const history = new Collected().from(0).upTo(10).from(10).from(20).upTo(30, 'recovery').from(12);
  expect(judge(gcSafePoint, history)).toMatchObject({ words: [], evaluations: 3 });
});

it('reports one that begins where versions may be gone', () => {
  expect(judge(gcSafePoint, new Collected().upTo(10).from(9)).words).toEqual([
    'Region 1: cf-1 subscribes on store 1 from 9 ms · 0, but versions up to 10 ms · 0 may be collected',
  ]);
});
