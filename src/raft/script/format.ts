/** Text forms of messages, entries and Ready, byte for byte as the reference prints them (facts/raft.md §13). */
import { changesOf } from '../confchange.ts';
import { describeConfState } from '../membership.ts';
import type { Ready } from '../ready.ts';
import { roleName } from '../role.ts';
import {
  APPEND_THREAD,
  APPLY_THREAD,
  NONE,
  type AnyConfChange,
  type ConfChangeType,
  type Entry,
  type HardState,
  type Message,
  type PeerId,
  type ReadState,
  type Snapshot,
} from '../types.ts';

const CHANGE_LETTERS: Readonly<Record<ConfChangeType, string>> = {
  'add-node': 'v',
  'add-learner-node': 'l',
  'remove-node': 'r',
  'update-node': 'u',
};

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\f': '\\f',
  '\b': '\\b',
  '\x07': '\\a',
};

/** A string in double quotes, as Go would print it. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    const escape = ESCAPES[char];
    if (escape !== undefined) out += escape;
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

function formatConfChange(change: AnyConfChange): string {
  return changesOf(change)
    .map((c) => ` ${CHANGE_LETTERS[c.type]}${c.nodeId}`)
    .join('');
}

/** `term/index Type "data"`, or the changes of a membership entry. */
export function formatEntry(entry: Entry): string {
  const at = `${entry.term}/${entry.index}`;
  if (entry.conf === null) return `${at} EntryNormal ${quote(entry.data?.text ?? '')}`;
  return `${at} ${entry.conf.v === 1 ? 'EntryConfChange' : 'EntryConfChangeV2'}${formatConfChange(entry.conf)}`;
}

/** One line per entry. */
export function formatEntries(entries: readonly Entry[]): string {
  return entries.map((entry) => `${formatEntry(entry)}\n`).join('');
}

/** Position and membership of a snapshot; its data is not shown. */
export function formatSnapshot(snapshot: Snapshot): string {
  return `Index:${snapshot.index} Term:${snapshot.term} ConfState:${describeConfState(snapshot.confState)}`;
}

function formatPeer(id: PeerId): string {
  if (id === NONE) return 'None';
  if (id === APPEND_THREAD) return 'AppendThread';
  return id === APPLY_THREAD ? 'ApplyThread' : id.toString(16);
}

/** A message without newline at the end; lines after the first start with `indent`. */
export function formatMessage(m: Message, indent = ''): string {
  let text = `${indent}${formatPeer(m.from)}->${formatPeer(m.to)} ${m.type} Term:${m.term} Log:${m.logTerm}/${m.index}`;
  if (m.reject) text += ` Rejected (Hint: ${m.rejectHint})`;
  // Ours: the reference knows no such request.
  if (m.requestSnapshot !== 0) text += ` RequestSnapshot:${m.requestSnapshot}`;
  if (m.commit !== 0) text += ` Commit:${m.commit}`;
  if (m.vote !== NONE) text += ` Vote:${m.vote}`;
  if (m.entries.length === 1) {
    text += ` Entries:[${formatEntry(m.entries[0] as Entry)}]`;
  } else if (m.entries.length > 1) {
    text += ` Entries:[${m.entries.map((entry) => `\n${indent}  ${formatEntry(entry)}`).join('')}\n${indent}]`;
  }
  if (m.snapshot !== null) text += `\n${indent}  Snapshot: ${formatSnapshot(m.snapshot)}`;
  if (m.responses.length > 0) {
    text += ` Responses:[${m.responses.map((r) => `\n${formatMessage(r, `${indent}  `)}`).join('')}\n${indent}]`;
  }
  return text;
}

function formatHardState(state: HardState): string {
  return `Term:${state.term}${state.vote === NONE ? '' : ` Vote:${state.vote}`} Commit:${state.commit}`;
}

/** The context is a list of bytes to the reference, so it prints numbers. */
function formatReadState(read: ReadState): string {
  const bytes = [...read.context].map((char) => char.codePointAt(0) as number);
  return `{${read.index} [${bytes.join(' ')}]}`;
}

/** A Ready with everything in it, one line each. */
export function formatReady(ready: Ready): string {
  let text = '';
  if (ready.softState !== null)
    text += `Lead:${ready.softState.lead} State:${roleName(ready.softState.role)}\n`;
  if (ready.hardState !== null) text += `HardState ${formatHardState(ready.hardState)}\n`;
  if (ready.readStates.length > 0) {
    text += `ReadStates [${ready.readStates.map(formatReadState).join(' ')}]\n`;
  }
  if (ready.entries.length > 0) text += `Entries:\n${formatEntries(ready.entries)}`;
  if (ready.snapshot !== null) text += `Snapshot ${formatSnapshot(ready.snapshot)}\n`;
  if (ready.committedEntries.length > 0)
    text += `CommittedEntries:\n${formatEntries(ready.committedEntries)}`;
  if (ready.messages.length > 0)
    text += `Messages:\n${ready.messages.map((m) => `${formatMessage(m)}\n`).join('')}`;
  return text === '' ? '<empty Ready>' : `Ready MustSync=${ready.mustSync}:\n${text}`;
}
