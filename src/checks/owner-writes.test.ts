import { describe, expect, it } from 'vitest';
import type { Ts } from '../model/ts.ts';
import { judge, TraceBuilder } from './testing.ts';
import { ownerWrites } from './owner-writes.ts';

/** The owners and writers of one changefeed. */
class Owners extends TraceBuilder {
  private revision = 10;

  owner(process: string): this {
    const capture = `${process}#1`;
    return this.add({ kind: 'owner.elected', process, capture, revision: ++this.revision });
  }

  saved(process: string, checkpoint: number, fresh = false): this {
    const ts = checkpoint as Ts;
    const revision = ++this.revision;
    return this.add({
      kind: 'changefeed.persisted',
      changefeed: 'cf-1',
      process,
      checkpoint: ts,
      resolved: ts,
      state: 'normal',
      fresh,
      revision,
    });
  }
}

describe('one owner writes the checkpoint (I-W6, I-W10)', () => {
  it('accepts a hand-over, an owner that is elected again, and a changefeed that is created anew', () => {
    const history = new Owners()
      .owner('capture-a')
      .saved('capture-a', 262_144, true)
      .owner('capture-b')
      // The former owner’s last write, before the new one has written anything.
      .saved('capture-a', 524_288)
      .saved('capture-b', 524_288)
      .owner('capture-a')
      .saved('capture-a', 786_432)
      .saved('capture-a', 1, true);
    expect(judge(ownerWrites, history)).toMatchObject({ words: [], evaluations: 5 });
  });

  it('reports what a former owner writes after the first write of the next', () => {
    const history = new Owners()
      .owner('capture-a')
      .saved('capture-a', 262_144, true)
      .owner('capture-b')
      .saved('capture-b', 524_288)
      .saved('capture-a', 786_432);
    expect(judge(ownerWrites, history).words).toEqual([
      'capture-a wrote checkpoint 3 ms · 0 of cf-1 to etcd, although capture-b became owner after it and writes there',
    ]);
  });

  it('reports a checkpoint that goes back, whoever writes it', () => {
    const history = new Owners()
      .owner('capture-a')
      .saved('capture-a', 524_288, true)
      .saved('capture-a', 262_144);
    expect(judge(ownerWrites, history).words).toEqual([
      'The checkpoint of cf-1 in etcd went back from 2 ms · 0 to 1 ms · 0, which capture-a wrote',
    ]);
  });
});
