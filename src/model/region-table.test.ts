import { describe, expect, it } from 'vitest';
import { Rng } from '../base/rng.ts';
import type { Region } from './region.ts';
import { rangesOverlap } from './region.ts';
import { RegionTable } from './region-table.ts';

interface Row {
  readonly region: Region;
  readonly note: number;
}

function row(id: number, startKey: string, endKey: string, version = 1, confVer = 1, note = 0): Row {
  return { region: { id, startKey, endKey, epoch: { confVer, version }, peers: [] }, note };
}

function table(...rows: Row[]): RegionTable<Row> {
  const made = new RegionTable<Row>();
  for (const entry of rows) made.upsert(entry);
  return made;
}

const ids = (t: RegionTable<Row>): number[] => t.all().map((entry) => entry.region.id);

describe('a table of Regions', () => {
  it('finds the Region that holds a key, and nothing in a hole', () => {
    const t = table(row(1, '', 'b'), row(3, 'm', ''), row(2, 'b', 'g'));
    expect(ids(t)).toEqual([1, 2, 3]);
    expect(t.find('')?.region.id).toBe(1);
    expect(t.find('b')?.region.id).toBe(2);
    expect(t.find('fzz')?.region.id).toBe(2);
    expect(t.find('g')).toBeNull();
    expect(t.find('zzz')?.region.id).toBe(3);
  });

  it('lists what overlaps a range in key order, up to a limit', () => {
    const t = table(row(1, '', 'b'), row(2, 'b', 'g'), row(3, 'm', ''));
    const scan = (a: string, b: string, n: number): number[] =>
      t.scan(a, b, n).map((entry) => entry.region.id);
    expect(scan('', '', 9)).toEqual([1, 2, 3]);
    expect(scan('a', 'b', 9)).toEqual([1]);
    expect(scan('c', 'n', 9)).toEqual([2, 3]);
    expect(scan('g', 'm', 9)).toEqual([]);
    expect(scan('a', '', 2)).toEqual([1, 2]);
  });

  it('replaces what a newer Region overlaps: a split, then a merge', () => {
    const t = table(row(1, '', '', 1));
    expect(t.upsert(row(2, '', 'm', 2))?.map((r) => r.region.id)).toEqual([1]);
    t.upsert(row(1, 'm', '', 2));
    expect(ids(t)).toEqual([2, 1]);
    expect(t.upsert(row(1, '', '', 4))?.length).toBe(2);
    expect(ids(t)).toEqual([1]);
    expect(t.byId(2)).toBeNull();
  });

  it('refuses what is older than anything it overlaps, or than itself', () => {
    const t = table(row(2, '', 'm', 2), row(1, 'm', '', 2, 5));
    expect(t.upsert(row(1, '', '', 1, 5))).toBeNull();
    expect(t.upsert(row(1, 'm', '', 2, 4))).toBeNull();
    expect(ids(t)).toEqual([2, 1]);
  });

  it('takes the same epoch in again with other columns', () => {
    const t = table(row(1, '', 'm', 2), row(2, 'm', '', 2));
    expect(t.upsert(row(1, '', 'm', 2, 1, 7))).not.toBeNull();
    t.replace(row(2, 'm', '', 2, 1, 8));
    expect(t.all().map((r) => r.note)).toEqual([7, 8]);
    expect([t.byId(1)?.note, t.byId(2)?.note]).toEqual([7, 8]);
  });

  it('stays sorted, without overlaps, and agrees with its index under random changes', () => {
    const rng = Rng.fromSeed(3);
    const t = new RegionTable<Row>();
    let accepted = 0;
    const wrong: string[] = [];
    for (let i = 0; i < 3_000; i++) {
      const a = rng.below(26);
      const b = rng.between(a + 1, 26);
      const key = (n: number): string => (n === 0 || n === 26 ? '' : String.fromCharCode(97 + n));
      if (rng.chance(1, 12)) t.remove(rng.below(20));
      else if (t.upsert(row(rng.below(20), key(a), key(b), Math.floor(i / 100) + rng.below(3), 1)) !== null)
        accepted++;
      const rows = t.all();
      for (let k = 0; k < rows.length; k++) {
        const here = rows[k] as Row;
        const next = rows[k + 1];
        if (t.byId(here.region.id) !== here) wrong.push(`step ${i}: index of ${here.region.id}`);
        if (next === undefined) continue;
        const ordered =
          here.region.startKey < next.region.startKey && !rangesOverlap(here.region, next.region);
        if (!ordered) wrong.push(`step ${i}: ${here.region.id} and ${next.region.id}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(300);
  });
});
