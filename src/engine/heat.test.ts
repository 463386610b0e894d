import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { encodeRawKey } from '../model/key.ts';
import type { EventOf, TraceEvent } from '../model/trace.ts';
import { composeTs } from '../model/ts.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { Heat } from './heat.ts';
import { createEngine } from './index.ts';

const COLUMN = 250_000;
const updated = (
  region: number,
  startKey: string,
  endKey: string,
  version = 1,
): EventOf<'region.updated'> => ({
  kind: 'region.updated',
  region,
  store: 1,
  cluster: 'upstream',
  reason: 'split',
  startKey: startKey === '' ? '' : encodeRawKey(startKey),
  endKey: endKey === '' ? '' : encodeRawKey(endKey),
  confVer: 1,
  version,
  stores: [1, 2, 3],
  index: 5,
});
const leads = (region: number, store: number, term: number): TraceEvent => ({
  kind: 'raft.role-changed',
  region,
  store,
  peer: store,
  term,
  role: 'leader',
  lead: store,
});
const put = (region: number): TraceEvent => ({
  kind: 'raw.proposed',
  store: 1,
  cluster: 'upstream',
  region,
  index: 9,
  term: 5,
  version: 1,
  key: 'k',
  value: 'v',
  ts: composeTs(1, 0),
  request: 1,
  sourceTs: composeTs(0, 0),
  waitedUs: 0,
});

function fed(...columns: readonly (readonly TraceEvent[])[]): Heat {
  const heat = new Heat();
  columns.forEach((events, index) => {
    for (const event of events) heat.observe(event);
    heat.sample((index + 1) * COLUMN, () => 7);
  });
  return heat;
}
const ALL = 60_000_000;

describe('Heat', () => {
  it('shows a split as a new band, and the writes of the whole Region evenly on its bands before', () => {
    const heat = fed(
      [updated(1, '', ''), leads(1, 2, 6), put(1), put(1), put(1), put(1)],
      [updated(1, '', 'm', 2), updated(2, 'm', '', 2), leads(2, 3, 6), put(2)],
    );
    const window = heat.window(0, ALL, 100, 100);
    expect([...window.regions]).toEqual([1, 1, 1, 2]);
    expect([...window.leaders]).toEqual([2, 2, 2, 3]);
    expect([...window.writes]).toEqual([8, 8, 0, 4]);
    expect(window.startWords).toHaveLength(2);
  });

  it('forgets a Region that was absorbed, also when a store that lags still tells of it', () => {
    const merged: TraceEvent = {
      kind: 'region.merge-committed',
      region: 1,
      store: 1,
      source: 2,
      index: 9,
      sourceIndex: 7,
    };
    const heat = fed(
      [updated(1, '', 'm'), updated(2, 'm', '')],
      [merged, updated(1, '', '', 3), updated(2, 'm', '', 2)],
    );
    expect([...heat.window(COLUMN, ALL, 100, 100).regions]).toEqual([1]);
  });

  it('believes the higher term, and knows when nobody leads', () => {
    const steps: TraceEvent = {
      kind: 'raft.role-changed',
      region: 1,
      store: 2,
      peer: 2,
      term: 7,
      role: 'follower',
      lead: 0,
    };
    const heat = fed([updated(1, '', ''), leads(1, 2, 6)], [leads(1, 1, 5)], [steps], [leads(1, 3, 8)]);
    expect([...heat.window(0, ALL, 100, 100).leaders]).toEqual([2, 2, 0, 3]);
  });

  it('merges columns and bands when there are more than asked for, losing no write', () => {
    const events = Array.from({ length: 10 }, () => [put(1), put(1)]);
    const heat = fed([updated(1, '', '')], ...events);
    const { columns, columnUs, writes } = heat.window(0, ALL, 4, 1);
    expect(columns).toBeLessThanOrEqual(4);
    const written = [...writes].reduce((sum, rate) => sum + (rate * columnUs) / 1_000_000, 0);
    expect(written).toBeCloseTo(20, 5);
  });

  it('keeps every write when a long run halves its resolution', () => {
    const heat = fed([updated(1, '', '')], ...Array.from({ length: 3_003 }, () => [put(1)]));
    const { columnUs, writes } = heat.window(0, 10_000 * COLUMN, 10_000, 10);
    expect(columnUs).toBeGreaterThan(COLUMN);
    expect([...writes].reduce((sum, rate) => sum + (rate * columnUs) / 1_000_000, 0)).toBeCloseTo(3_003, 3);
  });

  it('is the same after a seek back, and knows what lies ahead of the cursor', () => {
    const built = createEngine(must(libraryDoc('first-light'), 'story'), { history: true });
    if (!built.ok) throw new Error(built.error);
    const engine = built.value;
    engine.seek(5_000_000);
    const before = engine.heat(0, ALL, 200, 200);
    expect(before.columns).toBe(20);
    expect([...before.leaders].some((leader) => leader > 0)).toBe(true);
    engine.seek(1_000_000);
    expect(engine.heat(0, ALL, 200, 200)).toEqual(before);
    engine.seek(5_000_000);
    expect(engine.heat(0, ALL, 200, 200)).toEqual(before);
  });
});
