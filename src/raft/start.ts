import { assert } from '../base/assert.ts';
import { resolveConfig, type Config, type SettledConfig } from './config.ts';
import { hex, Raft } from './core.ts';
import { RaftLog } from './log.ts';
import { votersOf } from './membership-config.ts';
import { installConfState } from './membership.ts';
import { Tracker } from './tracker.ts';
import { NONE } from './types.ts';

/**
 * A peer as it starts or restarts, a follower of nobody: term, vote, log and membership come from its storage, what has been
 * applied from its owner (facts raft §3, §6). Asserts that they fit together.
 */
export function startRaft(config: Config | SettledConfig): Raft {
  assert(config.id > 0, 'a peer id is positive');
  const settings = 'settings' in config ? config.settings : resolveConfig(config);
  const sink = config.logger ?? null;
  const log = new RaftLog(
    config.storage,
    settings.maxCommittedSizePerReady,
    settings.maxApplyUnpersisted,
    sink,
  );
  const trk = new Tracker(settings.maxInflightMsgs, settings.maxInflightBytes);
  const raft = new Raft(config.id, settings, config.rng, log, trk, sink);
  installConfState(raft, config.storage.confState());
  const { term, vote, commit } = config.storage.hardState;
  if (term !== 0 || vote !== NONE || commit !== 0) {
    assert(commit >= log.committed && commit <= log.lastIndex(), `commit ${commit} is outside of the log`);
    log.committed = commit;
    raft.term = term;
    raft.vote = vote;
  }
  if (config.applied !== undefined && config.applied > 0) log.appliedTo(config.applied, 0);
  raft.becomeFollower(raft.term, NONE);
  sink?.(
    'info',
    `newRaft ${hex(raft.id)} [peers: [${peersOf(raft)}], term: ${raft.term}, commit: ${log.committed}, ` +
      `applied: ${log.applied}, lastindex: ${log.lastIndex()}, lastterm: ${log.lastTerm()}]`,
  );
  return raft;
}

function peersOf(raft: Raft): string {
  return votersOf(raft.trk.config).map(hex).join(',');
}
