/** The cluster that interaction scripts command (facts/raft.md §12). */
import { Rng } from '../../base/rng.ts';
import type { Config } from '../config.ts';
import { isLocalThread } from '../message.ts';
import { RawNode } from '../raw-node.ts';
import { MemoryStorage } from '../storage.ts';
import {
  APPEND_THREAD,
  EMPTY_CONF_STATE,
  NONE,
  type Entry,
  type HardState,
  type Message,
  type MessageType,
  type PeerId,
  type Snapshot,
  type StepResult,
} from '../types.ts';
import { formatMessage, formatReady } from './format.ts';
import { Output } from './output.ts';

/** Settings a script may give a node. */
export type NodeOptions = Omit<Config, 'id' | 'rng' | 'storage' | 'logger'>;

/** Storage whose snapshot is the newest state of the state machine. */
class HistoryStorage extends MemoryStorage {
  readonly history: Snapshot[];

  constructor(first: Snapshot) {
    super();
    this.history = [first];
  }

  newest(): Snapshot {
    return this.history[this.history.length - 1] as Snapshot;
  }

  override snapshot(): Snapshot | null {
    return this.newest();
  }
}

/** A peer with its storage and the work its storage threads have not done yet. */
export interface ScriptNode {
  readonly raw: RawNode;
  readonly storage: HistoryStorage;
  readonly options: NodeOptions;
  readonly appendWork: Message[];
  readonly applyWork: Message[];
}

/** Which messages to deliver or to drop. */
export interface Recipient {
  readonly id: PeerId;
  readonly drop: boolean;
}

/** Nodes 1, 2, 3 … and all messages between them, in one list. */
export class Cluster {
  readonly nodes: ScriptNode[] = [];
  readonly output = new Output();
  private messages: Message[] = [];

  /** Throws {@link ScriptError} where there is none of that number. */
  node(id: PeerId): ScriptNode {
    const node = this.nodes[id - 1];
    if (node === undefined) throw new ScriptError(`no node ${id}`);
    return node;
  }

  /** A node with the next id; `first` is the snapshot it starts from, null for one that knows nobody. Throws {@link ScriptError} for an index below 2. */
  addNode(options: NodeOptions, first: Snapshot | null): void {
    const id = this.nodes.length + 1;
    const storage = new HistoryStorage(
      first ?? { index: 0, term: 0, confState: EMPTY_CONF_STATE, data: null },
    );
    if (first !== null) {
      if (first.index <= 1) throw new ScriptError('index must be specified as > 1 due to bootstrap');
      storage.applySnapshot(first);
    }
    const raw = new RawNode({
      ...options,
      id,
      // Chance never shows in a script: timeouts matter only when ticked to, and scripts set those.
      rng: Rng.fromSeed(id),
      storage,
      logger: (level, text) => this.output.log(level, text),
    });
    this.nodes.push({ raw, storage, options, appendWork: [], applyWork: [] });
  }

  /** Puts messages on their way. */
  queue(messages: readonly Message[]): void {
    this.messages.push(...messages);
  }

  /** Prints the next Ready of a node and does what it asks for. */
  processReady(id: PeerId): void {
    const node = this.node(id);
    const ready = node.raw.ready();
    this.output.write(formatReady(ready));
    if (node.options.asyncStorageWrites === true) {
      for (const m of ready.messages) {
        if (!isLocalThread(m.to)) this.messages.push(m);
        else if (m.to === APPEND_THREAD) node.appendWork.push(m);
        else node.applyWork.push(m);
      }
      return;
    }
    persist(node, ready.hardState, ready.entries, ready.snapshot);
    apply(node, ready.committedEntries);
    this.queue(ready.messages);
    node.raw.advance();
  }

  /** Does one piece of a storage thread's work and queues its answers. */
  processThread(id: PeerId, thread: 'append' | 'apply'): void {
    const node = this.node(id);
    const m = (thread === 'append' ? node.appendWork : node.applyWork).shift();
    if (m === undefined) {
      this.output.write(`no ${thread} work to perform`);
      return;
    }
    this.output.line('Processing:');
    this.output.line(formatMessage({ ...m, responses: [] }));
    if (thread === 'append') {
      const changed = m.term !== 0 || m.vote !== NONE || m.commit !== 0;
      persist(node, changed ? { term: m.term, vote: m.vote, commit: m.commit } : null, m.entries, m.snapshot);
    } else {
      apply(node, m.entries);
    }
    this.output.line('Responses:');
    for (const response of m.responses) this.output.line(formatMessage(response));
    this.queue(m.responses);
  }

  /** Messages waiting for `id`. A message a node sends itself, or its threads, cannot be dropped. */
  private take(to: PeerId, type: MessageType | null, drop: boolean): Message[] {
    const wanted = (m: Message): boolean =>
      m.to === to && !(drop && isLocalMessage(m)) && (type === null || m.type === type);
    const taken = this.messages.filter(wanted);
    if (taken.length > 0) this.messages = this.messages.filter((m) => !wanted(m));
    return taken;
  }

  private hasMail(id: PeerId): boolean {
    return this.messages.some((m) => m.to === id);
  }

  /** Delivers or drops; gives the number of messages. */
  deliver(recipients: readonly Recipient[], type: MessageType | null): number {
    let count = 0;
    for (const { id, drop } of recipients) {
      for (const m of this.take(id, type, drop)) {
        count++;
        this.output.line(`${drop ? 'dropped: ' : ''}${formatMessage(m)}`);
        if (drop) continue;
        const problem = stepProblem(this.node(id).raw.step(m));
        if (problem !== null) this.output.line(problem);
      }
    }
    return count;
  }

  /** Does everything that `ids` have to do, in rounds, until nothing is left. */
  stabilize(ids: readonly PeerId[]): void {
    const block = (title: string, body: () => void): void => {
      this.output.line(`> ${title}`);
      this.output.indented(body);
    };
    for (let idle = false; !idle;) {
      idle = true;
      for (const id of ids) {
        if (!this.node(id).raw.hasReady()) continue;
        idle = false;
        block(`${id} handling Ready`, () => this.processReady(id));
      }
      for (const id of ids) {
        if (!this.hasMail(id)) continue;
        idle = false;
        block(`${id} receiving messages`, () => this.deliver([{ id, drop: false }], null));
      }
      for (const thread of ['append', 'apply'] as const) {
        for (const id of ids) {
          const { appendWork, applyWork } = this.node(id);
          const work = thread === 'append' ? appendWork : applyWork;
          if (work.length === 0) continue;
          idle = false;
          block(`${id} processing ${thread} thread`, () => {
            while (work.length > 0) this.processThread(id, thread);
          });
        }
      }
    }
  }
}

/** A command that could not be carried out; its text is the command's output. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** What a refused message or proposal prints, or null. */
export function stepProblem(result: StepResult): string | null {
  switch (result) {
    case 'ok':
      return null;
    case 'peer-not-found':
      return 'raft: cannot step as peer not found';
    case 'local-message':
      return 'raft: cannot step raft local message';
    default:
      return 'raft proposal dropped';
  }
}

function isLocalMessage(m: Message): boolean {
  return m.from === m.to || isLocalThread(m.from) || isLocalThread(m.to);
}

function persist(
  node: ScriptNode,
  hardState: HardState | null,
  entries: readonly Entry[],
  snapshot: Snapshot | null,
): void {
  if (hardState !== null) node.storage.setHardState(hardState);
  if (snapshot !== null) {
    if (entries.length > 0) throw new ScriptError("can't apply snapshot and entries at the same time");
    if (!node.storage.applySnapshot(snapshot))
      throw new ScriptError('requested index is older than the existing snapshot');
  } else {
    node.storage.append(entries);
  }
}

/** The state machine of scripts appends the data of every entry to one string, and keeps all its past states. */
function apply(node: ScriptNode, entries: readonly Entry[]): void {
  for (const entry of entries) {
    const before = node.storage.newest();
    const confState = entry.conf === null ? before.confState : node.raw.applyConfChange(entry.conf);
    const update = entry.conf === null ? entry.data : entry.conf.context;
    const text = (before.data?.text ?? '') + (update?.text ?? '');
    node.storage.history.push({
      index: entry.index,
      term: entry.term,
      confState,
      data: { bytes: text.length, text },
    });
  }
}
