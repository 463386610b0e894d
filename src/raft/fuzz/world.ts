import type { Rng } from '../../base/rng.ts';
import type { Config } from '../config.ts';
import { toConfState } from '../membership-config.ts';
import { isLocalThread } from '../message.ts';
import { RawNode } from '../raw-node.ts';
import { MemoryStorage } from '../storage.ts';
import {
  APPEND_THREAD,
  NONE,
  type Entry,
  type Message,
  type Payload,
  type PeerId,
  type Snapshot,
} from '../types.ts';
import type { Oracle } from './oracle.ts';

/** Settings of all peers of one history. */
export type FuzzSettings = Omit<Config, 'id' | 'rng' | 'storage' | 'logger' | 'applied'>;

/** Index of the snapshot that every group starts from. */
export const BASE = 1;

/** A state machine that knows how far it is and a digest of everything it applied. Durable at once. */
interface Machine {
  applied: number;
  digest: number;
}

/** One peer, its disk, and the work on its way to it. */
export class FuzzPeer {
  readonly id: PeerId;
  readonly storage = new MemoryStorage();
  readonly machine: Machine = { applied: 0, digest: 0 };
  readonly appendWork: Message[] = [];
  readonly applyWork: Message[] = [];
  /** Answers of the storage threads to the peer itself: reliable and in order, but gone after a crash. */
  readonly inbox: Message[] = [];
  private readonly settings: FuzzSettings;
  private readonly rng: Rng;
  private readonly oracle: Oracle;
  private lives = 0;
  raw: RawNode;

  constructor(id: PeerId, settings: FuzzSettings, rng: Rng, oracle: Oracle, first: Snapshot | null) {
    this.id = id;
    this.settings = settings;
    this.rng = rng;
    this.oracle = oracle;
    this.storage.snapshotsOnDemand = true;
    if (first !== null) {
      this.storage.applySnapshot(first);
      this.machine.applied = first.index;
    }
    this.raw = this.start();
  }

  private start(): RawNode {
    const { hardState } = this.storage;
    const raw = new RawNode({
      ...this.settings,
      id: this.id,
      rng: this.rng.fork(`life ${this.lives++}`),
      storage: this.storage,
      applied: this.machine.applied,
      // The state machine is durable: what it applied was committed.
      ...(hardState.commit < this.machine.applied ? raiseCommit(this.storage, this.machine.applied) : {}),
    });
    this.oracle.reborn(raw);
    return raw;
  }

  /** Loses everything that is not durable, and comes back. */
  crash(): void {
    this.appendWork.length = 0;
    this.applyWork.length = 0;
    this.inbox.length = 0;
    this.raw = this.start();
  }

  /** Takes the next Ready apart. Synchronous peers also do the work at once; gives the messages for others. */
  processReady(): readonly Message[] {
    const ready = this.raw.ready();
    for (const read of ready.readStates) this.oracle.observeRead(this.id, Number(read.context), read.index);
    const out: Message[] = [];
    if (this.settings.asyncStorageWrites === true) {
      for (const m of ready.messages) {
        if (!isLocalThread(m.to)) out.push(m);
        else if (m.to === APPEND_THREAD) this.appendWork.push(m);
        else this.applyWork.push(m);
      }
      return out;
    }
    if (ready.hardState !== null) this.storage.setHardState(ready.hardState);
    this.write(ready.entries, ready.snapshot);
    this.apply(ready.committedEntries);
    this.raw.advance();
    return ready.messages;
  }

  /** Makes the oldest write durable; gives the answers for others. */
  processAppend(): readonly Message[] {
    const m = this.appendWork.shift();
    if (m === undefined) return [];
    if (m.term !== 0 || m.vote !== NONE || m.commit !== 0) {
      this.storage.setHardState({ term: m.term, vote: m.vote, commit: m.commit });
    }
    this.write(m.entries, m.snapshot);
    return this.sort(m.responses);
  }

  /** Applies the oldest batch of committed entries. */
  processApply(): void {
    const m = this.applyWork.shift();
    if (m === undefined) return;
    this.apply(m.entries);
    this.sort(m.responses);
  }

  /** Steps the answers of the storage threads. */
  processInbox(): void {
    const m = this.inbox.shift();
    if (m !== undefined) this.raw.step(m);
  }

  /** Makes the snapshot that a leader asked its storage for. */
  makeSnapshot(): void {
    const { applied, digest } = this.machine;
    if (!this.storage.takeSnapshotWanted() || applied > this.storage.lastIndex()) return;
    this.storage.createSnapshot(applied, this.storage.confState(), payload(digest));
  }

  /** Drops the log up to `keep` entries before what is applied. */
  compact(keep: number): void {
    const { applied } = this.machine;
    if (applied > this.storage.lastIndex()) return;
    const index = Math.min(applied - keep, this.raw.applied);
    if (index >= this.storage.firstIndex()) this.storage.compact(index);
  }

  private sort(responses: readonly Message[]): readonly Message[] {
    const out: Message[] = [];
    for (const m of responses) {
      if (m.to === this.id) this.inbox.push(m);
      else out.push(m);
    }
    return out;
  }

  private write(entries: readonly Entry[], snapshot: Snapshot | null): void {
    if (snapshot !== null && this.storage.applySnapshot(snapshot)) {
      this.machine.applied = snapshot.index;
      this.machine.digest = Number(snapshot.data?.text);
      this.oracle.observeApplied(this.id, snapshot.index, this.machine.digest);
    }
    this.storage.append(entries);
  }

  private apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      // What a snapshot under way covers need not be applied, and its membership changes are in force already.
      if (entry.index <= this.machine.applied || entry.index <= this.raw.restoringTo) continue;
      this.machine.applied = entry.index;
      this.machine.digest = mix(this.machine.digest, entry);
      if (entry.conf !== null) this.storage.setConfState(this.raw.applyConfChange(entry.conf));
      this.oracle.observeApplied(this.id, entry.index, this.machine.digest);
    }
  }

  /** Membership as this peer has it in force. */
  members(): readonly PeerId[] {
    const { voters, learners, votersOutgoing } = toConfState(this.raw.config);
    return [...new Set([...voters, ...learners, ...votersOutgoing])];
  }
}

function raiseCommit(storage: MemoryStorage, commit: number): Record<string, never> {
  storage.setHardState({ ...storage.hardState, commit });
  return {};
}

function payload(digest: number): Payload {
  return { bytes: 16, text: String(digest) };
}

function mix(digest: number, entry: Entry): number {
  let h = Math.imul(digest ^ entry.term, 0x85ebca6b) ^ entry.index;
  const text = entry.data?.text ?? entry.type;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0xc2b2ae35);
  return (h ^ (h >>> 15)) | 0;
}
