import type { PdMessage, ValidatePeer, ValidatePeerResponse } from '../../pd/msg.ts';
import type { Context } from '../../../sim/actor.ts';
import type { CheckStalePeer } from '../msg.ts';
import { destroyPeer } from './destroy.ts';
import { ANY_PEER, sendGc } from './gc-peers.ts';
import { wake } from './hibernate.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/**
 * A peer that nobody leads any more may have been removed, or its Region merged away, while it could not be told
 * (facts 7.1: abnormal-leader-missing, max-leader-missing):
 *
 *     led ──leader lost──▶ missing ──abnormal…──▶ asks the other stores ──max…──▶ asks PD
 *      ▲                      │                         │                            │
 *      └──── a leader ────────┘          they know better: destroyed      not a member: destroyed
 */
export function checkStale(s: Store, peer: Peer, ctx: Context): void {
  const { abnormalLeaderMissingUs, maxLeaderMissingUs } = s.options.config.store;
  if (peer.raft.lead !== 0 || peer.isLeader) {
    peer.leaderMissingUs = null;
    return;
  }
  const nowUs = ctx.monotonicUs();
  peer.leaderMissingUs ??= nowUs;
  const missingUs = nowUs - peer.leaderMissingUs;
  if (missingUs < abnormalLeaderMissingUs) return;
  if (peer.asleep) wake(peer);
  askOthers(s, peer, ctx);
  if (missingUs < maxLeaderMissingUs) return;
  const question: ValidatePeer = {
    kind: 'pd.validate-peer',
    bytes: 48,
    region: peer.region.id,
    peer: peer.id,
  };
  s.sendPd(question satisfies PdMessage, ctx);
}

function askOthers(s: Store, peer: Peer, ctx: Context): void {
  const target = peer.mergeState?.target.id ?? 0;
  for (const other of peer.region.peers) {
    if (other.storeId === s.storeId) continue;
    const question: CheckStalePeer = {
      kind: 'raft.check-stale-peer',
      bytes: 48,
      region: peer.region.id,
      peer: peer.id,
      store: s.storeId,
      // As long as the target is here it will absorb this peer itself.
      mergedElsewhere: target !== 0 && !s.peers.has(target),
    };
    ctx.send(s.processOf(other.storeId), question);
  }
}

/** Another store asks: it hears only what is certain. */
export function onCheckStalePeer(s: Store, message: CheckStalePeer, ctx: Context): void {
  const { region, peer: id, store } = message;
  const peer = s.peers.get(region);
  const tombstone = s.tombstones.get(region);
  if (peer === undefined) {
    if (tombstone?.merged === true && message.mergedElsewhere) sendGc(s, region, ANY_PEER, store, ctx);
    return;
  }
  // Only a leader that has applied the removal remembers it; ids rise, so a newer peer there proves it as well.
  const newer = peer.region.peers.some((p) => p.storeId === store && p.id > id);
  if (newer || peer.removed.some((gone) => gone.id === id)) sendGc(s, region, id, store, ctx);
}

/** PD's answer. A Region it does not know at all proves nothing: it may be newer than its picture. */
export function onPeerValidated(s: Store, message: ValidatePeerResponse, ctx: Context): void {
  const { known } = message;
  const peer = s.peers.get(message.region);
  if (peer === undefined || peer.id !== message.peer || known === null || peer.raft.lead !== 0) return;
  const member = known.peers.some((p) => p.id === peer.id);
  if (member || known.epoch.confVer <= peer.region.epoch.confVer) return;
  destroyPeer(s, peer, 'PD says that it was removed', ctx, 'removed');
}
