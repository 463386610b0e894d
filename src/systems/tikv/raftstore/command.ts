import { hash32 } from '../../../base/hash.ts';
import type { PeerId, RegionId, StoreId } from '../../../model/ids.ts';
import type { Region, RegionEpoch } from '../../../model/region.ts';
import { maxTs, TS_ZERO } from '../../../model/ts.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Entry, Payload } from '../../../raft/index.ts';
import type { Modify, TxnChange } from '../txn-changes.ts';
import type { Caller } from '../msg.ts';

/** What TiKV writes into the raft log. Frozen; replicas, keyframes and messages share it. */
export type Command =
  | WriteCommand
  | TxnCommand
  | SplitCommand
  | PrepareMergeCommand
  | CommitMergeCommand
  | RollbackMergeCommand
  | ChangePeersCommand;

interface CommandBase extends Payload {
  /** Region version the proposer believed in; apply refuses the command under another (not a change of peers). */
  readonly version: number;
  /** 32-bit hash of the content, made once where it is proposed. */
  readonly digest: number;
}

export interface WriteCommand extends CommandBase {
  readonly type: 'write';
  readonly request: number;
  readonly ts: Ts;
  readonly pairs: readonly StoredPair[];
}

/** What a transaction's command writes, column family by column family. */
export interface TxnCommand extends CommandBase {
  readonly type: 'txn';
  readonly request: number;
  /** Largest commit ts in it, TS_ZERO without one. */
  readonly ts: Ts;
  readonly modifies: readonly Modify[];
  /** What that means for each key: for the trace. */
  readonly changes: readonly TxnChange[];
}

/** A pair as the client gave it and as it is stored (facts 2.4, 2.6). */
export interface StoredPair {
  readonly key: string;
  readonly value: string | null;
  readonly storageKey: string;
  readonly storageValue: string;
  /** UNIX second from which the value counts as absent; absent: never. */
  readonly expireS?: number;
}

/** Admin commands also depend on the peers (TiKV checks confVer for all of them). */
interface AdminBase extends CommandBase {
  readonly confVer: number;
}

/** Right-derive: the parent keeps the last part (facts 3.7.5). */
export interface SplitCommand extends AdminBase {
  readonly type: 'split';
  /** Encoded, ascending, inside the Region. */
  readonly splitKeys: readonly string[];
  /** One per split key, in key order; peer ids follow the parent's peer order. */
  readonly children: readonly { readonly regionId: RegionId; readonly peerIds: readonly PeerId[] }[];
}

export interface PrepareMergeCommand extends AdminBase {
  readonly type: 'prepare-merge';
  /** The target as the source's leader knew it. */
  readonly target: Region;
  /** Every source peer holds the log up to here. */
  readonly minIndex: number;
}

export interface CommitMergeCommand extends AdminBase {
  readonly type: 'commit-merge';
  readonly source: Region;
  /** Index of the PrepareMerge of this very merge in the source's log (R-MERGE-CATCHUP-BY-INDEX). */
  readonly commit: number;
  /** The source's entries after what its slowest peer holds, up to `commit`. */
  readonly entries: readonly Entry[];
}

export interface RollbackMergeCommand extends AdminBase {
  readonly type: 'rollback-merge';
  readonly target: RegionId;
  readonly commit: number;
}

/** One peer added as a learner, made a voter, made a learner, or removed. */
export interface PeerChange {
  readonly change: 'add-learner' | 'promote' | 'demote' | 'remove';
  readonly peer: PeerId;
  readonly store: StoreId;
}

/** The context of a raft membership change (TiKV's ChangePeerV2). `leave-joint` carries no changes. */
export interface ChangePeersCommand extends AdminBase {
  readonly type: 'change-peers';
  readonly mode: 'simple' | 'enter-joint' | 'leave-joint';
  readonly changes: readonly PeerChange[];
}

/** A stamped write on its way from the storage layer to the log. */
export interface PendingWrite extends Caller {
  /** The atomic command that waits for it; 0: a plain write. */
  readonly atomic: number;
  /** Term and version under which it was stamped: its header (R-TERM-CHECK, facts 1.6.2). */
  readonly term: number;
  readonly version: number;
  readonly command: WriteCommand | TxnCommand;
  /** The transaction scheduler's task it belongs to; absent for a raw write. */
  readonly task?: number;
  readonly sourceTs: readonly Ts[];
  /** When it came to the storage layer (monotonic µs). */
  readonly receivedUs: number;
}

/** A stamped write that the storage layer's worker hands to the raftstore (S5 of facts 10.4). */
export interface StorageWork {
  readonly kind: 'storage';
  readonly region: RegionId;
  readonly peer: PeerId;
  readonly write: PendingWrite;
  /** Without R-LOCK-BEFORE-TS the memory lock is taken only now, with this ts; TS_ZERO: it is there already. */
  readonly lateGuardTs: Ts;
}

/** Bytes of a command besides keys and values. */
const COMMAND_OVERHEAD_BYTES = 48;

export function writeCommand(
  version: number,
  request: number,
  ts: Ts,
  pairs: readonly StoredPair[],
): WriteCommand {
  let digest = hash32('write', request);
  let bytes = COMMAND_OVERHEAD_BYTES;
  for (const pair of pairs) {
    digest = hash32(pair.storageKey, digest) ^ hash32(pair.storageValue);
    bytes += pair.storageKey.length + pair.storageValue.length;
  }
  return { type: 'write', version, request, ts, pairs, digest: digest >>> 0, bytes };
}

export function txnCommand(
  version: number,
  request: number,
  modifies: readonly Modify[],
  changes: readonly TxnChange[],
): TxnCommand {
  let digest = hash32('txn', request);
  let bytes = COMMAND_OVERHEAD_BYTES;
  for (const { cf, key, value } of modifies) {
    digest = hash32(key, digest) ^ hash32(`${cf}${value ?? ''}`);
    bytes += 1 + key.length + (value?.length ?? 0);
  }
  let ts: Ts = TS_ZERO;
  for (const change of changes) if (change.type === 'commit') ts = maxTs(ts, change.commitTs);
  return { type: 'txn', version, request, ts, modifies, changes, digest: digest >>> 0, bytes };
}

export function splitCommand(
  { version, confVer }: RegionEpoch,
  splitKeys: readonly string[],
  children: SplitCommand['children'],
): SplitCommand {
  const words = splitKeys.join('|') + children.map((c) => `${c.regionId}:${c.peerIds.join(',')}`).join('|');
  return {
    type: 'split',
    version,
    confVer,
    splitKeys,
    children,
    digest: hash32(words),
    bytes: COMMAND_OVERHEAD_BYTES + words.length,
  };
}

export function prepareMergeCommand(
  { version, confVer }: RegionEpoch,
  target: Region,
  minIndex: number,
): PrepareMergeCommand {
  const digest = hash32(`prepare ${target.id} ${target.epoch.version} ${minIndex}`);
  return {
    type: 'prepare-merge',
    version,
    confVer,
    target,
    minIndex,
    digest,
    bytes: COMMAND_OVERHEAD_BYTES * 2,
  };
}

export function commitMergeCommand(
  { version, confVer }: RegionEpoch,
  source: Region,
  commit: number,
  entries: readonly Entry[],
): CommitMergeCommand {
  let bytes = COMMAND_OVERHEAD_BYTES * 2;
  for (const entry of entries) bytes += 16 + (entry.data?.bytes ?? 0);
  const digest = hash32(`commit ${source.id} ${source.epoch.version} ${commit} ${entries.length}`);
  return { type: 'commit-merge', version, confVer, source, commit, entries, digest, bytes };
}

export function rollbackMergeCommand(
  { version, confVer }: RegionEpoch,
  target: RegionId,
  commit: number,
): RollbackMergeCommand {
  return {
    type: 'rollback-merge',
    version,
    confVer,
    target,
    commit,
    digest: hash32(`rollback ${target} ${commit}`),
    bytes: COMMAND_OVERHEAD_BYTES,
  };
}

export function changePeersCommand(
  { version, confVer }: RegionEpoch,
  mode: ChangePeersCommand['mode'],
  changes: readonly PeerChange[],
): ChangePeersCommand {
  const words = `${mode} ${confVer} ${changes.map((c) => `${c.change} ${c.peer}@${c.store}`).join(',')}`;
  return {
    type: 'change-peers',
    version,
    confVer,
    mode,
    changes,
    digest: hash32(words),
    bytes: COMMAND_OVERHEAD_BYTES + 16 * changes.length,
  };
}

/** The command of an entry, where a membership change has it as its context; null for a new leader's empty entry. */
export function commandOf(entry: Entry): Command | null {
  const command = entry.data ?? entry.conf?.context ?? null;
  return command === null ? null : (command as Command);
}

/** What the trace says of an entry's content. */
export function digestOf(entry: Entry): number {
  return commandOf(entry)?.digest ?? 0;
}
