import type { InspectionFact } from '../model/frame.ts';
import type { Message } from '../sim/actor.ts';
import type { Entry, Message as RaftMessage } from '../raft/index.ts';
import type { RaftBatch } from '../systems/tikv/msg.ts';
import { fact } from './inspection.ts';

/** Raft messages shown of one batch; the rest is counted. */
const SHOWN_MAX = 8;

export function raftBatchOf(message: Message): RaftBatch | null {
  return message.kind === 'raft.batch' ? (message as RaftBatch) : null;
}

/** Every field of each raft message in words. */
export function raftMessageFacts(batch: RaftBatch): InspectionFact[] {
  const facts: InspectionFact[] = [];
  for (const item of batch.items.slice(0, SHOWN_MAX)) {
    const { message, region, epoch, fromPeer, fromStore, toPeer } = item;
    const group = `Region ${region}: ${message.type}`;
    facts.push(
      fact(group, 'from', `peer ${fromPeer} on store ${fromStore}`, 'peer'),
      fact(group, 'to', `peer ${toPeer}`, 'peer'),
      fact(group, 'epoch of the sender', `${epoch.confVer}.${epoch.version}`, 'RegionEpoch'),
      ...fields(message).map(([name, value, term]) => fact(group, name, value, term)),
    );
  }
  const more = batch.items.length - SHOWN_MAX;
  if (more > 0) facts.push(fact('batch', 'more messages', String(more)));
  return facts;
}

type Field = readonly [name: string, value: string, term: string];

/** What a field means depends on the type of the message (facts/raft.md §1). */
function fields(m: RaftMessage): Field[] {
  const out: Field[] = [['term', m.term === 0 ? 'none: it is local' : String(m.term), 'term']];
  switch (m.type) {
    case 'MsgApp':
      out.push(['comes after', `entry ${m.index} of term ${m.logTerm}`, '']);
      out.push(['entries', entriesWords(m.entries), '']);
      out.push(['committed up to', String(m.commit), 'committed']);
      break;
    case 'MsgAppResp':
      if (m.reject) {
        out.push(['answer', `refused: no entry ${m.index} of the right term`, '']);
        out.push(['hint', `try from entry ${m.rejectHint} of term ${m.logTerm}`, '']);
        if (m.requestSnapshot > 0)
          out.push(['asks for', `a snapshot up to entry ${m.requestSnapshot} at least`, 'snapshot']);
      } else out.push(['answer', `holds everything up to entry ${m.index}`, 'match']);
      if (m.commit > 0) out.push(['committed up to', String(m.commit), 'committed']);
      break;
    case 'MsgVote':
    case 'MsgPreVote':
      out.push(['last entry of its log', `${m.index} of term ${m.logTerm}`, '']);
      out.push(['kind', m.context === '' ? 'after a timeout' : 'leadership was handed to it', 'vote']);
      if (m.commitTerm > 0)
        out.push(['knows as committed', `entry ${m.commit} of term ${m.commitTerm}`, 'committed']);
      if (m.priority !== 0) out.push(['priority', String(m.priority), 'vote']);
      break;
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
      out.push(['answer', m.reject ? 'against' : 'for', 'vote']);
      break;
    case 'MsgHeartbeat':
      out.push(['committed up to', String(m.commit), 'committed']);
      out.push(['confirms reads', readsWords(m.context), 'read index']);
      break;
    case 'MsgHeartbeatResp':
      out.push(['confirms reads', readsWords(m.context), 'read index']);
      if (m.commit > 0) out.push(['committed up to', String(m.commit), 'committed']);
      break;
    case 'MsgSnap': {
      const snapshot = m.snapshot;
      if (snapshot !== null) {
        out.push(['snapshot up to', `entry ${snapshot.index} of term ${snapshot.term}`, 'snapshot']);
        out.push(['data', `${snapshot.data?.bytes ?? 0} bytes`, '']);
        out.push(['voters', snapshot.confState.voters.join(', '), '']);
        if (snapshot.confState.votersOutgoing.length > 0)
          out.push(['voters until then', snapshot.confState.votersOutgoing.join(', '), 'joint consensus']);
        out.push(['learners', snapshot.confState.learners.join(', ') || 'none', 'learner']);
      }
      break;
    }
    case 'MsgTimeoutNow':
      out.push(['asks', 'campaign at once, without waiting and without a pre-vote', 'leader transfer']);
      break;
    default:
      out.push(['index', String(m.index), '']);
      out.push(['entries', entriesWords(m.entries), '']);
      out.push(['committed up to', String(m.commit), 'committed']);
      if (m.reject) out.push(['answer', 'refused', '']);
  }
  return out;
}

/** A heartbeat carries the number of the newest read that waits, and its answer gives it back. */
function readsWords(context: string): string {
  return context === '' ? 'none' : `up to read ${context} of this leader`;
}

function entriesWords(entries: readonly Entry[]): string {
  const first = entries[0];
  const last = entries[entries.length - 1];
  if (first === undefined || last === undefined) return 'none';
  const range = entries.length === 1 ? `entry ${first.index}` : `entries ${first.index} to ${last.index}`;
  const changes = entries.some((entry) => entry.conf !== null) ? ', with a change of members' : '';
  return `${range}, of term ${first.term === last.term ? first.term : `${first.term} to ${last.term}`}${changes}`;
}
