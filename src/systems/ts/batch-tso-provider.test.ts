import { describe, expect, it } from 'vitest';
import { Rng } from '../../base/rng.ts';
import type { Ts } from '../../model/ts.ts';
import { composeTs } from '../../model/ts.ts';
import { BatchTsoProvider, RENEW_MERGE_MAX } from './batch-tso-provider.ts';
import type { BatchConfig, RenewOutcome, TsoCall } from './batch-tso-provider.ts';
import { SlowProvider } from './slow-provider.test-model.ts';

const CONFIG: BatchConfig = { renewUs: 100_000, allocAheadUs: 3_000_000, batchMin: 100, batchMax: 8_192 };
const ALL_ON = { off: [] };

function provider(off: string[] = [], config = CONFIG): BatchTsoProvider {
  return new BatchTsoProvider(config, { off });
}

/** Renews at once: PD grants what is asked, ending at logical `start + count − 1` of millisecond `ms`. */
function renew(p: BatchTsoProvider, ms: number, needFlush = false): RenewOutcome {
  const call = p.requestRenew(needFlush, 1) as TsoCall;
  return p.onRenewed(call.id, composeTs(ms, call.count), call.count);
}

function use(p: BatchTsoProvider, count: number): void {
  let used = 0;
  for (let i = 0; i < count; i++) if (p.getTs() !== null) used++;
  expect(used).toBe(count);
}

describe('the batch timestamp provider (facts 1.4)', () => {
  it('keeps alloc-ahead divided by the renew interval: 30 renews’ worth, in at most 30 batches (1.4.3)', () => {
    expect(provider().cacheMultiplier).toBe(30);
    expect(provider([], { ...CONFIG, allocAheadUs: 250_000 }).cacheMultiplier).toBe(3);
    expect(provider([], { ...CONFIG, renewUs: 1_000, allocAheadUs: 9_000_000 }).cacheMultiplier).toBe(1024);
    expect(provider(['R-BATCH-LIST']).cacheMultiplier).toBe(1);
  });

  it('pops the smallest cached timestamp first, across batches (1.4.5)', () => {
    const p = provider();
    renew(p, 1);
    renew(p, 2);
    const popped = Array.from({ length: 200 }, () => p.getTs());
    expect(popped.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, i) => composeTs(1, i + 1)));
    expect(popped.slice(100)).toEqual(Array.from({ length: 100 }, (_, i) => composeTs(2, i + 1)));
    expect(p.getTs()).toBeNull();
    expect(p.batches).toBe(0);
  });

  it('asks for usage × 30 less what remains, within 100 and 8192 (1.4.6)', () => {
    const p = provider();
    expect(p.requestRenew(true)?.count).toBe(100);
    p.onRenewed(1, composeTs(1, 100), 100);
    use(p, 10);
    // 10 × 30 − 90
    const call = p.requestRenew(false) as TsoCall;
    expect(call.count).toBe(210);
    p.onRenewed(call.id, composeTs(2, 210), 210);
    use(p, 300);
    // 300 × 30 − 0 is more than the largest batch.
    expect(p.requestRenew(false)?.count).toBe(8_192);
  });

  it('does not subtract what remains when it is a flush (1.4.6)', () => {
    const p = provider();
    renew(p, 1);
    use(p, 10);
    expect(p.clone().requestRenew(false)?.count).toBe(210);
    expect(p.clone().requestRenew(true)?.count).toBe(300);
  });

  it('resets usage only when a batch was taken in (1.4.6)', () => {
    const p = provider();
    renew(p, 5);
    use(p, 20);
    const failed = p.requestRenew(false) as TsoCall;
    p.onRenewFailed(failed.id);
    expect(p.usage).toBe(20);
    const fallen = p.requestRenew(false) as TsoCall;
    p.onRenewed(fallen.id, composeTs(4, fallen.count), fallen.count);
    expect(p.usage).toBe(20);
    renew(p, 6);
    expect(p.usage).toBe(0);
  });

  it('refuses a batch that starts before the end of the newest one: PD went backward (1.4.7)', () => {
    const p = provider();
    renew(p, 5);
    const outcome = renew(p, 4);
    expect(outcome.error).toBe('timestamp fall back');
    expect(outcome.ended).toEqual([{ waiter: 1, flush: false, ts: null, error: 'timestamp fall back' }]);
    expect([p.remain, p.nextTs]).toEqual([100, composeTs(5, 1)]);
  });

  it('clears the cache when a flush meets a PD that went backward (1.4.7)', () => {
    const p = provider();
    renew(p, 5);
    const outcome = renew(p, 4, true);
    expect([outcome.error, outcome.flush]).toEqual(['timestamp fall back', 'failed']);
    expect([p.remain, p.getTs()]).toEqual([0, null]);
  });

  it('accepts a batch that starts exactly where the newest one ends (1.4.7)', () => {
    const p = provider();
    renew(p, 5);
    const call = p.requestRenew(false) as TsoCall;
    expect(p.onRenewed(call.id, composeTs(5, 200), 100).error).toBe('');
  });

  it('clears what was cached and takes the new batch in with a flush, in one step (1.4.7, 1.4.11)', () => {
    const p = provider();
    renew(p, 1);
    renew(p, 2);
    const outcome = renew(p, 9, true);
    expect(outcome.flush).toBe('flushed');
    expect(outcome.firstTs).toBe(composeTs(9, 1));
    expect(outcome.ended).toEqual([{ waiter: 1, flush: true, ts: composeTs(9, 1), error: '' }]);
    expect(p.nextTs).toBe(composeTs(9, 2));
  });

  it('drops the oldest batch when there are more than 30 (1.4.7)', () => {
    const p = provider();
    for (let ms = 1; ms <= 30; ms++) renew(p, ms);
    expect([p.batches, p.remain, p.nextTs]).toEqual([30, 3_000, composeTs(1, 1)]);
    renew(p, 31);
    expect([p.batches, p.remain, p.nextTs]).toEqual([30, 3_000, composeTs(2, 1)]);
  });

  it('holds one batch only without the batch list (R-BATCH-LIST off)', () => {
    const p = provider(['R-BATCH-LIST']);
    renew(p, 1);
    renew(p, 2);
    expect([p.batches, p.nextTs]).toEqual([1, composeTs(2, 1)]);
  });

  it('has one PD call under way; what is asked meanwhile is merged into the next, flush flags ORed (1.4.8)', () => {
    const p = provider();
    const first = p.requestRenew(false, 1) as TsoCall;
    expect(p.requestRenew(false, 2)).toBeNull();
    expect(p.requestRenew(true, 3)).toBeNull();
    const outcome = p.onRenewed(first.id, composeTs(1, 100), 100);
    expect(outcome.ended.map((e) => e.waiter)).toEqual([1]);
    expect(outcome.flush).toBeNull();
    expect(outcome.next?.flush).toBe(true);
    const second = p.onRenewed(outcome.next?.id ?? 0, composeTs(2, 100), 100);
    expect(second.ended.map((e) => [e.waiter, e.ts])).toEqual([
      [2, null],
      [3, composeTs(2, 1)],
    ]);
    expect(second.next).toBeNull();
  });

  it('answers at most 64 requests with one call (1.4.8)', () => {
    const p = provider();
    const first = p.requestRenew(false) as TsoCall;
    for (let i = 0; i < RENEW_MERGE_MAX + 6; i++) p.requestRenew(true, i);
    const { next } = p.onRenewed(first.id, composeTs(1, 100), 100);
    const outcome = p.onRenewed(next?.id ?? 0, composeTs(2, 100), 100);
    expect(outcome.ended).toHaveLength(64);
    expect(new Set(outcome.ended.map((e) => e.ts)).size).toBe(64);
    expect(p.queued).toBe(0);
    expect(outcome.next).not.toBeNull();
  });

  it('never lets a flush be answered by a call that was under way when it was asked for', () => {
    const p = provider();
    const early = p.requestRenew(true, 1) as TsoCall;
    p.requestRenew(true, 2);
    const outcome = p.onRenewed(early.id, composeTs(1, 100), 100);
    expect(outcome.ended.map((e) => e.waiter)).toEqual([1]);
  });

  it('is empty after a failed flush: no old timestamp can be issued (1.4.9)', () => {
    const p = provider();
    renew(p, 1);
    const call = p.requestRenew(true, 7) as TsoCall;
    const outcome = p.onRenewFailed(call.id, 'PD is down');
    expect(outcome.flush).toBe('failed');
    expect(outcome.ended).toEqual([{ waiter: 7, flush: true, ts: null, error: 'PD is down' }]);
    expect([p.remain, p.getTs()]).toEqual([0, null]);
  });

  it('issues old timestamps after a failed flush when that rule is off (R-CLEAR-ON-FAILED-FLUSH, H10)', () => {
    const p = provider(['R-CLEAR-ON-FAILED-FLUSH']);
    renew(p, 1);
    const call = p.requestRenew(true, 7) as TsoCall;
    p.onRenewFailed(call.id);
    expect(p.getTs()).toBe(composeTs(1, 1));
  });

  it('keeps the cache when a plain renew fails (1.4.9)', () => {
    const p = provider();
    renew(p, 1);
    p.onRenewFailed((p.requestRenew(false) as TsoCall).id);
    expect(p.getTs()).toBe(composeTs(1, 1));
  });

  it('pops an old timestamp between insert and clear when they are not one step (R-CLEAR-INSERT-ATOMIC off, H12)', () => {
    const p = provider(['R-CLEAR-INSERT-ATOMIC']);
    renew(p, 1);
    renew(p, 9, true);
    expect(p.getTs()).toBe(composeTs(1, 2));
    p.requestRenew(false);
    expect(p.getTs()).toBe(composeTs(9, 1));
    expect(p.remain).toBe(99);
  });

  it('ignores the answer to a call that was given up', () => {
    const p = provider();
    const lost = p.requestRenew(true, 1) as TsoCall;
    p.onRenewFailed(lost.id);
    expect(p.onRenewed(lost.id, composeTs(1, 100), 100).ended).toEqual([]);
    expect(p.getTs()).toBeNull();
  });

  it('lives from its cache while PD is down, for about alloc-ahead at the same rate, then is used up (1.4.13)', () => {
    const p = provider();
    const perRenew = 200;
    renew(p, 1, true);
    for (let i = 2; i < 80; i++) {
      for (let k = 0; k < perRenew; k++) p.getTs();
      renew(p, i);
    }
    let renews = 0;
    for (; p.remain >= perRenew; renews++) {
      use(p, perRenew);
      p.onRenewFailed((p.requestRenew(false) as TsoCall).id);
    }
    expect(renews).toBeGreaterThanOrEqual(28);
    expect(renews).toBeLessThanOrEqual(31);
  });

  it('issues what the plain model issues, whatever happens, and never goes down while PD does not', () => {
    let compared = 0;
    const wrong: string[] = [];
    for (let seed = 0; seed < 25; seed++) {
      const rng = Rng.fromSeed(seed);
      const config = { renewUs: 100, allocAheadUs: rng.between(1, 6) * 100, batchMin: 3, batchMax: 20 };
      let p = new BatchTsoProvider(config, ALL_ON);
      const model = new SlowProvider(config.allocAheadUs / 100, config.batchMin, config.batchMax);
      let pd = 1_000;
      let newest = 0;
      let regressed = false;
      let call: TsoCall | null = null;
      for (let i = 0; i < 800; i++) {
        const same = (what: string, ours: number | null, theirs: number | null | undefined): void => {
          compared++;
          if (ours !== theirs) wrong.push(`seed ${seed} step ${i}: ${what} ${ours}, the model ${theirs}`);
        };
        const what = rng.below(100);
        if (what < 60) {
          const ts = p.getTs();
          same('ts', ts, model.pop());
          if (ts !== null && !regressed) {
            if (ts <= newest) wrong.push(`seed ${seed} step ${i}: ${ts} after ${newest}`);
            newest = ts;
          }
        } else if (what < 75) {
          call = p.requestRenew(rng.chance(1, 4), rng.below(5)) ?? call;
        } else if (what < 77) {
          p = p.clone();
        } else if (call !== null) {
          same('size', call.count, model.sizeWhenAsked(call));
          const fails = rng.chance(1, 6);
          if (rng.chance(1, 40)) {
            pd = Math.max(1, pd - 200);
            regressed = true;
          }
          pd += call.count + rng.below(10);
          model.end(call, fails ? null : pd);
          const outcome: RenewOutcome = fails
            ? p.onRenewFailed(call.id)
            : p.onRenewed(call.id, pd as Ts, call.count);
          for (const ended of outcome.ended) {
            if (ended.flush && outcome.error === '') same('flushed ts', ended.ts, model.pop());
          }
          call = outcome.next;
        }
        if (call !== null) model.asked(call);
        same('remain', p.remain, model.remain());
        same('usage', p.usage, model.usage);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(40_000);
  });
});
