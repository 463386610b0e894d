/** The quorum suite: commit indexes and votes of majority and joint configurations (facts/raft.md §13). */
import { jointCommitted, jointVote, majorityCommitted, majorityVote, type Acked } from '../quorum.ts';
import { sortedIds } from '../membership-config.ts';
import type { PeerId } from '../types.ts';
import type { Directive } from './datadriven.ts';

/** Commands that only this suite has. Groups are an extension of raft-rs (facts §10). */
export const QUORUM_COMMANDS: readonly string[] = ['committed', 'vote'];

const VOTE_NAMES = { won: 'VoteWon', lost: 'VoteLost', pending: 'VotePending' } as const;

/** Runs one command; it depends on nothing before it. */
export function runQuorum(directive: Directive): string {
  const cfg = idsOf(directive, 'cfg');
  const given = valuesOf(directive, 'cfgj');
  const joint = given.length > 0;
  const cfgj = given[0] === 'zero' ? [] : idsOf(directive, 'cfgj');
  const members = [...new Set([...cfg, ...cfgj])];
  const incoming = sortedIds(cfg);
  const outgoing = sortedIds(cfgj);
  switch (directive.command) {
    case 'committed': {
      const marks = valuesOf(directive, 'idx');
      if (marks.length !== members.length) return mismatch(members, marks);
      const acks = new Map<PeerId, Acked>();
      members.forEach((id, i) => {
        const mark = marks[i] as string;
        if (mark !== '_' && mark !== '0') acks.set(id, { match: Number(mark), groupId: 0 });
      });
      const index = joint ? jointCommitted(incoming, outgoing, acks) : majorityCommitted(incoming, acks);
      return `${chart(sortedIds(members), acks)}${index === Infinity ? '∞' : index}\n`;
    }
    case 'vote': {
      const marks = valuesOf(directive, 'votes');
      if (marks.length !== members.length) return mismatch(members, marks);
      const votes = new Map<PeerId, boolean>();
      members.forEach((id, i) => {
        if (marks[i] !== '_') votes.set(id, marks[i] === 'y');
      });
      const result = joint ? jointVote(incoming, outgoing, votes) : majorityVote(incoming, votes);
      return `${VOTE_NAMES[result]}\n`;
    }
    default:
      return 'unknown command';
  }
}

function valuesOf(directive: Directive, key: string): readonly string[] {
  return directive.args.filter((arg) => arg.key === key).flatMap((arg) => arg.values);
}

function idsOf(directive: Directive, key: string): readonly PeerId[] {
  return valuesOf(directive, key).map(Number);
}

function mismatch(members: readonly PeerId[], marks: readonly string[]): string {
  return `error: mismatched input (explicit or _) for voters [${members.join(' ')}]: [${marks.join(' ')}]`;
}

/** One bar per member: the longer, the more members are behind it. */
function chart(ids: readonly PeerId[], acks: ReadonlyMap<PeerId, Acked>): string {
  const n = ids.length;
  if (n === 0) return '<empty majority quorum>';
  const indexes = ids.map((id) => acks.get(id)?.match ?? 0);
  let text = `${' '.repeat(n)}    idx\n`;
  ids.forEach((id, i) => {
    const index = indexes[i] as number;
    const behind = indexes.filter((other) => other < index).length;
    const bar = acks.has(id) ? `${'x'.repeat(behind)}>${' '.repeat(n - behind)}` : `?${' '.repeat(n)}`;
    text += `${bar} ${String(index).padStart(5)}    (id=${id})\n`;
  });
  return text;
}
