/** A small cluster for tests: synchronous storage, one queue, links that can be cut. */
import { must } from '../base/assert.ts';
import { Rng } from '../base/rng.ts';
import type { Config } from './config.ts';
import { RawNode } from './raw-node.ts';
import { MemoryStorage } from './storage.ts';
import type { Message, PeerId, ReadState } from './types.ts';

/** Settings of all peers of a test cluster. */
export type TestOptions = Partial<Omit<Config, 'id' | 'rng' | 'storage'>>;

/** Peers 1 … n that start from a snapshot at index 1, term 1. */
export class TestCluster {
  readonly nodes: RawNode[] = [];
  readonly reads: ReadState[][] = [];
  /** Text of what each peer applied. */
  readonly applied: string[][] = [];
  queue: Message[] = [];
  /** Messages for which this is true are lost. */
  lose: (m: Message) => boolean = () => false;

  constructor(peers: number, options: TestOptions = {}, voters?: readonly PeerId[]) {
    const ids = voters ?? Array.from({ length: peers }, (_, i) => i + 1);
    for (let id = 1; id <= peers; id++) {
      const storage = new MemoryStorage();
      const member = ids.includes(id);
      if (member) {
        storage.applySnapshot({
          index: 1,
          term: 1,
          confState: { voters: ids, learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false },
          data: null,
        });
      }
      this.nodes.push(
        new RawNode({
          electionTick: 10,
          heartbeatTick: 1,
          ...options,
          id,
          rng: Rng.fromSeed(id),
          storage,
          applied: member ? 1 : 0,
        }),
      );
      this.applied.push([]);
      this.reads.push([]);
    }
  }

  /** Asserts that it exists. */
  node(id: PeerId): RawNode {
    return must(this.nodes[id - 1], `node ${id}`);
  }

  /** Does what a peer asks for; its messages join the queue. */
  handle(id: PeerId): void {
    const node = this.node(id);
    while (node.hasReady()) {
      const ready = node.ready();
      const { storage } = node;
      if (ready.hardState !== null) storage.setHardState(ready.hardState);
      if (ready.snapshot !== null) storage.applySnapshot(ready.snapshot);
      storage.append(ready.entries);
      this.queue.push(...ready.messages.filter((m) => !this.lose(m)));
      for (const entry of ready.committedEntries) {
        if (entry.conf !== null) storage.setConfState(node.applyConfChange(entry.conf));
        else if (entry.data !== null) must(this.applied[id - 1], 'log').push(entry.data.text ?? '');
      }
      must(this.reads[id - 1], 'reads').push(...ready.readStates);
      node.advance();
    }
  }

  /** Delivers until nothing is under way and nobody has anything to do. */
  settle(): void {
    for (const node of this.nodes) this.handle(node.id);
    for (let m = this.queue.shift(); m !== undefined; m = this.queue.shift()) {
      if (this.lose(m)) continue;
      this.node(m.to).step(m);
      this.handle(m.to);
    }
  }

  /** Makes `id` leader. */
  elect(id: PeerId): RawNode {
    const node = this.node(id);
    node.campaign();
    this.settle();
    return node;
  }

  /** Proposes and settles; gives what came of it. */
  propose(id: PeerId, text: string): string {
    const result = this.node(id).propose({ bytes: text.length, text });
    this.settle();
    return result;
  }

  /** Cuts these peers off from all others (not from each other). */
  isolate(...ids: readonly PeerId[]): void {
    this.lose = (m) => ids.includes(m.from) !== ids.includes(m.to);
  }

  /** All links work again. */
  heal(): void {
    this.lose = () => false;
  }

  /** `count` ticks for one peer. */
  tick(id: PeerId, count: number): void {
    for (let i = 0; i < count; i++) this.node(id).tick();
  }

  /** `term:text` of each entry of a peer's log. */
  logOf(id: PeerId): string[] {
    const node = this.node(id);
    const out: string[] = [];
    for (let index = node.firstIndex; index <= node.lastIndex; index++) {
      const entry = must(node.entryAt(index), `entry ${index}`);
      out.push(`${entry.term}:${entry.data?.text ?? ''}`);
    }
    return out;
  }
}
