/** The command `add-nodes` and the settings a script may give (facts/raft.md §12). */
import type { Payload, PeerId, Snapshot } from '../types.ts';
import { ScriptError, type Cluster, type NodeOptions } from './cluster.ts';
import type { Argument, Directive } from './datadriven.ts';
import { booleanOf, idOf } from './values.ts';

/** Ticks of an election timeout in scripts. */
export const ELECTION_TICK = 3;
/** Ticks between heartbeats in scripts. */
export const HEARTBEAT_TICK = 1;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type Switch = {
  [K in keyof NodeOptions]-?: NonNullable<NodeOptions[K]> extends boolean ? K : never;
}[keyof NodeOptions];
type Limit = {
  [K in keyof NodeOptions]-?: NonNullable<NodeOptions[K]> extends number ? K : never;
}[keyof NodeOptions];

/** Settings that are on or off. */
const SWITCHES: Readonly<Record<string, Switch>> = {
  'async-storage-writes': 'asyncStorageWrites',
  prevote: 'preVote',
  checkquorum: 'checkQuorum',
  'disable-conf-change-validation': 'disableConfChangeValidation',
  'step-down-on-removal': 'stepDownOnRemoval',
  // Ours: what the reference's scripts do not exercise, and what raft-rs adds (facts §10).
  'disable-proposal-forwarding': 'disableProposalForwarding',
  'skip-bcast-commit': 'skipBcastCommit',
  'group-commit': 'groupCommit',
  'vote-carries-commit': 'voteCarriesCommit',
  'drop-early-reads': 'dropEarlyReads',
  'singleton-reads-at-once': 'singletonReadsAtOnce',
  'batch-append': 'batchAppend',
  'responses-carry-commit': 'responsesCarryCommit',
};

/** Settings that are numbers. */
const LIMITS: Readonly<Record<string, Limit>> = {
  inflight: 'maxInflightMsgs',
  'max-committed-size-per-ready': 'maxCommittedSizePerReady',
  // Ours, as above.
  'max-size-per-msg': 'maxSizePerMsg',
  'max-inflight-bytes': 'maxInflightBytes',
  'max-uncommitted-size': 'maxUncommittedSize',
  'max-apply-unpersisted': 'maxApplyUnpersisted',
  priority: 'priority',
};

/** A text as scripts propose it: one byte per character. */
export function payload(text: string): Payload {
  return { bytes: text.length, text };
}

/** `add-nodes 3 voters=(1,2,3) index=2 …`: nodes with the next ids, all alike. Without members they know nobody. */
export function addNodes(cluster: Cluster, directive: Directive): void {
  const count = idOf(directive.args[0]?.key ?? '');
  const options: Mutable<NodeOptions> = {
    electionTick: ELECTION_TICK,
    heartbeatTick: HEARTBEAT_TICK,
    maxInflightMsgs: 0x7fffffff,
    singletonReadsAtOnce: true,
  };
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
  const toggle = SWITCHES[arg.key];
  const limit = LIMITS[arg.key];
  if (toggle !== undefined) {
    options[toggle] = booleanOf(value);
  } else if (limit !== undefined) {
    options[limit] = Number(value);
  } else if (arg.key === 'read-only') {
    if (value !== 'safe' && value !== 'lease-based') {
      throw new ScriptError(`invalid read-only option "${value}"`);
    }
    options.readOnly = value;
  } else {
    throw new ScriptError(`unknown argument ${arg.key}`);
  }
}
