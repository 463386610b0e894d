/** The commands of interaction scripts (facts/raft.md §12). */
import { describeProgress, type Progress } from '../progress.ts';
import { snapshotMessage } from '../message.ts';
import { isVoter } from '../membership-config.ts';
import { roleName } from '../role.ts';
import {
  NONE,
  type ConfChangeTransition,
  type Message,
  type MessageType,
  type PeerId,
  type StepResult,
} from '../types.ts';
import { addNodes, ELECTION_TICK, HEARTBEAT_TICK, payload } from './add-nodes.ts';
import { Cluster, ScriptError, stepProblem, type Recipient, type ScriptNode } from './cluster.ts';
import { parseChanges } from './confchange-text.ts';
import type { Directive } from './datadriven.ts';
import { formatEntries, formatMessage } from './format.ts';
import { LEVEL_NAMES, outputLevel } from './output.ts';
import { booleanOf, firstId, idOf, idsOf, valueOf } from './values.ts';

type Handler = (cluster: Cluster, directive: Directive) => void;

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
  // Ours: what the reference has no command for.
  'assign-commit-groups': assignCommitGroups,
  'report-snapshot': reportSnapshot,
  'request-snapshot': requestSnapshot,
  'read-index': (c, d) => check(c.node(firstId(d)).raw.readIndex(d.args[1]?.key ?? '')),
};

/** The state of one interaction file. */
export class InteractionEnv {
  private readonly cluster = new Cluster();

  /** Runs one command; gives its output, `ok` where there is none. */
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

function check(result: StepResult): void {
  const problem = stepProblem(result);
  if (problem !== null) throw new ScriptError(problem);
}

function ticks(node: ScriptNode, count: number): void {
  for (let i = 0; i < count; i++) node.raw.tick();
}

function setLevel(cluster: Cluster, name: string): void {
  const level = outputLevel(name);
  if (level === null) throw new ScriptError(`log levels must be either of [${LEVEL_NAMES.join(' ')}]`);
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

function compact(cluster: Cluster, directive: Directive): void {
  const node = cluster.node(firstId(directive));
  const index = idOf(directive.args[1]?.key ?? '');
  if (index < node.storage.firstIndex()) {
    throw new ScriptError('requested index is unavailable due to compaction');
  }
  node.storage.compact(index);
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
  const name = valueOf(directive, 'transition') ?? 'auto';
  const transition = TRANSITIONS[name];
  if (transition === undefined) throw new ScriptError(`unknown transition ${name}`);
  const changes = parseChanges(directive.input);
  if (!changes.ok) throw new ScriptError(changes.error);
  const { raw } = cluster.node(firstId(directive));
  if (booleanOf(valueOf(directive, 'v1') ?? 'false')) {
    const [change, ...more] = changes.value;
    if (change === undefined || more.length > 0 || transition !== 'auto') {
      throw new ScriptError('v1 conf change can only have one operation and no transition');
    }
    check(raw.proposeConfChange({ ...change, v: 1, context: null }));
    return;
  }
  check(raw.proposeConfChange({ v: 2, transition, changes: changes.value, context: null }));
}

/** `assign-commit-groups 1 2=1 3=2`: what peer 1 believes of the zones of others. */
function assignCommitGroups(cluster: Cluster, directive: Directive): void {
  const { raw } = cluster.node(firstId(directive));
  for (const arg of directive.args.slice(1)) raw.assignCommitGroup(idOf(arg.key), idOf(arg.values[0] ?? ''));
}

/** `report-snapshot 1 3 [failed=true]`: peer 1 is told how sending its snapshot to 3 ended. */
function reportSnapshot(cluster: Cluster, directive: Directive): void {
  const failed = booleanOf(valueOf(directive, 'failed') ?? 'false');
  cluster.node(firstId(directive)).raw.reportSnapshot(idsOf(directive)[1] ?? NONE, !failed);
}

function requestSnapshot(cluster: Cluster, directive: Directive): void {
  const result = cluster.node(firstId(directive)).raw.requestSnapshot();
  if (result !== 'ok') throw new ScriptError(`raft: request snapshot ${result}`);
}

function printStates(cluster: Cluster): void {
  for (const { raw } of cluster.nodes) {
    const { id, role, term, lead, config } = raw;
    const voter = isVoter(config, id) ? 'Voter' : 'Non-Voter';
    cluster.output.line(`${id}: ${roleName(role)} (${voter}) Term:${term} Lead:${lead}`);
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
