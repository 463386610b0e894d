import { describe, expect, test } from 'vitest';
import { US_PER_MS, US_PER_S } from '../model/time.ts';
import type { EventOf, TraceKind, TraceRecord } from '../model/trace.ts';
import type { ScenarioCommand } from '../scenario/document.ts';
import type { Engine } from './index.ts';
import { engineOf, storyOf } from './testing.ts';

/** A PD of three members in the engine: what the stories do not show. */
function run(commands: readonly ScenarioCommand[], untilUs: number): Outcome {
  const engine = engineOf(storyOf('pd-failover-and-back', { commands, untilUs }), false);
  const records: TraceRecord[] = [];
  engine.onRecord = (record) => records.push(record);
  engine.advance(untilUs);
  return { engine, records };
}

interface Outcome {
  readonly engine: Engine;
  readonly records: readonly TraceRecord[];
}

function eventsOf<K extends TraceKind>({ records }: Outcome, kind: K): EventOf<K>[] {
  return records.flatMap(({ event }) => (event.kind === kind ? [event as EventOf<K>] : []));
}

const at = (ms: number): number => ms * US_PER_MS;

describe('a PD of three members', () => {
  test('has one leader, and another one soon after the leader crashed', () => {
    const outcome = run([{ at: at(2_000), do: 'kill', process: 'pd-1' }], 5 * US_PER_S);
    const elected = eventsOf(outcome, 'pd.elected');
    expect(elected.map((event) => event.pd)[0]).toBe('pd-1');
    expect(elected).toHaveLength(2);
    expect(elected[1]?.pd).not.toBe('pd-1');
    expect(outcome.engine.frame().pd.filter((row) => row.cluster === 'upstream' && row.leader)).toHaveLength(
      1,
    );
    expect(outcome.engine.violations).toEqual([]);
    expect(outcome.engine.report().workload.failed).toBe(0);
  });

  test('carries out orders under a new leader, which learnt the Regions from etcd and from heartbeats', () => {
    const outcome = run(
      [
        { at: at(1_000), do: 'splitRegion', region: 1, key: 'g' },
        { at: at(2_000), do: 'kill', process: 'pd-1' },
        { at: at(4_500), do: 'splitRegion', region: 1, key: 'j' },
        { at: at(5_500), do: 'transferLeader', region: 1, store: 3 },
      ],
      8 * US_PER_S,
    );
    expect(eventsOf(outcome, 'command.refused')).toEqual([]);
    expect(eventsOf(outcome, 'pd.operator-finished').map((event) => event.words)).toHaveLength(3);
    const ids = eventsOf(outcome, 'region.split-proposed').map((event) => event.newRegion);
    expect(new Set(ids).size).toBe(2);
    expect(outcome.engine.violations).toEqual([]);
  });

  test('refuses orders while nobody leads, and serves again when etcd is back', () => {
    const outcome = run(
      [
        { at: at(2_000), do: 'kill', process: 'etcd-1' },
        { at: at(4_500), do: 'resignPd' },
        { at: at(5_000), do: 'restart', process: 'etcd-1' },
      ],
      9 * US_PER_S,
    );
    expect(eventsOf(outcome, 'pd.stepped-down').map((event) => event.reason)).toEqual(['its lease ran out']);
    expect(eventsOf(outcome, 'command.refused').map((event) => event.reason)).toEqual(['PD has no leader']);
    const granted = outcome.records.filter((record) => record.event.kind === 'tso.granted');
    expect(granted.at(-1)?.at).toBeGreaterThan(8 * US_PER_S);
    expect(outcome.engine.violations).toEqual([]);
  });
});
