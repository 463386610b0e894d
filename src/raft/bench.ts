/**
 * Speed of the core alone: one process, one thread, no disk, no network, no marshalling. Workloads as in
 * facts/baselines.md, so that ratios to other libraries mean something. Time comes from the caller's clock.
 */
import { assert } from '../base/assert.ts';
import { Rng } from '../base/rng.ts';
import { RawNode } from './raw-node.ts';
import { MemoryStorage } from './storage.ts';
import type { Entry, Message, Payload, PeerId } from './types.ts';

/** Milliseconds of a monotonic clock. */
export type Now = () => number;

/** One proposal outstanding; 64 outstanding, each by itself; or 64 in one proposal, then drained. */
export type GroupLoad = 'seq' | 'pipe' | 'batch';

/** What a run of one group gave. */
export interface GroupFigures {
  readonly entries: number;
  readonly messages: number;
  readonly ms: number;
  readonly entriesPerSecond: number;
  readonly messagesPerSecond: number;
}

/** What a run of many groups gave. */
export interface MultiFigures extends GroupFigures {
  readonly groups: number;
  readonly active: number;
  readonly rounds: number;
}

/** Proposals outstanding in `pipe`, entries per proposal in `batch`. */
const WINDOW = 64;
/** Logs are compacted when they are this long. */
const LOG_MAX = 4096;
const LOG_KEEP = 256;

const PAYLOAD: Payload = Object.freeze({ bytes: 64 });

/** Messages under way, first in, first out, in a ring that is used again and again. */
class Queue {
  private slots: (Message | null)[] = new Array<Message | null>(64).fill(null);
  private head = 0;
  private used = 0;

  push(m: Message): void {
    if (this.used === this.slots.length) this.grow();
    this.slots[(this.head + this.used) & (this.slots.length - 1)] = m;
    this.used++;
  }

  shift(): Message | null {
    if (this.used === 0) return null;
    const m = this.slots[this.head] as Message;
    this.slots[this.head] = null;
    this.head = (this.head + 1) & (this.slots.length - 1);
    this.used--;
    return m;
  }

  /** Twice as many slots, so that a mask stays enough to go round. */
  private grow(): void {
    const { slots, head } = this;
    this.slots = [...slots.slice(head), ...slots.slice(0, head), ...slots.map(() => null)];
    this.head = 0;
  }
}

/** A group whose peers share one queue of messages. Groups that are served one after the other may share it too. */
class Group {
  readonly nodes: RawNode[] = [];
  readonly applied: number[] = [];
  messages = 0;
  private readonly queue: Queue;

  constructor(peers: number, rng: Rng, queue: Queue) {
    this.queue = queue;
    const voters = Array.from({ length: peers }, (_, i) => i + 1);
    for (const id of voters) {
      const storage = new MemoryStorage();
      storage.applySnapshot({
        index: 1,
        term: 1,
        confState: { voters, learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false },
        data: null,
      });
      this.nodes.push(
        new RawNode({
          id,
          electionTick: 10,
          heartbeatTick: 1,
          rng: rng.fork(`peer ${id}`),
          storage,
          applied: 1,
          maxInflightMsgs: WINDOW,
        }),
      );
      this.applied.push(1);
    }
  }

  elect(id: PeerId): RawNode {
    const node = this.nodes[id - 1] as RawNode;
    node.campaign();
    this.handle(node);
    this.drain();
    assert(node.role === 'leader', 'the bench has no leader');
    return node;
  }

  /** Does what a peer asks for until it asks for nothing. */
  handle(node: RawNode): void {
    while (node.hasReady()) {
      const ready = node.ready();
      const { storage } = node;
      if (ready.hardState !== null) storage.setHardState(ready.hardState);
      if (ready.entries.length > 0) {
        storage.append(ready.entries);
        if (storage.lastIndex() - storage.firstIndex() > LOG_MAX) {
          storage.compact(Math.min(node.applied, storage.lastIndex() - LOG_KEEP));
        }
      }
      const { committedEntries, messages } = ready;
      if (committedEntries.length > 0) {
        this.applied[node.id - 1] = (committedEntries[committedEntries.length - 1] as Entry).index;
      }
      for (let i = 0; i < messages.length; i++) this.queue.push(messages[i] as Message);
      node.advance();
    }
  }

  /** Delivers until nothing is under way. */
  drain(): void {
    while (this.deliver()) {
      // Each delivery may put more into the queue.
    }
  }

  /** Delivers one message; false if there is none. */
  deliver(): boolean {
    const m = this.queue.shift();
    if (m === null) return false;
    this.messages++;
    const node = this.nodes[m.to - 1] as RawNode;
    node.step(m);
    this.handle(node);
    return true;
  }
}

function figures(entries: number, messages: number, ms: number): GroupFigures {
  return {
    entries,
    messages,
    ms,
    entriesPerSecond: Math.round((entries * 1000) / ms),
    messagesPerSecond: Math.round((messages * 1000) / ms),
  };
}

/** Commits `entries` proposals of 64 bytes in one group of `peers`. */
export function benchGroup(peers: number, load: GroupLoad, entries: number, now: Now): GroupFigures {
  const group = new Group(peers, Rng.fromSeed(1), new Queue());
  const leader = group.elect(1);
  const from = leader.committed;
  const messages = group.messages;
  const start = now();
  if (load === 'seq') {
    for (let i = 0; i < entries; i++) {
      leader.propose(PAYLOAD);
      group.handle(leader);
      group.drain();
    }
  } else if (load === 'batch') {
    const batch = Array.from({ length: WINDOW }, () => PAYLOAD);
    for (let i = 0; i < entries; i += WINDOW) {
      leader.proposeBatch(batch);
      group.handle(leader);
      group.drain();
    }
  } else {
    let proposed = 0;
    while (leader.applied - from < entries) {
      while (proposed < entries && proposed - (leader.applied - from) < WINDOW) {
        leader.propose(PAYLOAD);
        group.handle(leader);
        proposed++;
      }
      if (!group.deliver()) assert(proposed >= entries, 'the pipe ran dry');
    }
    group.drain();
  }
  const ms = now() - start;
  const committed = leader.committed - from;
  assert(committed >= entries, `only ${committed} of ${entries} entries are committed`);
  for (const applied of group.applied)
    assert(applied === leader.committed, 'the peers applied different logs');
  return figures(committed, group.messages - messages, ms);
}

/** `groups` groups of 3: per round one tick for every peer and one proposal on each of `active` groups. */
export function benchMulti(groups: number, active: number, rounds: number, now: Now): MultiFigures {
  const all = manyGroups(groups);
  const leaders = all.map((group, i) => group.elect((i % 3) + 1));
  const before = all.reduce((sum, group) => sum + group.messages, 0);
  const start = now();
  for (let round = 0; round < rounds; round++) {
    for (let g = 0; g < all.length; g++) {
      const group = all[g] as Group;
      for (const node of group.nodes) {
        node.tick();
        group.handle(node);
      }
      if (g < active) {
        const leader = leaders[g] as RawNode;
        leader.propose(PAYLOAD);
        group.handle(leader);
      }
      group.drain();
    }
  }
  const ms = now() - start;
  const messages = all.reduce((sum, group) => sum + group.messages, 0) - before;
  return { ...figures(active * rounds, messages, ms), groups, active, rounds };
}

/** Builds `groups` elected groups of 3 and gives what keeps them alive; for measuring memory per peer. */
export function idleGroups(groups: number): readonly RawNode[] {
  const all = manyGroups(groups);
  all.forEach((group, i) => group.elect((i % 3) + 1));
  return all.flatMap((group) => group.nodes);
}

function manyGroups(groups: number): readonly Group[] {
  const rng = Rng.fromSeed(2);
  const queue = new Queue();
  return Array.from({ length: groups }, (_, i) => new Group(3, rng.fork(`group ${i}`), queue));
}
