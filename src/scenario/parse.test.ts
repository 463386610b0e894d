import { describe, expect, test } from 'vitest';
import { parseScenario, parseScenarioText } from './parse.ts';
import { DEFAULT_CLUSTER, DEFAULT_CONFIG } from './defaults.ts';
import { LIMITS } from './limits.ts';

const minimal = { v: 1, id: 'x' };
const recovery = { recovery: { az: 'az-1' }, captures: [{ az: 'az-2' }] };

function errorOf(json: unknown): string {
  const result = parseScenario(json);
  if (result.ok) throw new Error('expected a failure');
  return result.error;
}

describe('a sparse document', () => {
  test('with nothing but version and id is the default cluster with the default settings', () => {
    const result = parseScenario(minimal);
    expect(result).toMatchObject({
      ok: true,
      value: { seed: 1, cluster: DEFAULT_CLUSTER, config: DEFAULT_CONFIG, commands: [] },
    });
  });

  test('may write times as durations with a unit', () => {
    const result = parseScenario({
      ...minimal,
      untilUs: '2m',
      config: { raft: { tickUs: '500ms', leaderLeaseUs: '4s' } },
    });
    expect(result).toMatchObject({
      ok: true,
      value: { untilUs: 120_000_000, config: { raft: { tickUs: 500_000 } } },
    });
  });

  test('has its commands put in order of their moments, those at one moment as they were written', () => {
    const commands = [
      { at: '2s', do: 'get', key: 'c' },
      { at: '1s', do: 'get', key: 'a' },
      { at: '1s', do: 'get', key: 'b' },
    ];
    const result = parseScenario({ ...minimal, commands });
    expect(result.ok ? result.value.commands.map((command) => 'key' in command && command.key) : []).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('is left as it was', () => {
    const json = { ...minimal, cluster: { replicas: 1 } };
    const before = JSON.stringify(json);
    parseScenario(json);
    expect(JSON.stringify(json)).toBe(before);
  });
});

describe('a bad document gets one line naming the path and what was expected', () => {
  const cases: [string, unknown, string][] = [
    ['not an object', 7, 'scenario: expected an object such as {"v": 1, "id": "my-run"}, got 7'],
    ['a list', [], 'scenario: expected an object such as {"v": 1, "id": "my-run"}, got []'],
    ['no version', { id: 'x' }, 'v: expected the document version 1, got nothing'],
    [
      'a newer version',
      { v: 2, id: 'x' },
      'v: made by a newer Raftide (version 2); this one reads up to version 1',
    ],
    ['no id', { v: 1 }, 'id: required, but missing'],
    ['a misspelt field', { ...minimal, sed: 3 }, 'sed: there is no such field (did you mean seed?)'],
    [
      'a misspelt setting',
      { ...minimal, config: { raft: { tickus: 1 } } },
      'config.raft.tickus: there is no such field (did you mean tickUs',
    ],
    ['a wrong type', { ...minimal, cluster: { stores: 3 } }, 'cluster.stores: expected a list, got 3'],
    [
      'a wrong item',
      { ...minimal, cluster: { stores: [3] } },
      'cluster.stores[0]: expected an object, got 3',
    ],
    [
      'a missing item field',
      { ...minimal, cluster: { stores: [{}] } },
      'cluster.stores[0].az: required, but missing',
    ],
    [
      'an unknown zone',
      { ...minimal, cluster: { stores: [{ az: 'az-1' }, { az: 'az-9' }] } },
      'cluster.stores[1].az: expected one of az-1, az-2, az-3, got "az-9"',
    ],
    [
      'too many replicas',
      { ...minimal, cluster: { replicas: 5 } },
      'cluster.replicas: expected at most 3, one per store, got 5',
    ],
    [
      'zero replicas',
      { ...minimal, cluster: { replicas: 0 } },
      'cluster.replicas: expected a whole number from 1 to 7, got 0',
    ],
    [
      'boundaries out of order',
      { ...minimal, cluster: { splitKeys: ['m', 'g'] } },
      'cluster.splitKeys[1]: expected a key after "m" (ascending), got "g"',
    ],
    [
      'a boundary of raw keys after one of a table, which comes later in the store',
      { ...minimal, cluster: { splitKeys: ['t1_r4', 'ta'] } },
      'cluster.splitKeys[1]: expected a key after "t1_r4" (ascending), got "ta"',
    ],
    [
      'too many stores',
      { ...minimal, cluster: { stores: Array.from({ length: 101 }, () => ({ az: 'az-1' })) } },
      'cluster.stores: expected at most 100 entries, got 101',
    ],
    [
      'no stores',
      { ...minimal, cluster: { stores: [] } },
      'cluster.stores: expected at least 1 entry, got 0',
    ],
    [
      'too many Regions',
      {
        ...minimal,
        cluster: { splitKeys: Array.from({ length: LIMITS.regions }, (_, i) => `k${1000 + i}`) },
      },
      'cluster.splitKeys: expected at most 999 entries, got 1000',
    ],
    [
      'a zone twice',
      {
        ...minimal,
        cluster: {
          azs: [
            { id: 'a', name: 'A' },
            { id: 'a', name: 'B' },
          ],
        },
      },
      'cluster.azs[1].id: expected an id of its own, got "a"',
    ],
    [
      'a changefeed with nowhere to go',
      { ...minimal, cluster: { changefeeds: [{ id: 'cf-1' }] } },
      'cluster.changefeeds[0]: expected a cluster to write to in cluster.recovery, got null',
    ],
    [
      'a changefeed nobody works on',
      { ...minimal, cluster: { recovery: { az: 'az-1' }, changefeeds: [{ id: 'cf-1' }] } },
      'cluster.changefeeds[0]: expected at least one entry in cluster.captures to work on it, got none',
    ],
    [
      'an empty range',
      { ...minimal, cluster: { ...recovery, changefeeds: [{ id: 'cf-1', startKey: 'm', endKey: 'c' }] } },
      'cluster.changefeeds[0].endKey: expected a key after "m", or "", got "c"',
    ],
    [
      'a range that ends before it begins in the order of the store, where tables come last',
      { ...minimal, cluster: { ...recovery, changefeeds: [{ id: 'cf-1', startKey: 't1_r0', endKey: 'z' }] } },
      'cluster.changefeeds[0].endKey: expected a key after "t1_r0", or "", got "z"',
    ],
    [
      'a changefeed that waits for nothing',
      { ...minimal, cluster: { ...recovery, changefeeds: [{ id: 'cf-1', after: 'first-puts' }] } },
      'cluster.changefeeds[0].after: expected a counter workload to wait for, got "first-puts"',
    ],
    [
      'an unknown workload',
      { ...minimal, workload: [{ kind: 'tpcc', id: 'w' }] },
      'workload[0].kind: expected one of counter, ',
    ],
    [
      'too many threads',
      { ...minimal, workload: [{ kind: 'counter', id: 'w', threads: 1001 }] },
      'workload[0].threads: expected a whole number from 1 to 1000, got 1001',
    ],
    [
      'too many keys together',
      { ...minimal, workload: [{ kind: 'counter', id: 'w', threads: 1000, keys: 100_000 }] },
      'workload[0].keys: expected at most 2000000 keys of all threads and workloads together, got 100000000',
    ],
    [
      'an unknown action',
      { ...minimal, commands: [{ at: 1, do: 'explode' }] },
      'commands[0].do: expected one of splitRegion, mergeRegion',
    ],
    [
      'a bad action',
      { ...minimal, commands: [{ at: 1, do: 'splitRegion', region: '3' }] },
      'commands[0].region: expected a whole number from 1 to 1000000000, got "3"',
    ],
    [
      'a negative moment',
      { ...minimal, commands: [{ at: -1, do: 'resignOwner' }] },
      'commands[0].at: expected µs from 0 to 3600000000 or a duration such as "300ms", got -1',
    ],
    ['a day', { ...minimal, untilUs: '24h' }, 'untilUs: expected µs from 1 to 3600000000'],
    [
      'a fraction of a seed',
      { ...minimal, seed: 1.5 },
      'seed: expected a whole number from 0 to 9007199254740991, got 1.5',
    ],
    [
      'an unknown rule',
      { ...minimal, rules: { off: ['R-SORTS'] } },
      'rules.off[0]: expected the id of a rule, got "R-SORTS" (did you mean R-SORT',
    ],
    [
      'a lease that outlives an election',
      { ...minimal, config: { raft: { leaderLeaseUs: '20s' } } },
      'config.raft.leaderLeaseUs: expected less than the shortest election timeout (10000000 µs), got 20000000',
    ],
    [
      'a beat on nothing known',
      { ...minimal, beats: [{ id: 'b', caption: '', on: { kind: 'raft.exploded' } }] },
      'beats[0].on: expected {"at": …} or {"kind": …, "nth": …} with valid values',
    ],
    [
      'a beat that offers nonsense',
      { ...minimal, beats: [{ id: 'b', caption: '', on: { at: 0 }, tryNext: 'splitRegion' }] },
      'beats[0].tryNext: splitRegion: region is missing, as in: splitRegion region=3 key=g',
    ],
  ];

  test.each(cases)('%s', (_, json, line) => {
    const error = errorOf(json);
    expect(error.startsWith(line), error).toBe(true);
    expect(error).not.toContain('\n');
  });

  test('broken JSON names the file', () => {
    const result = parseScenarioText('run.json', '{"v": 1,');
    expect(result.ok ? '' : result.error).toMatch(/^run\.json: not valid JSON: [^\n]+$/);
  });
});
