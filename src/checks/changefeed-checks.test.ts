import { describe, expect, it } from 'vitest';
import { checkpointSoundness } from './checkpoint-soundness.ts';
import type { Comparison } from './check.ts';
import { DownstreamEquality, downstreamEquality } from './downstream-equality.ts';
import { judge, TraceBuilder } from './testing.ts';

const feed = (range: readonly [string, string] = ['', ''], startTs = 0) =>
  new TraceBuilder().subscribed(1, 1, 11, range, startTs);

describe('checkpoint soundness', () => {
  it('accepts a checkpoint behind which everything has arrived', () => {
    const verdict = judge(
      checkpointSoundness,
      feed()
        .write('a', 10)
        .write('b', 20)
        .write('c', 30)
        .mirrored('a', 5, 10)
        .mirrored('b', 6, 20)
        .checkpoint(20),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(2);
  });

  it('reports a checkpoint that runs ahead of the recovery cluster', () => {
    const verdict = judge(
      checkpointSoundness,
      feed().write('a', 10).write('b', 20).write('c', 25).mirrored('a', 5, 10).checkpoint(25).checkpoint(40),
    );
    expect(verdict.words).toEqual([
      'Changefeed cf-1 published checkpoint 0 ms · 25, but the recovery cluster lacks key b written at 0 ms · 20: it has nothing there, and 1 more',
    ]);
    expect(verdict.violations[0]).toMatchObject({ check: 'checkpoint-soundness', n: 9 });
  });

  it('accepts a later version in the place of an earlier one, and repeats', () => {
    const verdict = judge(
      checkpointSoundness,
      feed().write('a', 10).write('a', 20).mirrored('a', 5, 20).mirrored('a', 6, 20).checkpoint(20),
    );
    expect(verdict.words).toEqual([]);
  });

  it('owes no more what an incremental scan skipped, but owes what it sent instead', () => {
    const skipped = feed().write('a', 10).write('a', 20).sent(1, 1, 11, 'a', 20, 'scan');
    expect(judge(checkpointSoundness, skipped.checkpoint(15)).words).toEqual([]);
    expect(judge(checkpointSoundness, skipped.checkpoint(25)).words).toHaveLength(1);
  });

  it('reports an older version that overwrote a newer one', () => {
    const history = feed()
      .write('a', 10)
      .write('a', 20)
      .mirrored('a', 5, 20)
      .mirrored('a', 6, 10)
      .checkpoint(20);
    expect(judge(checkpointSoundness, history).words[0]).toContain('it shows its version of 0 ms · 10');
  });

  it('accepts a rewind that is made good before the checkpoint passes', () => {
    const history = feed()
      .write('a', 10)
      .write('a', 20)
      .mirrored('a', 5, 20)
      .checkpoint(9)
      .mirrored('a', 6, 10)
      .checkpoint(10)
      .mirrored('a', 7, 20)
      .checkpoint(20);
    expect(judge(checkpointSoundness, history).words).toEqual([]);
  });

  it('does not count a downstream write that was proposed and lost', () => {
    const history = feed()
      .write('a', 10)
      .proposed({
        region: 1001,
        store: 101,
        cluster: 'recovery',
        index: 6,
        key: 'a',
        ts: 5,
        sourceTs: 10 as never,
      })
      .checkpoint(10);
    expect(judge(checkpointSoundness, history).words).toHaveLength(1);
  });

  it('asks only for the keys and the time that the changefeed carries', () => {
    const history = feed(['c', 'm'], 15)
      .write('a', 20)
      .write('d', 10)
      .write('e', 20)
      .mirrored('e', 5, 20)
      .checkpoint(30);
    const verdict = judge(checkpointSoundness, history);
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(1);
  });

  it('counts a hole between two subscriptions as carried', () => {
    const history = feed(['a', 'c']).subscribed(2, 1, 12, ['f', 'k']).write('d', 20).checkpoint(30);
    expect(judge(checkpointSoundness, history).words).toHaveLength(1);
  });

  it('asks a late changefeed for the newest version of what was there before', () => {
    const late = () => new TraceBuilder().write('a', 10).write('a', 20).write('b', 30).subscribed(1, 1, 11);
    expect(judge(checkpointSoundness, late().mirrored('a', 5, 20).checkpoint(25)).words).toEqual([]);
    expect(judge(checkpointSoundness, late().checkpoint(25)).words[0]).toContain('lacks key a');
  });

  it('takes the first checkpoint of a changefeed that has not subscribed for its start', () => {
    const history = new TraceBuilder().write('a', 10).checkpoint(15).write('b', 20);
    expect(judge(checkpointSoundness, history).words).toEqual([]);
    expect(judge(checkpointSoundness, history.checkpoint(20)).words).toHaveLength(1);
  });
});

describe('downstream equality', () => {
  const comparisonOf = (trace: TraceBuilder): Comparison | null => {
    const { check } = judge(downstreamEquality, trace);
    if (!(check instanceof DownstreamEquality)) throw new Error('not the check that was asked for');
    return check.comparison();
  };

  it('has nothing to say before there is a changefeed', () => {
    expect(comparisonOf(new TraceBuilder().write('a', 10))).toBeNull();
  });

  it('follows the recovery cluster live', () => {
    const history = feed().write('a', 10, '1').write('b', 11, '1').write('c', 12, '1').write('d', 13, null);
    expect(comparisonOf(history)).toEqual({ keys: 3, equal: 0, missing: 3, stale: 0, extra: 0 });
    history.mirrored('a', 5, 10, '1').mirrored('b', 6, 3, '0').mirrored('d', 7, 2, '0');
    expect(comparisonOf(history)).toEqual({ keys: 3, equal: 1, missing: 1, stale: 1, extra: 1 });
    history.mirrored('b', 8, 11, '1').mirrored('c', 9, 12, '1').mirrored('d', 10, 13, null);
    expect(comparisonOf(history)).toEqual({ keys: 3, equal: 3, missing: 0, stale: 0, extra: 0 });
  });

  it('compares what readers get: the newest timestamp, not the last arrival', () => {
    const history = feed()
      .write('a', 20, '2')
      .write('a', 10, '1')
      .mirrored('a', 6, 20, '2')
      .mirrored('a', 5, 10, '1');
    expect(comparisonOf(history)).toMatchObject({ equal: 1, stale: 0 });
  });

  it('is satisfied when everything is equal at the end', () => {
    const verdict = judge(
      downstreamEquality,
      feed().write('a', 10, '1').write('b', 11, null).mirrored('a', 5, 10, '1').drained(),
    );
    expect(verdict.words).toEqual([]);
    expect(verdict.evaluations).toBe(1);
  });

  it('judges only at the end', () => {
    expect(judge(downstreamEquality, feed().write('a', 10, '1').checkpoint(20)).words).toEqual([]);
  });

  it('says how many keys are missing, stale and extra, and shows one', () => {
    const history = feed()
      .write('b', 10, '1')
      .write('c', 11, '1')
      .write('a', 12, '2')
      .write('e', 13, null)
      .mirrored('a', 5, 9, '1')
      .mirrored('b', 6, 10, '1')
      .mirrored('e', 7, 8, 'x')
      .drained();
    const verdict = judge(downstreamEquality, history);
    expect(verdict.words).toEqual([
      'The recovery cluster differs in 3 of 4 keys after everything was carried over: 1 missing, 1 stale, 1 extra; ' +
        'key a, written upstream at 0 ms · 12, shows the version of 0 ms · 9',
    ]);
    expect(verdict.violations[0]).toMatchObject({ check: 'downstream-equality', region: 0, store: 0 });
  });

  it('includes a write of the very last queue item', () => {
    const history = feed()
      .write('a', 10, '1')
      .atOnce((at) => at.mirrored('a', 5, 10, '1').drained());
    expect(judge(downstreamEquality, history).words).toEqual([]);
  });

  it('leaves out what no changefeed carries', () => {
    const history = feed(['c', 'm'], 15)
      .write('a', 20, '1')
      .write('d', 10, '1')
      .write('e', 20, '1')
      .mirrored('e', 5, 20, '1');
    expect(comparisonOf(history)).toEqual({ keys: 1, equal: 1, missing: 0, stale: 0, extra: 0 });
    expect(judge(downstreamEquality, history.drained()).words).toEqual([]);
    expect(judge(downstreamEquality, feed(['c', 'm']).write('d', 10, '1').drained()).words[0]).toContain(
      '1 missing',
    );
  });
});
