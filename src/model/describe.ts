import { unreachable } from '../base/assert.ts';
import type { KeyRange } from './region.ts';
import { decodeRawKey } from './key.ts';
import type { ClientOp, RaftRole, RegionChange, TraceEvent, TraceKind } from './trace.ts';
import { formatDuration } from './time.ts';
import { formatTs } from './ts.ts';

/** Groups of kinds, for filters. */
export type Family = 'process' | 'raft' | 'region' | 'pd' | 'client' | 'cdc' | 'capture' | 'run';

export const FAMILIES: readonly Family[] = [
  'process',
  'raft',
  'region',
  'pd',
  'client',
  'cdc',
  'capture',
  'run',
];

/** The word before the dot. */
type Room<K extends string> = K extends `${infer Head}.${string}` ? Head : never;

const FAMILY_OF: Readonly<Record<Room<TraceKind>, Family>> = {
  process: 'process',
  net: 'process',
  raft: 'raft',
  region: 'region',
  tso: 'pd',
  pd: 'pd',
  ts: 'pd',
  gc: 'pd',
  client: 'client',
  workload: 'client',
  raw: 'client',
  txn: 'client',
  cdc: 'cdc',
  etcd: 'capture',
  capture: 'capture',
  owner: 'capture',
  span: 'capture',
  puller: 'capture',
  sink: 'capture',
  changefeed: 'capture',
  // What a person did, and what became of the run.
  command: 'run',
  fault: 'run',
  run: 'run',
  check: 'run',
};

export function family(kind: TraceKind): Family {
  return FAMILY_OF[kind.slice(0, kind.indexOf('.')) as Room<TraceKind>];
}

/**
 * A trace event in plain words: one sentence, no full stop, for the log, captions and the terminal. It begins
 * with what it is about (“Region 3: …”, “Store 2: …”), so that a column of them can be scanned. Keys are shown
 * as user keys.
 */
export function describe(event: TraceEvent): string {
  switch (event.kind) {
    case 'process.started':
      return event.incarnation > 1
        ? `${event.process} is up again (start number ${event.incarnation})`
        : `${event.process} starts`;
    case 'process.crashed':
      return `${event.process} crashes: what it had not written to disk is lost`;
    case 'process.paused':
      return `${event.process} freezes: it does nothing, but others still take it for running`;
    case 'process.resumed':
      return `${event.process} goes on where it was frozen`;
    case 'net.dropped':
      return `${event.message} from ${event.from} to ${event.to} is lost: ${event.reason}`;
    case 'net.connection-lost':
      return `The connection from ${event.from} to ${event.to} breaks`;
    case 'fault.began':
      return `Fault “${event.id}” begins: ${event.words}`;
    case 'fault.healed':
      return `Fault “${event.id}” is healed: ${event.words}`;
    case 'command.applied':
      return `You: ${event.words}`;
    case 'command.refused':
      return `You: ${event.action} is not possible: ${event.reason}`;

    case 'raft.role-changed':
      return `${ofRegion(event)}: store ${event.store} ${becomes(event.role, event.term, event.lead)}`;
    case 'raft.voted':
      return `${ofRegion(event)}: store ${event.store} votes for peer ${event.candidate} in term ${event.term}`;
    case 'raft.appended':
      return `${ofRegion(event)}: store ${event.store} adds ${entries(event.from, event.terms.length)} to its log`;
    case 'raft.persisted':
      return `${ofRegion(event)}: store ${event.store} has its log on disk up to entry ${event.index}`;
    case 'raft.committed':
      return `${ofRegion(event)}: store ${event.store} knows that everything up to entry ${event.index} is committed`;
    case 'raft.applied':
      return `${ofRegion(event)}: store ${event.store} applies ${entries(event.from, event.terms.length)}`;
    case 'raft.snapshot-sent':
      return `${ofRegion(event)}: store ${event.store} sends store ${event.to} a snapshot of ${bytes(event.bytes)}, up to entry ${event.index}`;
    case 'raft.snapshot-applied':
      return `${ofRegion(event)}: store ${event.store} starts over from a snapshot, up to entry ${event.index}`;
    case 'raft.log-compacted':
      return `${ofRegion(event)}: store ${event.store} drops its log up to entry ${event.index}`;
    case 'raft.recovered':
      return (
        `${ofRegion(event)}: store ${event.store} is back from its disk in term ${event.term}, ` +
        `with entries up to ${event.last}, applied up to ${event.applied}`
      );
    case 'raft.transfer-started':
      return `${ofRegion(event)}: store ${event.store} begins to hand leadership to store ${event.to}`;
    case 'raft.lease-read':
      return `${ofRegion(event)}: store ${event.store} answers a read by its lease of term ${event.term}`;

    case 'region.updated':
      return `${ofRegion(event)}: store ${event.store} ${changed(event.reason)} ${keys(event)}, epoch ${event.confVer}.${event.version}`;
    case 'region.destroyed':
      return `${ofRegion(event)}: store ${event.store} removes its peer: ${event.reason}`;
    case 'region.split-proposed':
      return `${ofRegion(event)}: store ${event.store} proposes to split at ${key(event.splitKey, 'start')}; the new Region will be ${event.newRegion}`;
    case 'region.merge-prepared':
      return `${ofRegion(event)}: store ${event.store} takes no more writes, it is about to merge into Region ${event.target}`;
    case 'region.merge-committed':
      return `${ofRegion(event)}: on store ${event.store} it takes over the keys of Region ${event.source}`;
    case 'region.merge-rolled-back':
      return `${ofRegion(event)}: store ${event.store} gives up the merge into Region ${event.target} and takes writes again`;

    case 'tso.granted':
      return `${event.pd} grants ${event.to} ${event.count === 1 ? 'one timestamp' : `${event.count} timestamps`}, the last is ${formatTs(event.last)}`;
    case 'tso.window-saved':
      return `${event.pd} saves that it may grant timestamps up to ${event.savedMs} ms`;
    case 'pd.elected':
      return `${event.pd}: is elected leader of PD, at revision ${event.revision}`;
    case 'pd.stepped-down':
      return `${event.pd}: is no longer leader of PD: ${event.reason}`;
    case 'pd.operator-created':
      return `${ofRegion(event)}: ${event.pd} orders: ${event.words}`;
    case 'pd.operator-finished':
      return `${ofRegion(event)}: done: ${event.words}`;
    case 'pd.operator-cancelled':
      return `${ofRegion(event)}: ${event.pd} calls off: ${event.words} (${event.reason})`;
    case 'pd.service-safe-point':
      return event.refused
        ? `${event.pd}: refuses ${event.service} the safe point ${formatTs(event.ts)}: versions up to ${formatTs(event.min)} may be collected already`
        : `${event.pd}: keeps for ${event.service} what is above ${formatTs(event.ts)}`;
    case 'pd.gc-safe-point':
      return `${event.pd}: old versions up to ${formatTs(event.ts)} may be collected`;
    case 'gc.collected':
      return `Store ${event.store}: collects ${event.versions === 1 ? 'one old version' : `${event.versions} old versions`}, the safe point is ${formatTs(event.safePoint)}`;
    case 'ts.flushed':
      return `Store ${event.store}: throws its cached timestamps away and gets fresh ones, from ${formatTs(event.ts)}`;
    case 'ts.flush-failed':
      return `Store ${event.store}: gets no fresh timestamps: ${event.reason}`;
    case 'ts.led':
      return `${ofRegion(event)}: store ${event.store} leads in term ${event.term}; the largest timestamp it knows of is ${formatTs(event.maxTs)}, its clock stands at ${formatTs(event.clock)}`;
    case 'ts.synced':
      return `${ofRegion(event)}: store ${event.store} has fresh timestamps and takes writes in term ${event.term}`;

    case 'client.invoked':
      return `${event.client}: ${operation(event)} begins`;
    case 'client.acked':
      return `${event.client}: ${outcome(event)} after ${formatDuration(event.latencyUs)}`;
    case 'client.failed':
      return `${event.client}: ${event.op} of ${event.key} fails: ${event.error}`;
    case 'client.unknown':
      return `${event.client}: ${event.op} of ${event.key} gets no answer, it may or may not have happened: ${event.error}`;
    case 'client.retried':
      return `${event.client}: tries request ${event.request} again, attempt ${event.attempt}: ${event.error}`;
    case 'client.scan-began':
      return `${event.client}: scan from ${event.from === '' ? '−∞' : event.from} to ${event.to === '' ? '+∞' : event.to}${event.reverse ? ', backwards,' : ''} begins, at most ${event.limit} keys`;
    case 'client.scanned':
      return `${event.client}: scan of ${event.regionCount} Regions ends with ${event.keys.length} keys after ${formatDuration(event.latencyUs)}`;
    case 'client.scan-failed':
      return `${event.client}: scan fails: ${event.error}`;
    case 'client.answered':
      return `${event.client}: ${event.typed} → ${event.answer}`;
    case 'workload.finished':
      return `${event.client}: workload “${event.workload}” is finished at ${formatTs(event.ts)}`;
    case 'raw.proposed':
      return (
        `${ofRegion(event)}: store ${event.store} proposes to ${event.value === null ? 'delete' : 'put'} ${event.key} ` +
        `at ${formatTs(event.ts)}, as entry ${event.index} of term ${event.term}`
      );
    case 'raw.locked':
      return `${ofRegion(event)}: a write under way on store ${event.store} holds the resolved ts below ${formatTs(event.ts)}`;
    case 'raw.stamped':
      return `${ofRegion(event)}: request ${event.request} on store ${event.store} gets ${formatTs(event.ts)} for its data`;
    case 'raw.unlocked':
      return `${ofRegion(event)}: store ${event.store} drops the lock of the write at ${formatTs(event.ts)}`;
    case 'raw.expired':
      return `Store ${event.store}: ${event.key} at ${formatTs(event.ts)} has outlived its time and reads as absent`;
    case 'raw.refused':
      return `${ofRegion(event)}: store ${event.store} refuses request ${event.request}: ${event.error}`;

    case 'txn.begun':
      return `${event.client}: transaction ${formatTs(event.startTs)} begins: ${event.words}`;
    case 'txn.read':
      return `${event.client}: transaction ${formatTs(event.startTs)} has read ${event.keys.length === 1 ? (event.keys[0] ?? '') : `${event.keys.length} keys`} as of its start`;
    case 'txn.committed':
      return `${event.client}: transaction ${formatTs(event.startTs)} is committed at ${formatTs(event.commitTs)} after ${formatDuration(event.latencyUs)}`;
    case 'txn.aborted':
      return `${event.client}: transaction ${formatTs(event.startTs)} is given up: ${event.error}`;
    case 'txn.unknown':
      return `${event.client}: transaction ${formatTs(event.startTs)} gets no answer, it may or may not be committed: ${event.error}`;
    case 'txn.blocked':
      return `${event.client}: ${event.key} is locked by transaction ${formatTs(event.lockTs)}: ${event.error}`;
    case 'txn.resolved':
      return (
        `${event.client}: finds that transaction ${formatTs(event.lockTs)} ` +
        `${event.commitTs === 0 ? 'is rolled back' : `committed at ${formatTs(event.commitTs)}`} and says so to ${event.key}`
      );
    case 'txn.prewrite-proposed':
      return `${ofRegion(event)}: store ${event.store} proposes the lock of ${event.key} for transaction ${formatTs(event.startTs)}, primary ${event.primary}`;
    case 'txn.commit-proposed':
      return `${ofRegion(event)}: store ${event.store} proposes the commit of ${event.key} at ${formatTs(event.ts)}`;
    case 'txn.heart-beat-proposed':
      return `${ofRegion(event)}: store ${event.store} hears that transaction ${formatTs(event.startTs)} is alive: its locks have ${event.ttlMs} ms from its start`;
    case 'txn.rollback-proposed':
      return `${ofRegion(event)}: store ${event.store} proposes to roll ${event.key} back for transaction ${formatTs(event.startTs)}`;
    case 'txn.refused':
      return `${ofRegion(event)}: store ${event.store} refuses request ${event.request}: ${event.error}`;

    case 'cdc.sent-txn':
      return `${ofRegion(event)}: store ${event.store} sends the ${event.what} of ${event.key} by transaction ${formatTs(event.startTs)}${event.from === 'scan' ? ', from its scan' : ''}`;
    case 'cdc.subscribed':
      return `${ofRegion(event)}: ${event.capture} subscribes to ${keys(event)} on store ${event.store}, from ${formatTs(event.checkpointTs)}`;
    case 'cdc.snapshot-taken':
      return `Store ${event.store}: reads ${ofRegion(event)} as of entry ${event.index} for a capture; what follows it is sent as it is applied`;
    case 'cdc.unsubscribed':
      return `${ofRegion(event)}: request ${event.requestId} is no longer subscribed on store ${event.store}`;
    case 'cdc.sink-memory':
      return `Store ${event.store}: ${bytes(event.used)} of ${bytes(event.quota)} wait to be sent to captures`;
    case 'cdc.initialized':
      return `${ofRegion(event)}: store ${event.store} has scanned ${event.rows === 1 ? 'one row' : `${event.rows} rows`} for request ${event.requestId}; from here on it streams`;
    case 'cdc.sent':
      return (
        `${ofRegion(event)}: store ${event.store} sends the ${event.op} of ${event.key} at ${formatTs(event.ts)}` +
        (event.from === 'scan' ? ', from its scan' : '')
      );
    case 'cdc.resolved':
      return `Store ${event.store}: promises no more changes up to ${formatTs(event.ts)} in ${regionList(event.regions)}`;
    case 'cdc.error':
      return `${ofRegion(event)}: store ${event.store} ends the subscription of request ${event.requestId}: ${event.error}`;

    case 'etcd.lease-expired':
      return `The lease of ${event.owner} expires`;
    case 'capture.registered':
      return `${event.process}: joins as capture ${event.capture}`;
    case 'capture.session-lost':
      return `${event.process}: loses its session, capture ${event.capture} stops`;
    case 'capture.gone':
      return `Capture ${event.capture} is gone`;
    case 'owner.elected':
      return `${event.process}: becomes the owner, as capture ${event.capture}`;
    case 'span.state-changed':
      return (
        `Changefeed ${event.changefeed}: span ${event.span} goes from ${event.from} to ${event.to}` +
        `${event.primary === null ? '' : `, on ${event.primary}`}${event.secondary === null ? '' : `, next ${event.secondary}`}`
      );
    case 'span.table-state':
      return `Changefeed ${event.changefeed}: on ${event.capture} span ${event.span} is ${event.state}, checkpoint ${formatTs(event.checkpoint)}`;
    case 'puller.locks-scanned':
      return `${ofRegion(event)}: its resolved ts stands still; ${event.capture} finds ${event.locks} ${event.locks === 1 ? 'lock' : 'locks'} of transactions that began by ${formatTs(event.ts)}`;
    case 'puller.lock-resolved':
      return (
        `${event.capture}: finds that transaction ${formatTs(event.lockTs)} ` +
        `${event.commitTs === 0 ? 'is rolled back' : `committed at ${formatTs(event.commitTs)}`} and says so to ${event.key}`
      );
    case 'puller.resolved':
      return `Changefeed ${event.changefeed}: ${event.capture} has everything of span ${event.span} up to ${formatTs(event.ts)}`;
    case 'sink.sent':
      return `${event.capture}: sends ${event.rows === 1 ? 'one row' : `${event.rows} rows`} of ${event.span} to the recovery cluster`;
    case 'sink.wrote':
      return `Changefeed ${event.changefeed}: ${event.capture} has written ${event.key} at ${formatTs(event.ts)} to the recovery cluster`;
    case 'sink.flushed':
      return `Changefeed ${event.changefeed}: ${event.capture} has written all of span ${event.span} up to ${formatTs(event.ts)}`;
    case 'changefeed.checkpoint':
      return (
        `Changefeed ${event.changefeed}: everything up to ${formatTs(event.checkpoint)} is safe on the recovery cluster` +
        (event.heldBy === '' ? '' : `; held by ${event.heldBy}`)
      );
    case 'changefeed.persisted':
      return `Changefeed ${event.changefeed}: etcd holds its checkpoint ${formatTs(event.checkpoint)}, written by ${event.process}`;
    case 'changefeed.state-changed':
      return `Changefeed ${event.changefeed}: is now ${event.state}${event.reason === '' ? '' : `: ${event.reason}`}`;

    case 'run.drained':
      return 'All writes are done and carried over: both clusters must now be equal';
    case 'check.violated':
      return `Check ${event.check} is violated: ${event.words}`;
    default:
      return unreachable(event);
  }
}

function ofRegion(event: { readonly region: number }): string {
  return `Region ${event.region}`;
}

function becomes(role: RaftRole, term: number, lead: number): string {
  switch (role) {
    case 'leader':
      return `becomes leader in term ${term}`;
    case 'candidate':
      return `asks for votes in term ${term}`;
    case 'pre-candidate':
      return `asks whether it would win an election after term ${term}`;
    case 'follower':
      return lead === 0
        ? `is a follower without a leader in term ${term}`
        : `follows peer ${lead} in term ${term}`;
    default:
      return unreachable(role);
  }
}

function changed(reason: RegionChange): string {
  switch (reason) {
    case 'bootstrap':
      return 'begins with it as';
    case 'split':
      return 'cuts it down by a split to';
    case 'split-new':
      return 'creates it by a split as';
    case 'prepare-merge':
      return 'freezes it for a merge as';
    case 'commit-merge':
      return 'widens it by a merge to';
    case 'rollback-merge':
      return 'gives up the merge and keeps it as';
    case 'conf-change':
      return 'notes its new peers, it stays';
    case 'snapshot':
      return 'learns it from a snapshot as';
    case 'recovered':
      return 'finds it on its disk as';
    default:
      return unreachable(reason);
  }
}

function operation(event: {
  readonly op: ClientOp;
  readonly key: string;
  readonly value: string | null;
  readonly expected?: string | null;
}): string {
  if (event.op === 'cas') return `cas ${event.key}: ${value(event.expected ?? null)} → ${value(event.value)}`;
  return event.op === 'put' ? `put ${event.key} = ${value(event.value)}` : `${event.op} ${event.key}`;
}

function outcome(event: {
  readonly op: ClientOp;
  readonly key: string;
  readonly value: string | null;
  readonly ts: number;
}): string {
  if (event.op === 'get') return `reads ${event.key} = ${value(event.value)}`;
  if (event.op === 'cas' && event.ts === 0) return `cas of ${event.key} finds ${value(event.value)}`;
  return `${event.op} of ${event.key} is acknowledged`;
}

function value(text: string | null): string {
  if (text === null) return 'nothing';
  return text.length > 16 ? `${text.slice(0, 16)}…` : text;
}

function entries(from: number, count: number): string {
  return count === 1 ? `entry ${from}` : `entries ${from} to ${from + count - 1}`;
}

function bytes(count: number): string {
  return count < 10_000 ? `${count} bytes` : `${Math.round(count / 1000)} kB`;
}

function regionList(regions: readonly number[]): string {
  if (regions.length === 1) return `Region ${regions[0]}`;
  return regions.length <= 4 ? `Regions ${regions.join(', ')}` : `${regions.length} Regions`;
}

function keys(range: KeyRange): string {
  return `[${key(range.startKey, 'start')}, ${key(range.endKey, 'end')})`;
}

/** A boundary as a user key. Encoded keys end with a marker byte that no user key, being ASCII, can end with. */
function key(boundary: string, end: 'start' | 'end'): string {
  if (boundary === '') return end === 'start' ? '−∞' : '+∞';
  const encoded = boundary.length % 9 === 0 && boundary.charCodeAt(boundary.length - 1) >= 0xf7;
  return encoded ? decodeRawKey(boundary) : boundary;
}
