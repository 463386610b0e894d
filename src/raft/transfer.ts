import { hex, type Raft } from './core.ts';
import type { Progress } from './progress.ts';
import { sendAppend } from './replication.ts';
import { NONE, type Message, type PeerId } from './types.ts';

/**
 * Leadership transfer (thesis §3.10, facts §4.6): bring the target up to date, then tell it to campaign at once.
 * Proposals are refused meanwhile; one election timeout later the transfer is given up.
 */
export function leaderTransfer(r: Raft, m: Message, pr: Progress): void {
  const id = hex(r.id);
  const target = m.from;
  if (pr.isLearner) {
    r.sink?.('debug', `${id} is learner. Ignored transferring leadership`);
    return;
  }
  if (r.leadTransferee !== NONE) {
    if (r.leadTransferee === target) {
      r.sink?.(
        'info',
        `${id} [term ${r.term}] transfer leadership to ${hex(target)} is in progress, ignores request to same node ${hex(target)}`,
      );
      return;
    }
    const previous = r.leadTransferee;
    r.leadTransferee = NONE;
    r.sink?.('info', `${id} [term ${r.term}] abort previous transferring leadership to ${hex(previous)}`);
  }
  if (target === r.id) {
    r.sink?.('debug', `${id} is already leader. Ignored transferring leadership to self`);
    return;
  }
  r.sink?.('info', `${id} [term ${r.term}] starts to transfer leadership to ${hex(target)}`);
  r.electionElapsed = 0;
  r.leadTransferee = target;
  if (pr.match === r.log.lastIndex()) {
    sendTimeoutNow(r, target);
    r.sink?.(
      'info',
      `${id} sends MsgTimeoutNow to ${hex(target)} immediately as ${hex(target)} already has up-to-date log`,
    );
  } else {
    sendAppend(r, target);
  }
}

/** The target acknowledged an append: if it is up to date now, it is its turn. */
export function maybeFinishTransfer(r: Raft, from: PeerId, pr: Progress): void {
  if (from !== r.leadTransferee || pr.match !== r.log.lastIndex()) return;
  r.sink?.('info', `${hex(r.id)} sent MsgTimeoutNow to ${hex(from)} after received MsgAppResp`);
  sendTimeoutNow(r, from);
}

function sendTimeoutNow(r: Raft, to: PeerId): void {
  r.send(r.draft('MsgTimeoutNow', to));
}
