import { describe, expect, test } from 'vitest';
import { libraryDoc } from '../scenario/library/index.ts';
import { setPaths } from '../scenario/set.ts';
import type { Action } from '../model/command.ts';
import { createEngine } from './index.ts';

interface Told {
  /** What became of changefeeds, without moments. */
  readonly feeds: readonly string[];
  readonly versionsCollected: number;
  readonly violated: readonly string[];
}

/** Runs the story of garbage collection with settings of its own. */
function run(
  settings: readonly string[],
  commands: readonly (Action & { readonly at: number })[] = [],
): Told {
  const story = libraryDoc('collected-too-early');
  if (story === null) throw new Error('no such story');
  const doc = setPaths(story, settings);
  if (!doc.ok) throw new Error(doc.error);
  const all = [...doc.value.commands, ...commands].sort((a, b) => a.at - b.at);
  const built = createEngine({ ...doc.value, commands: all }, { history: false });
  if (!built.ok) throw new Error(built.error);
  const feeds: string[] = [];
  let versionsCollected = 0;
  built.value.onRecord = ({ event }) => {
    if (event.kind === 'changefeed.state-changed')
      feeds.push(`${event.changefeed} ${event.state}: ${event.reason.replaceAll(/[\d. ]+ms · \d+/g, ' TS')}`);
    else if (event.kind === 'gc.collected' && event.cluster === 'upstream')
      versionsCollected += event.versions;
  };
  built.value.advance(doc.value.untilUs);
  return { feeds, versionsCollected, violated: built.value.violations.map(({ check }) => check) };
}

describe('a changefeed and garbage collection', () => {
  test('keeps what it needs for as long as the TTL says, and drops it then (ErrGCTTLExceeded)', () => {
    const kept = run([]);
    const expired = run(['config.ticdc.gcTtlUs=2s']);
    expect(kept.feeds.at(-1)).toBe('cf-1 normal: resumed by the operator');
    expect(expired.feeds.slice(-2)).toEqual([
      'cf-1 failed: ErrGCTTLExceeded: its checkpoint is older than the GC TTL of 2.00 s',
      'cf-1 failed: ErrStartTsBeforeGC: start ts TS is not above the GC safe point TS',
    ]);
    expect(kept.versionsCollected).toBeGreaterThan(100);
    expect(expired.versionsCollected).toBeGreaterThan(kept.versionsCollected);
    expect([...kept.violated, ...expired.violated]).toEqual([]);
  });

  test('that is created below the safe point fails with ErrStartTsBeforeGC', () => {
    const { feeds, violated } = run([], [{ at: 4_000_000, do: 'createChangefeed', changefeed: 'cf-2' }]);
    expect(feeds).toContain('cf-2 failed: ErrStartTsBeforeGC: start ts TS is not above the GC safe point TS');
    expect(violated).toEqual([]);
  });

  test('whose captures were all gone for longer than the TTL finds what it needs lost', () => {
    const { feeds, violated } = run(
      ['config.ticdc.gcTtlUs=2s'],
      [
        { at: 2_500_000, do: 'kill', process: 'capture-a' },
        { at: 8_000_000, do: 'restart', process: 'capture-a' },
      ],
    );
    expect(feeds).toContainEqual(
      expect.stringMatching(/^cf-1 failed: Err(SnapshotLostByGC|GCTTLExceeded): /),
    );
    expect(violated).toEqual([]);
  });
});
