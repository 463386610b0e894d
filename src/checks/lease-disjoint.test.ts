import { describe, expect, it } from 'vitest';
import { leaseDisjoint } from './lease-disjoint.ts';
import { judge, TraceBuilder } from './testing.ts';

class Trace extends TraceBuilder {
  read(region: number, store: number, term: number): this {
    return this.add({ kind: 'raft.lease-read', region, store, term });
  }
}

const led = (): Trace => new Trace().leader(1, 1, 5).applied(1, 1, 6, '5:1').applied(1, 2, 6, '5:1');

describe('leases', () => {
  it('may be used until somebody else has applied a later term', () => {
    const verdict = judge(leaseDisjoint, led().read(1, 1, 5).leader(1, 2, 6).read(1, 1, 5));
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(2);
  });

  it('are over when another store has applied an entry of a later term', () => {
    const verdict = judge(leaseDisjoint, led().leader(1, 2, 6).applied(1, 2, 7, '6:2').read(1, 1, 5));
    expect(verdict.words).toHaveLength(1);
    expect(verdict.words[0]).toContain('lease of term 5, although store 2 has applied an entry of term 6');
  });

  it('count a snapshot of a later term as applied', () => {
    expect(judge(leaseDisjoint, led().snapshot(1, 3, 9, 6).read(1, 1, 5)).words).toHaveLength(1);
    expect(judge(leaseDisjoint, led().snapshot(1, 3, 9, 6).read(1, 2, 6)).words).toEqual([]);
  });

  it('end where the Region was merged away, on whichever store', () => {
    const merged = () => led().merged(2, 3, 1, 7);
    expect(judge(leaseDisjoint, merged().read(1, 1, 5)).words[0]).toContain('merged into Region 2');
    expect(judge(leaseDisjoint, merged().read(2, 1, 5)).words).toEqual([]);
  });
});
