import { encodeRawKey } from '../model/key.ts';
import type { ScenarioDoc } from './document.ts';
import { LIMITS } from './limits.ts';
import { parseAction } from './parse-action.ts';
import { didYouMean } from './nearest.ts';
import { RULE_IDS, RULES } from './rules.ts';
import { pathText } from './schema-parts.ts';
import { workloadKeys, workloadProblem } from './workloads/index.ts';

/** What the shape cannot say: references, orders, sums. The first problem as one line, or null. */
export function validate(doc: ScenarioDoc): string | null {
  return validateCluster(doc) ?? validateChangefeeds(doc) ?? validateConfig(doc) ?? validateRun(doc);
}

type Path = readonly (string | number)[];

function expected(path: Path, what: string, got: unknown): string {
  return `${pathText(path)}: expected ${what}, got ${JSON.stringify(got)}`;
}

function validateCluster(doc: ScenarioDoc): string | null {
  const { cluster } = doc;
  const zones = cluster.azs.map((zone) => zone.id);
  const twice = firstDuplicate(zones);
  if (twice >= 0) return expected(['cluster', 'azs', twice, 'id'], 'an id of its own', zones[twice]);
  const places: { path: Path; az: string }[] = [
    ...cluster.stores.map((store, i) => ({ path: ['cluster', 'stores', i, 'az'], az: store.az })),
    { path: ['cluster', 'pd', 'az'], az: cluster.pd.az },
    ...cluster.pd.otherAzs.map((az, i) => ({ path: ['cluster', 'pd', 'otherAzs', i], az })),
    { path: ['cluster', 'etcd', 'az'], az: cluster.etcd.az },
    ...cluster.captures.map((capture, i) => ({ path: ['cluster', 'captures', i, 'az'], az: capture.az })),
    { path: ['cluster', 'clientAz'], az: cluster.clientAz },
  ];
  if (cluster.recovery !== null)
    places.push({ path: ['cluster', 'recovery', 'az'], az: cluster.recovery.az });
  for (const place of places) {
    if (!zones.includes(place.az)) return expected(place.path, `one of ${zones.join(', ')}`, place.az);
  }
  if (cluster.replicas > cluster.stores.length) {
    return expected(
      ['cluster', 'replicas'],
      `at most ${cluster.stores.length}, one per store`,
      cluster.replicas,
    );
  }
  if (cluster.recovery !== null && cluster.recovery.replicas > cluster.recovery.stores) {
    return expected(
      ['cluster', 'recovery', 'replicas'],
      `at most ${cluster.recovery.stores}, one per store`,
      cluster.recovery.replicas,
    );
  }
  for (let i = 1; i < cluster.splitKeys.length; i++) {
    const before = cluster.splitKeys[i - 1] ?? '';
    const key = cluster.splitKeys[i] ?? '';
    // In the order of the store, where the records of tables come after all raw keys.
    if (encodeRawKey(key) <= encodeRawKey(before))
      return expected(['cluster', 'splitKeys', i], `a key after ${JSON.stringify(before)} (ascending)`, key);
  }
  return null;
}

function validateChangefeeds(doc: ScenarioDoc): string | null {
  const { cluster } = doc;
  const twice = firstDuplicate(cluster.changefeeds.map((changefeed) => changefeed.id));
  if (twice >= 0)
    return expected(
      ['cluster', 'changefeeds', twice, 'id'],
      'an id of its own',
      cluster.changefeeds[twice]?.id,
    );
  for (const [i, changefeed] of cluster.changefeeds.entries()) {
    const path: Path = ['cluster', 'changefeeds', i];
    if (cluster.recovery === null)
      return `${pathText(path)}: expected a cluster to write to in cluster.recovery, got null`;
    if (cluster.captures.length === 0)
      return `${pathText(path)}: expected at least one entry in cluster.captures to work on it, got none`;
    // In the order of the store, as Regions are.
    if (changefeed.endKey !== '' && encodeRawKey(changefeed.endKey) <= encodeRawKey(changefeed.startKey)) {
      return expected(
        [...path, 'endKey'],
        `a key after ${JSON.stringify(changefeed.startKey)}, or ""`,
        changefeed.endKey,
      );
    }
    const waitsFor = doc.workload.filter(
      (entry) => changefeed.after === 'workload' || entry.kind === 'counter',
    );
    if (changefeed.after !== undefined && waitsFor.length === 0) {
      return expected(
        [...path, 'after'],
        changefeed.after === 'workload' ? 'a workload to wait for' : 'a counter workload to wait for',
        changefeed.after,
      );
    }
  }
  return null;
}

function validateConfig(doc: ScenarioDoc): string | null {
  const { raft, causalTs, client } = doc.config;
  if (raft.heartbeatTicks >= raft.electionTicks) {
    return expected(
      ['config', 'raft', 'heartbeatTicks'],
      `less than electionTicks (${raft.electionTicks})`,
      raft.heartbeatTicks,
    );
  }
  const electionUs = raft.electionTicks * raft.tickUs;
  if (raft.leaderLeaseUs >= electionUs) {
    return expected(
      ['config', 'raft', 'leaderLeaseUs'],
      `less than the shortest election timeout (${electionUs} µs)`,
      raft.leaderLeaseUs,
    );
  }
  if (causalTs.batchMin > causalTs.batchMax) {
    return expected(
      ['config', 'causalTs', 'batchMin'],
      `at most batchMax (${causalTs.batchMax})`,
      causalTs.batchMin,
    );
  }
  if (client.backoffBaseUs > client.backoffCapUs) {
    return expected(
      ['config', 'client', 'backoffBaseUs'],
      `at most backoffCapUs (${client.backoffCapUs})`,
      client.backoffBaseUs,
    );
  }
  return null;
}

function validateRun(doc: ScenarioDoc): string | null {
  for (const [i, rule] of doc.rules.off.entries()) {
    if (!RULE_IDS.includes(rule))
      return `${expected(['rules', 'off', i], 'the id of a rule', rule)}${didYouMean(rule, RULE_IDS)}`;
  }
  const extra = RULES.filter((entry) => entry.initially === 'off').map((entry) => entry.id);
  for (const [i, rule] of (doc.rules.on ?? []).entries()) {
    if (!extra.includes(rule))
      return `${expected(['rules', 'on', i], 'the id of a rule that is off by default', rule)}${didYouMean(rule, extra)}`;
  }
  const twice = firstDuplicate(doc.workload.map((entry) => entry.id));
  if (twice >= 0) return expected(['workload', twice, 'id'], 'an id of its own', doc.workload[twice]?.id);
  let keys = 0;
  for (const [i, entry] of doc.workload.entries()) {
    keys += workloadKeys(entry);
    if (keys > LIMITS.keysTotal)
      return expected(
        ['workload', i, 'keys'],
        `at most ${LIMITS.keysTotal} keys of all threads and workloads together`,
        keys,
      );
    const problem = workloadProblem(entry);
    if (problem !== null) return expected(['workload', i, problem.field], problem.expected, problem.got);
  }
  const again = firstDuplicate(doc.beats.map((beat) => beat.id));
  if (again >= 0) return expected(['beats', again, 'id'], 'an id of its own', doc.beats[again]?.id);
  for (const [i, beat] of doc.beats.entries()) {
    const action = beat.tryNext === undefined ? null : parseAction(beat.tryNext);
    if (action !== null && !action.ok) return `${pathText(['beats', i, 'tryNext'])}: ${action.error}`;
  }
  return null;
}

/** Index of the first value that stood before, −1 when all differ. */
function firstDuplicate(values: readonly string[]): number {
  return values.findIndex((value, i) => values.indexOf(value) < i);
}
