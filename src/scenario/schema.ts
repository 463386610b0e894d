import * as v from 'valibot';
import { PD_SCHEDULERS } from '../model/config.ts';
import type { SystemConfig } from '../model/config.ts';
import { US_PER_MS } from '../model/time.ts';
import { ACTION_SHAPES } from './action-shapes.ts';
import {
  DEFAULT_CHANGEFEED,
  DEFAULT_CHURN,
  DEFAULT_CLUSTER,
  DEFAULT_CONFIG,
  DEFAULT_RUN,
} from './defaults.ts';
import type { ScenarioDoc } from './document.ts';
import { LIMITS } from './limits.ts';
import {
  boundary,
  exactly,
  flag,
  key,
  list,
  name,
  numberId,
  oneOf,
  or,
  scalar,
  section,
  text,
  time,
  whole,
} from './schema-parts.ts';
import { isTraceKind } from './trace-kinds.ts';
import { workloadSchema } from './workloads/index.ts';

/** The shape of a sparse document: only what differs from the defaults is written, and this fills in the rest. */

/** A rhythm: faster than 1 ms would flood the queue and starve everything else. */
const rhythm = time(US_PER_MS);
/** Real stores wait hours for a lost leader. */
const long = time(US_PER_MS, 86_400_000_000);
const bytes = whole(1, 1_099_511_627_776);
const ticks = whole(1, 1_000);
const count = whole(1, 1_000_000);

const d = DEFAULT_CONFIG;

const config = section({
  raft: v.optional(
    section({
      tickUs: or(rhythm, d.raft.tickUs),
      heartbeatTicks: or(ticks, d.raft.heartbeatTicks),
      electionTicks: or(ticks, d.raft.electionTicks),
      leaderLeaseUs: or(time(), d.raft.leaderLeaseUs),
      preVote: or(flag, d.raft.preVote),
      checkQuorum: or(flag, d.raft.checkQuorum),
      maxSizePerMsgBytes: or(bytes, d.raft.maxSizePerMsgBytes),
      maxInflightMsgs: or(count, d.raft.maxInflightMsgs),
      logGcThreshold: or(count, d.raft.logGcThreshold),
      logGcTickUs: or(rhythm, d.raft.logGcTickUs),
      leaderTransferMaxLogLag: or(count, d.raft.leaderTransferMaxLogLag),
      rejectTransferUs: or(time(), d.raft.rejectTransferUs),
      hibernate: or(flag, d.raft.hibernate),
    }),
    {},
  ),
  store: v.optional(
    section({
      pollUs: or(time(), d.store.pollUs),
      storageUs: or(time(), d.store.storageUs),
      scheduleUs: or(time(), d.store.scheduleUs),
      stampUs: or(time(), d.store.stampUs),
      guardUs: or(time(), d.store.guardUs),
      applyBatchUs: or(time(), d.store.applyBatchUs),
      applyEntryUs: or(time(), d.store.applyEntryUs),
      observeEntryUs: or(time(), d.store.observeEntryUs),
      mergeCheckTickUs: or(rhythm, d.store.mergeCheckTickUs),
      mergeMaxLogGap: or(count, d.store.mergeMaxLogGap),
      peerStaleCheckUs: or(rhythm, d.store.peerStaleCheckUs),
      abnormalLeaderMissingUs: or(long, d.store.abnormalLeaderMissingUs),
      maxLeaderMissingUs: or(long, d.store.maxLeaderMissingUs),
      snapshotBytesPerS: or(bytes, d.store.snapshotBytesPerS),
      loadSplitQps: or(count, d.store.loadSplitQps),
      loadSplitWindowUs: or(rhythm, d.store.loadSplitWindowUs),
      regionHeartbeatUs: or(rhythm, d.store.regionHeartbeatUs),
      storeHeartbeatUs: or(rhythm, d.store.storeHeartbeatUs),
      regionSplitBytes: or(whole(0, 1_099_511_627_776), d.store.regionSplitBytes),
      gcPollUs: or(rhythm, d.store.gcPollUs),
    }),
    {},
  ),
  pd: v.optional(
    section({
      tsoUpdateUs: or(rhythm, d.pd.tsoUpdateUs),
      leaderLeaseUs: or(rhythm, d.pd.leaderLeaseUs),
      tsoWindowMs: or(whole(1, 3_600_000), d.pd.tsoWindowMs),
      operatorTimeoutUs: or(rhythm, d.pd.operatorTimeoutUs),
      schedulers: or(list(oneOf(PD_SCHEDULERS), PD_SCHEDULERS.length), [...d.pd.schedulers]),
      patrolUs: or(rhythm, d.pd.patrolUs),
      leaderScheduleLimit: or(count, d.pd.leaderScheduleLimit),
      regionScheduleLimit: or(count, d.pd.regionScheduleLimit),
      replicaScheduleLimit: or(count, d.pd.replicaScheduleLimit),
      mergeScheduleLimit: or(count, d.pd.mergeScheduleLimit),
      hotRegionScheduleLimit: or(count, d.pd.hotRegionScheduleLimit),
      storeLimitPerMinute: or(count, d.pd.storeLimitPerMinute),
      storeDisconnectedUs: or(rhythm, d.pd.storeDisconnectedUs),
      maxStoreDownUs: or(rhythm, d.pd.maxStoreDownUs),
      maxMergeRegionBytes: or(whole(0, 1_099_511_627_776), d.pd.maxMergeRegionBytes),
      maxMergeRegionKeys: or(whole(0, 1_000_000_000), d.pd.maxMergeRegionKeys),
      splitMergeIntervalUs: or(time(), d.pd.splitMergeIntervalUs),
      maxReplicas: or(whole(0, 100), d.pd.maxReplicas),
      hotRegionOpsPerS: or(count, d.pd.hotRegionOpsPerS),
      gcLifeTimeUs: or(long, d.pd.gcLifeTimeUs),
      gcRunIntervalUs: or(rhythm, d.pd.gcRunIntervalUs),
    }),
    {},
  ),
  causalTs: v.optional(
    section({
      generation: or(oneOf(['hlc', 'batch-tso']), d.causalTs.generation),
      hlcRefreshUs: or(rhythm, d.causalTs.hlcRefreshUs),
      flushOn: or(oneOf(['leader-gated', 'leader', 'candidate']), d.causalTs.flushOn),
      renewUs: or(rhythm, d.causalTs.renewUs),
      allocAheadUs: or(rhythm, d.causalTs.allocAheadUs),
      batchMin: or(count, d.causalTs.batchMin),
      batchMax: or(count, d.causalTs.batchMax),
    }),
    {},
  ),
  cdc: v.optional(
    section({
      minTsIntervalUs: or(rhythm, d.cdc.minTsIntervalUs),
      checkLeaderTimeoutUs: or(rhythm, d.cdc.checkLeaderTimeoutUs),
      scanConcurrency: or(count, d.cdc.scanConcurrency),
      scanBytesPerS: or(bytes, d.cdc.scanBytesPerS),
      endpointTaskUs: or(time(), d.cdc.endpointTaskUs),
      scanQueueMax: or(count, d.cdc.scanQueueMax),
      sinkMemoryQuotaBytes: or(bytes, d.cdc.sinkMemoryQuotaBytes),
      streamWindowBytes: or(bytes, d.cdc.streamWindowBytes),
      checkLeader: or(oneOf(['beforeMinTs', 'afterMinTs']), d.cdc.checkLeader),
    }),
    {},
  ),
  ticdc: v.optional(
    section({
      sessionTtlUs: or(rhythm, d.ticdc.sessionTtlUs),
      ownerTickUs: or(rhythm, d.ticdc.ownerTickUs),
      processorTickUs: or(rhythm, d.ticdc.processorTickUs),
      heartbeatUs: or(rhythm, d.ticdc.heartbeatUs),
      safeIntervalUs: or(time(), d.ticdc.safeIntervalUs),
      sorterFlushUs: or(rhythm, d.ticdc.sorterFlushUs),
      sinkTickUs: or(rhythm, d.ticdc.sinkTickUs),
      sinkWorkers: or(whole(1, 256), d.ticdc.sinkWorkers),
      sinkBatchEntries: or(count, d.ticdc.sinkBatchEntries),
      sinkBatchBytes: or(bytes, d.ticdc.sinkBatchBytes),
      retryUs: or(rhythm, d.ticdc.retryUs),
      balanceIntervalUs: or(rhythm, d.ticdc.balanceIntervalUs),
      resolveLockLagUs: or(rhythm, d.ticdc.resolveLockLagUs),
      resolveLockTickUs: or(rhythm, d.ticdc.resolveLockTickUs),
      resolveLockIntervalUs: or(rhythm, d.ticdc.resolveLockIntervalUs),
      gcTtlUs: or(long, d.ticdc.gcTtlUs),
      gcUpdateUs: or(rhythm, d.ticdc.gcUpdateUs),
      fence: or(oneOf(['leaseWait', 'token']), d.ticdc.fence),
    }),
    {},
  ),
  client: v.optional(
    section({
      rpcTimeoutUs: or(rhythm, d.client.rpcTimeoutUs),
      backoffBaseUs: or(rhythm, d.client.backoffBaseUs),
      backoffCapUs: or(rhythm, d.client.backoffCapUs),
    }),
    {},
  ),
  net: v.optional(
    section({
      intraAzUs: or(time(), d.net.intraAzUs),
      crossAzUs: or(time(), d.net.crossAzUs),
      jitterUs: or(time(), d.net.jitterUs),
      crossClusterUs: or(time(), d.net.crossClusterUs),
      bandwidthBytesPerS: or(bytes, d.net.bandwidthBytesPerS),
      keepaliveTimeoutUs: or(rhythm, d.net.keepaliveTimeoutUs),
    }),
    {},
  ),
  disk: v.optional(
    section({
      fsyncUs: or(time(), d.disk.fsyncUs),
      fsyncJitterUs: or(time(), d.disk.fsyncJitterUs),
      bytesPerS: or(bytes, d.disk.bytesPerS),
    }),
    {},
  ),
} satisfies Record<keyof SystemConfig, v.GenericSchema>);

const az = section({ az: name });
const c = DEFAULT_CLUSTER;

const changefeed = section({
  id: name,
  atUs: or(time(), DEFAULT_CHANGEFEED.atUs),
  startKey: or(boundary, DEFAULT_CHANGEFEED.startKey),
  endKey: or(boundary, DEFAULT_CHANGEFEED.endKey),
  spans: or(whole(1, LIMITS.spans), DEFAULT_CHANGEFEED.spans),
  after: v.exactOptional(oneOf(['first-puts', 'workload'])),
});

const cluster = section({
  azs: v.optional(list(section({ id: name, name: text(LIMITS.nameChars) }), LIMITS.azs, 1), () => [...c.azs]),
  stores: v.optional(list(az, LIMITS.stores, 1), () => [...c.stores]),
  splitKeys: v.optional(list(key, LIMITS.regions - 1), () => [...c.splitKeys]),
  replicas: or(whole(1, LIMITS.replicas), c.replicas),
  pd: v.optional(
    section({ az: or(name, c.pd.az), otherAzs: v.optional(list(name, LIMITS.pdMembers - 1), () => []) }),
    () => ({ az: c.pd.az, otherAzs: [...c.pd.otherAzs] }),
  ),
  etcd: v.optional(az, () => ({ ...c.etcd })),
  captures: v.optional(list(az, LIMITS.captures), () => [...c.captures]),
  clientAz: or(name, c.clientAz),
  clients: or(whole(1, 8), c.clients),
  recovery: v.optional(
    v.nullable(
      section({
        stores: or(whole(1, LIMITS.stores), 1),
        replicas: or(whole(1, LIMITS.replicas), 1),
        az: name,
      }),
    ),
    c.recovery,
  ),
  changefeeds: v.optional(list(changefeed, LIMITS.changefeeds), () => []),
});

/** An action's shape with its moment. `do` is a literal here, so that the variant can tell them apart. */
function timed<K extends string, E extends v.ObjectEntries>(
  kind: K,
  shape: v.StrictObjectSchema<E, undefined>,
) {
  const { do: _, ...entries } = shape.entries;
  return v.strictObject({ ...entries, do: v.literal(kind), at: time() });
}

const a = ACTION_SHAPES;
const command = v.variant('do', [
  timed('splitRegion', a.splitRegion),
  timed('mergeRegion', a.mergeRegion),
  timed('transferLeader', a.transferLeader),
  timed('addPeer', a.addPeer),
  timed('removePeer', a.removePeer),
  timed('movePeer', a.movePeer),
  timed('kill', a.kill),
  timed('restart', a.restart),
  timed('pause', a.pause),
  timed('resume', a.resume),
  timed('killAz', a.killAz),
  timed('restartAz', a.restartAz),
  timed('put', a.put),
  timed('delete', a.delete),
  timed('get', a.get),
  timed('cas', a.cas),
  timed('batchPut', a.batchPut),
  timed('batchGet', a.batchGet),
  timed('batchDelete', a.batchDelete),
  timed('scan', a.scan),
  timed('createChangefeed', a.createChangefeed),
  timed('pauseChangefeed', a.pauseChangefeed),
  timed('resumeChangefeed', a.resumeChangefeed),
  timed('removeChangefeed', a.removeChangefeed),
  timed('moveSpan', a.moveSpan),
  timed('drainCapture', a.drainCapture),
  timed('removeOperator', a.removeOperator),
  timed('pdScheduler', a.pdScheduler),
  timed('resignOwner', a.resignOwner),
  timed('resignPd', a.resignPd),
  timed('fault', a.fault),
  timed('heal', a.heal),
  timed('dropMessage', a.dropMessage),
  timed('delayMessage', a.delayMessage),
  timed('duplicateMessage', a.duplicateMessage),
]);

const churn = section({
  do: oneOf(['split', 'merge', 'transfer']),
  startAtUs: or(time(), DEFAULT_CHURN.startAtUs),
  everyUs: or(rhythm, DEFAULT_CHURN.everyUs),
  count: or(whole(1, LIMITS.churnCount), DEFAULT_CHURN.count),
});

const traceKind = scalar('the kind of a trace event, such as raft.role-changed', (input) =>
  typeof input === 'string' && isTraceKind(input) ? input : undefined,
);

const beat = section({
  id: name,
  caption: text(),
  on: v.union([
    section({ at: time() }),
    section({
      kind: traceKind,
      nth: or(count, 1),
      region: v.exactOptional(numberId),
      process: v.exactOptional(name),
    }),
  ]),
  tryNext: v.exactOptional(text()),
});

const rate = scalar(`simulated seconds per second, above 0 and at most ${LIMITS.rate}`, (input) =>
  typeof input === 'number' && input > 0 && input <= LIMITS.rate ? input : undefined,
);

export const SCENARIO_SCHEMA = section({
  v: exactly(1),
  id: name,
  title: or(text(LIMITS.nameChars), DEFAULT_RUN.title),
  shows: or(text(), DEFAULT_RUN.shows),
  seed: or(whole(0, Number.MAX_SAFE_INTEGER), DEFAULT_RUN.seed),
  cluster: v.optional(cluster, {}),
  config: v.optional(config, {}),
  rules: v.optional(
    section({
      off: v.optional(list(text(LIMITS.nameChars), 200), () => []),
      on: v.exactOptional(list(text(LIMITS.nameChars), 200)),
    }),
    {},
  ),
  workload: v.optional(list(workloadSchema, LIMITS.workloads), () => []),
  commands: v.optional(list(command, LIMITS.commands), () => []),
  churn: v.optional(list(churn, LIMITS.churn), () => []),
  beats: v.optional(list(beat, LIMITS.beats), () => []),
  untilUs: or(time(1), DEFAULT_RUN.untilUs),
  stopWhenDrained: or(flag, DEFAULT_RUN.stopWhenDrained),
  stopOnViolation: or(flag, DEFAULT_RUN.stopOnViolation),
  rate: or(rate, DEFAULT_RUN.rate),
}) satisfies v.GenericSchema<unknown, ScenarioDoc>;
