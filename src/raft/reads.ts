import { hex, type Raft } from './core.ts';
import { makeMessage } from './message.ts';
import { ReadOnly } from './read-only.ts';
import { broadcastHeartbeat } from './replication.ts';
import { NONE, type Message, type StepResult } from './types.ts';

/**
 * Linearizable reads (paper §8, thesis §6.4, facts §9). The answer is an index: whoever has applied it may serve the
 * read. `safe` proves by a round of heartbeats that the leader is still leader; `lease-based` trusts the clocks.
 */
export function leaderReadIndex(r: Raft, m: Message): void {
  if (r.settings.singletonReadsAtOnce && r.trk.hasOneVoter()) {
    answer(r, m, r.log.committed);
  } else if (r.settings.rules.readOwnTerm && !r.committedInTerm()) {
    // What is committed is not known yet. That holds for a group of one too: its commit index may have been lost in a
    // restart, or was known to a removed leader only (found by fuzzing).
    if (!r.settings.dropEarlyReads) r.pendingReads.push(m);
  } else if (r.trk.hasOneVoter() && r.trk.config.incoming[0] === r.id) {
    answer(r, m, r.log.committed);
  } else {
    confirm(r, m);
  }
}

function confirm(r: Raft, m: Message): void {
  if (r.settings.readOnly === 'lease-based' || !r.settings.rules.readQuorum) {
    answer(r, m, r.log.committed);
    return;
  }
  r.readOnly ??= new ReadOnly();
  if (!r.settings.rules.readContextUnique) r.readOnly.reuse();
  const position = r.readOnly.add(r.log.committed, m);
  r.readOnly.ack(r.id, position);
  broadcastHeartbeat(r);
}

/** The first commit of the term happened: reads that came before it can start. */
export function releasePendingReads(r: Raft): void {
  if (r.pendingReads.length === 0 || !r.committedInTerm()) return;
  const waiting = r.pendingReads;
  r.pendingReads = [];
  for (const m of waiting) leaderReadIndex(r, m);
}

/** A heartbeat answer with a context confirms that read and every earlier one. */
export function onReadAck(r: Raft, m: Message): void {
  if (r.settings.readOnly !== 'safe' || m.context === '' || r.readOnly === null) return;
  r.readOnly.ack(m.from, Number(m.context));
  if (r.readOnly.waiting === 0) return;
  for (const read of r.readOnly.advance(r.trk.config)) answer(r, read.request, read.index);
}

function answer(r: Raft, request: Message, index: number): void {
  if (request.from === NONE || request.from === r.id) {
    r.confirmRead(index, request.context);
    return;
  }
  const m = r.draft('MsgReadIndexResp', request.from);
  m.index = index;
  m.context = request.context;
  r.send(m);
}

/** A follower passes the read on to its leader; without one it is lost and the reader must ask again. */
export function followerReadIndex(r: Raft, m: Message): StepResult {
  if (r.lead === NONE) {
    r.sink?.('info', `${hex(r.id)} no leader at term ${r.term}; dropping index reading msg`);
    return 'ok';
  }
  r.post(
    makeMessage('MsgReadIndex', m.from === NONE ? r.id : m.from, r.lead, {
      context: m.context,
      entries: m.entries,
    }),
  );
  return 'ok';
}
