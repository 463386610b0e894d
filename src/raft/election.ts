import { assert } from '../base/assert.ts';
import { hex, type Raft } from './core.ts';
import { makeEntry } from './entry.ts';
import { votersOf } from './membership-config.ts';
import { CAMPAIGN_TRANSFER } from './message.ts';
import { appendProposals, broadcastAppend } from './replication.ts';
import { NONE, type Message, type PeerId } from './types.ts';

/** Why and how a peer campaigns. A transfer skips the pre-vote: the old leader asked for it (facts §3). */
export type CampaignKind = 'pre-election' | 'election' | 'transfer';

/** The kind of campaign a timeout starts. */
export function campaignKind(r: Raft): CampaignKind {
  return r.settings.preVote ? 'pre-election' : 'election';
}

/** Starts a campaign if this peer may: a voter, not leader, with every committed membership change applied. */
export function hup(r: Raft, kind: CampaignKind): void {
  if (r.role === 'leader') {
    r.sink?.('debug', `${hex(r.id)} ignoring MsgHup because already leader`);
    return;
  }
  if (!r.promotable()) {
    r.sink?.('warn', `${hex(r.id)} is unpromotable and can not campaign`);
    return;
  }
  if (hasUnappliedConfChange(r, r.log.applied)) {
    r.sink?.(
      'warn',
      `${hex(r.id)} cannot campaign at term ${r.term} since there are still pending configuration changes to apply`,
    );
    return;
  }
  r.sink?.('info', `${hex(r.id)} is starting a new election at term ${r.term}`);
  campaign(r, kind);
}

/**
 * Whether a membership change is committed after `applied`: campaigning with the old configuration while the others
 * already act on the new one could elect two leaders.
 */
export function hasUnappliedConfChange(r: Raft, applied: number): boolean {
  const { log } = r;
  if (applied >= log.committed) return false;
  const low = Math.max(applied + 1, log.firstIndex());
  for (const entry of log.slice(low, log.committed + 1, Infinity)) if (entry.type !== 'normal') return true;
  return false;
}

function campaign(r: Raft, kind: CampaignKind): void {
  let term: number;
  if (kind === 'pre-election') {
    r.becomePreCandidate();
    term = r.term + 1;
  } else {
    r.becomeCandidate();
    term = r.term;
  }
  const request = kind === 'pre-election' ? 'MsgPreVote' : 'MsgVote';
  const index = r.log.lastIndex();
  const logTerm = r.log.lastTerm();
  for (const id of votersOf(r.trk.config)) {
    if (id === r.id) {
      // The own vote counts once it is durable, like anybody's.
      const own = r.draft(kind === 'pre-election' ? 'MsgPreVoteResp' : 'MsgVoteResp', id);
      own.term = term;
      r.post(own);
      continue;
    }
    r.sink?.(
      'info',
      `${hex(r.id)} [logterm: ${logTerm}, index: ${index}] sent ${request} request to ${hex(id)} at term ${r.term}`,
    );
    const m = r.draft(request, id);
    m.term = term;
    m.index = index;
    m.logTerm = logTerm;
    m.priority = r.priority;
    if (kind === 'transfer') m.context = CAMPAIGN_TRANSFER;
    if (r.settings.voteCarriesCommit) {
      m.commit = r.log.committed;
      m.commitTerm = r.log.termOrZero(m.commit);
    }
    r.post(m);
  }
}

/** From a won election: one empty entry of the new term makes everything before it committable (paper §5.4.2, §8). */
export function becomeLeader(r: Raft): void {
  assert(r.role !== 'follower' && r.role !== 'leader', `${r.role} becomes leader`);
  r.reset(r.term);
  r.lead = r.id;
  r.role = 'leader';
  const pr = r.progressOf(r.id);
  if (pr !== undefined) {
    pr.becomeReplicate();
    pr.recentActive = true;
  }
  // Any membership change in the log may be unapplied: allow the next only after everything up to here is applied.
  r.pendingConfIndex = r.log.lastIndex();
  const accepted = appendProposals(r, [makeEntry(0, 0, 'normal', null, null)]);
  assert(accepted, 'the empty entry of a new leader was refused');
  r.sink?.('info', `${hex(r.id)} became leader at term ${r.term}`);
}

/** A request for a vote or a pre-vote, of our term or (pre-vote) a later one (facts §3). */
export function onVoteRequest(r: Raft, m: Message): void {
  const preVote = m.type === 'MsgPreVote';
  const log = r.log;
  const free = r.vote === m.from || (r.vote === NONE && r.lead === NONE) || (preVote && m.term > r.term);
  const response = r.draft(preVote ? 'MsgPreVoteResp' : 'MsgVoteResp', m.from);
  const granted = free && acceptsLog(r, m);
  r.sink?.(
    'info',
    `${hex(r.id)} [logterm: ${log.lastTerm()}, index: ${log.lastIndex()}, vote: ${hex(r.vote)}] ` +
      `${granted ? 'cast' : 'rejected'} ${m.type} ${granted ? 'for' : 'from'} ${hex(m.from)} ` +
      `[logterm: ${m.logTerm}, index: ${m.index}] at term ${r.term}`,
  );
  if (granted) {
    // The answer to a pre-vote is about the term asked for, which we have not entered.
    response.term = m.term;
    r.post(response);
    if (!preVote) {
      r.electionElapsed = 0;
      r.vote = m.from;
    }
    return;
  }
  response.term = r.term;
  response.reject = true;
  if (r.settings.voteCarriesCommit) {
    response.commit = log.committed;
    response.commitTerm = log.termOrZero(log.committed);
  }
  r.post(response);
  learnCommit(r, m);
}

function acceptsLog(r: Raft, m: Message): boolean {
  const log = r.log;
  if (!r.settings.rules.voteLogCheck) return true;
  if (!log.isUpToDate(m.index, m.logTerm)) return false;
  // raft-rs priority: a lower one needs a strictly longer log.
  if (m.priority >= r.priority) return true;
  return m.index > log.lastIndex();
}

/** An answer to our campaign: count it and see whether it decides (paper §5.2). */
export function onVoteResponse(r: Raft, m: Message): void {
  recordVote(r, m.from, m, !m.reject);
  const tally = r.trk.tally();
  r.sink?.(
    'info',
    `${hex(r.id)} has received ${tally.granted} ${m.type} votes and ${tally.rejected} vote rejections`,
  );
  if (tally.result === 'won') {
    if (r.role === 'pre-candidate') {
      campaign(r, 'election');
    } else {
      becomeLeader(r);
      broadcastAppend(r);
    }
  } else if (tally.result === 'lost') {
    // A pre-vote refusal carries the refuser's term only if it is higher, and then we are already a follower.
    r.becomeFollower(r.term, NONE);
  }
  learnCommit(r, m);
}

function recordVote(r: Raft, id: PeerId, m: Message, granted: boolean): void {
  r.sink?.(
    'info',
    `${hex(r.id)} received ${m.type}${granted ? '' : ' rejection'} from ${hex(id)} at term ${r.term}`,
  );
  r.trk.recordVote(id, granted);
}

/**
 * Votes may carry the sender's commit index (raft-rs). A candidate that thereby learns of a committed membership
 * change steps down: it campaigned with an outdated configuration.
 */
function learnCommit(r: Raft, m: Message): void {
  if (!r.settings.voteCarriesCommit || m.commit === 0 || r.role === 'leader') return;
  const before = r.log.committed;
  if (m.commit <= before || m.commitTerm === 0 || !r.log.matchTerm(m.commit, m.commitTerm)) return;
  r.log.commitTo(m.commit);
  if (r.role !== 'follower' && hasUnappliedConfChange(r, before)) r.becomeFollower(r.term, NONE);
}
