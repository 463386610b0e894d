/** The commands of interaction scripts (facts/raft.md §12). */
import { describeProgress, type Progress } from '../progress.ts';
import { snapshotMessage } from '../message.ts';
import { isVoter } from '../membership-config.ts';
import type {
  ConfChangeTransition,
  Message,
  MessageType,
  Payload,
  PeerId,
  Snapshot,
  StepResult,
} from '../types.ts';
import {
  Cluster,
  ScriptError,
  stepProblem,
  type NodeOptions,
  type Recipient,
  type ScriptNode,
} from './cluster.ts';
import { parseChanges } from './confchange-text.ts';
import type { Argument, Directive } from './datadriven.ts';
import { formatEntries, formatMessage, formatRole } from './format.ts';
import { outputLevel } from './output.ts';

type Handler = (cluster: Cluster, directive: Directive) => void;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Ticks of an election timeout and of a heartbeat in scripts. */
const ELECTION_TICK = 3;
const HEARTBEAT_TICK = 1;

const TRANSITIONS: Readonly<Record<string, ConfChangeTransition>> = {
  auto: 'auto',
  implicit: 'joint-implicit',
  explicit: 'joint-explicit',
};

const HANDLERS: Readonly<Record<string, Handler>> = {
  _breakpoint: () => {},
  'add-nodes': addNodes,
  campaign: (c, d) => c.node(firstId(d)).raw.campaign(),
  compact,
  'deliver-msgs': deliverMessages,
  'forget-leader': (c, d) => check(c.node(firstId(d)).raw.forgetLeader()),
  'log-level': (c, d) => setLevel(c, d.args[0]?.key ?? ''),
  'process-append-thread': (c, d) =>
    forEachId(c, d, 'processing append thread', (id) => c.processThread(id, 'append')),
  'process-apply-thread': (c, d) =>
    forEachId(c, d, 'processing apply thread', (id) => c.processThread(id, 'apply')),
  'process-ready': (c, d) => forEachId(c, d, 'handling Ready', (id) => c.processReady(id)),
  propose: (c, d) => check(c.node(firstId(d)).raw.propose(payload(d.args[1]?.key ?? ''))),
  'propose-conf-change': proposeConfChange,
  'raft-log': (c, d) => printLog(c, c.node(firstId(d))),
  'raft-state': printStates,
  'report-unreachable': (c, d) => c.node(firstId(d)).raw.reportUnreachable(idsOf(d)[1] ?? 0),
  'send-snapshot': sendSnapshot,
  'set-randomized-election-timeout': (c, d) =>
    c.node(firstId(d)).raw.setRandomizedElectionTimeout(Number(valueOf(d, 'timeout'))),
  stabilize,
  status: printProgress,
  'tick-election': (c, d) => ticks(c.node(firstId(d)), ELECTION_TICK),
  'tick-heartbeat': (c, d) => ticks(c.node(firstId(d)), HEARTBEAT_TICK),
  'transfer-leadership': (c, d) =>
    check(c.node(Number(valueOf(d, 'from'))).raw.transferLeader(Number(valueOf(d, 'to')))),
  // Ours: reads, which the reference has no command for.
  'read-index': (c, d) => check(c.node(firstId(d)).raw.readIndex(d.args[1]?.key ?? '')),
};

/** The state of one interaction file. */
export class InteractionEnv {
  private readonly cluster = new Cluster();

  run(directive: Directive): string {
    const { output } = this.cluster;
    output.take();
    let problem: string | null = null;
    try {
      const handler = HANDLERS[directive.command];
      if (handler === undefined) throw new ScriptError('unknown command');
      handler(this.cluster, directive);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      problem = error.message;
    }
    if (problem !== null && output.quiet) return problem;
    const text = output.take() + (problem ?? '');
    return text === '' ? 'ok' : text;
  }
}

function idsOf(directive: Directive): readonly PeerId[] {
  return directive.args.filter((arg) => arg.values.length === 0).map((arg) => idOf(arg.key));
}

function idOf(text: string): PeerId {
  const id = Number(text);
  if (!Number.isInteger(id)) throw new ScriptError(`not a node: ${text}`);
  return id;
}

function firstId(directive: Directive): PeerId {
  return idOf(directive.args[0]?.key ?? '');
}

function valueOf(directive: Directive, key: string): string | null {
  return directive.args.find((arg) => arg.key === key)?.values[0] ?? null;
}

function check(result: StepResult): void {
  const problem = stepProblem(result);
  if (problem !== null) throw new ScriptError(problem);
}

function payload(text: string): Payload {
  return { bytes: text.length, text };
}

function ticks(node: ScriptNode, count: number): void {
  for (let i = 0; i < count; i++) node.raw.tick();
}

function setLevel(cluster: Cluster, name: string): void {
  const level = outputLevel(name);
  if (level === null) throw new ScriptError(`unknown log level ${name}`);
  cluster.output.level = level;
}

function forEachId(cluster: Cluster, directive: Directive, title: string, body: (id: PeerId) => void): void {
  const ids = idsOf(directive);
  for (const id of ids) {
    if (ids.length === 1) {
      body(id);
    } else {
      cluster.output.line(`> ${id} ${title}`);
      cluster.output.indented(() => body(id));
    }
  }
}

function addNodes(cluster: Cluster, directive: Directive): void {
  const count = firstId(directive);
  const options: Mutable<NodeOptions> = { electionTick: ELECTION_TICK, heartbeatTick: HEARTBEAT_TICK };
  options.maxInflightMsgs = 0x7fffffff;
  const voters: PeerId[] = [];
  const learners: PeerId[] = [];
  let index = 0;
  let content: string | null = null;
  for (const arg of directive.args.slice(1)) {
    const value = arg.values[0] ?? '';
    switch (arg.key) {
      case 'voters':
        voters.push(...arg.values.map(idOf));
        break;
      case 'learners':
        learners.push(...arg.values.map(idOf));
        break;
      case 'index':
        index = Number(value);
        break;
      case 'content':
        content = value;
        break;
      default:
        setOption(options, arg, value);
    }
  }
  let first: Snapshot | null = null;
  if (voters.length > 0 || learners.length > 0 || index > 0 || content !== null) {
    const confState = { voters, learners, votersOutgoing: [], learnersNext: [], autoLeave: false };
    first = { index, term: 1, confState, data: payload(content ?? '') };
    options.applied = index;
  }
  for (let i = 0; i < count; i++) cluster.addNode(options, first);
}

function setOption(options: Mutable<NodeOptions>, arg: Argument, value: string): void {
  const on = value === 'true';
  switch (arg.key) {
    case 'inflight':
      options.maxInflightMsgs = Number(value);
      return;
    case 'async-storage-writes':
      options.asyncStorageWrites = on;
      return;
    case 'prevote':
      options.preVote = on;
      return;
    case 'checkquorum':
      options.checkQuorum = on;
      return;
    case 'read-only':
      if (value !== 'safe' && value !== 'lease-based')
        throw new ScriptError(`invalid read-only option "${value}"`);
      options.readOnly = value;
      return;
    case 'max-committed-size-per-ready':
      options.maxCommittedSizePerReady = Number(value);
      return;
    case 'disable-conf-change-validation':
      options.disableConfChangeValidation = on;
      return;
    case 'step-down-on-removal':
      options.stepDownOnRemoval = on;
      return;
    // Ours: limits that the reference's scripts leave at "none".
    case 'max-size-per-msg':
      options.maxSizePerMsg = Number(value);
      return;
    case 'max-inflight-bytes':
      options.maxInflightBytes = Number(value);
      return;
    case 'max-uncommitted-size':
      options.maxUncommittedSize = Number(value);
      return;
    case 'skip-bcast-commit':
      options.skipBcastCommit = on;
      return;
    default:
      throw new ScriptError(`unknown argument ${arg.key}`);
  }
}

function compact(cluster: Cluster, directive: Directive): void {
  const node = cluster.node(firstId(directive));
  node.storage.compact(Number(directive.args[1]?.key));
  printLog(cluster, node);
}

function printLog(cluster: Cluster, node: ScriptNode): void {
  const first = node.storage.firstIndex();
  const last = node.storage.lastIndex();
  if (last < first) cluster.output.write(`log is empty: first index=${first}, last index=${last}`);
  else cluster.output.write(formatEntries(node.storage.slice(first, last + 1, Infinity)));
}

function deliverMessages(cluster: Cluster, directive: Directive): void {
  const recipients: Recipient[] = [];
  let type: MessageType | null = null;
  for (const arg of directive.args) {
    if (arg.key === 'type') type = (arg.values[0] ?? null) as MessageType | null;
    else if (arg.key === 'drop') recipients.push(...arg.values.map((id) => ({ id: idOf(id), drop: true })));
    else recipients.push({ id: idOf(arg.key), drop: false });
  }
  if (cluster.deliver(recipients, type) === 0) cluster.output.line('no messages');
}

function proposeConfChange(cluster: Cluster, directive: Directive): void {
  const changes = parseChanges(directive.input);
  if (!changes.ok) throw new ScriptError(changes.error);
  const { raw } = cluster.node(firstId(directive));
  if (valueOf(directive, 'v1') === 'true') {
    const [change, ...more] = changes.value;
    if (change === undefined || more.length > 0) throw new ScriptError('cannot represent as V1');
    check(raw.proposeConfChange({ ...change, v: 1, context: null }));
    return;
  }
  const name = valueOf(directive, 'transition') ?? 'auto';
  const transition = TRANSITIONS[name];
  if (transition === undefined) throw new ScriptError(`unknown transition ${name}`);
  check(raw.proposeConfChange({ v: 2, transition, changes: changes.value, context: null }));
}

function printStates(cluster: Cluster): void {
  for (const { raw } of cluster.nodes) {
    const { id, role, term, lead, config } = raw;
    const voter = isVoter(config, id) ? 'Voter' : 'Non-Voter';
    cluster.output.line(`${id}: ${formatRole(role)} (${voter}) Term:${term} Lead:${lead}`);
  }
}

function printProgress(cluster: Cluster, directive: Directive): void {
  const { raw } = cluster.node(firstId(directive));
  raw.forEachProgress((id: PeerId, pr: Progress) => cluster.output.line(`${id}: ${describeProgress(pr)}`));
}

function sendSnapshot(cluster: Cluster, directive: Directive): void {
  const [from, to] = idsOf(directive);
  if (from === undefined || to === undefined) throw new ScriptError('two nodes expected');
  const { raw, storage } = cluster.node(from);
  const m: Message = snapshotMessage(from, to, raw.term, storage.newest());
  cluster.output.write(formatMessage(m));
  cluster.queue([m]);
}

function stabilize(cluster: Cluster, directive: Directive): void {
  const { output } = cluster;
  const before = output.level;
  const level = valueOf(directive, 'log-level');
  if (level !== null) setLevel(cluster, level);
  const ids = idsOf(directive);
  try {
    cluster.stabilize(ids.length > 0 ? ids : cluster.nodes.map(({ raw }) => raw.id));
  } finally {
    output.level = before;
  }
}
