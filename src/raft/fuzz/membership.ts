import type { ConfChangeSingle } from '../types.ts';
import type { FuzzPeer } from './world.ts';

/** Every voter out, everybody else in: the halves of the joint configuration have nobody in common. */
export function swapAll(leader: FuzzPeer, peers: readonly FuzzPeer[]): readonly ConfChangeSingle[] {
  const { incoming } = leader.raw.config;
  return peers.map(({ id }) => ({ type: incoming.includes(id) ? 'remove-node' : 'add-node', nodeId: id }));
}

/** A snapshot that got lost is the transport's to report: the core waits for it without end (facts §4.6). */
export function reportLostSnapshots(leader: FuzzPeer): void {
  leader.raw.forEachProgress((id, pr) => {
    if (pr.state === 'snapshot') leader.raw.reportSnapshot(id, false);
  });
}

/**
 * Whether the voters that stay are no majority of the present ones. They may never learn that the change is committed:
 * for that they need votes of removed peers, whose logs can be longer, and who cannot lead themselves. Votes that carry
 * the commit index solve it (raft-rs).
 */
export function strands(leader: FuzzPeer, changes: readonly ConfChangeSingle[]): boolean {
  const { incoming } = leader.raw.config;
  const staying = new Set(incoming);
  for (const { type, nodeId } of changes) {
    if (type === 'add-node' && incoming.includes(nodeId)) staying.add(nodeId);
    else if (type !== 'update-node') staying.delete(nodeId);
  }
  return staying.size * 2 <= incoming.length;
}

/** Whether the changes might leave no voter: the proposer's duty to avoid (applying such a change is a bug). */
export function wouldEmpty(peer: FuzzPeer, changes: readonly ConfChangeSingle[]): boolean {
  const { incoming, outgoing } = peer.raw.config;
  if (peer.raw.role !== 'leader') return true;
  const gone = new Set(changes.filter((c) => c.type !== 'add-node').map((c) => c.nodeId));
  const stays = incoming.filter((id) => !gone.has(id));
  if (stays.length === 0) return true;
  // As one simple step, only one voter may change.
  const joined = changes.filter((c) => c.type === 'add-node' && !incoming.includes(c.nodeId)).length;
  return changes.length === 1 && outgoing.length === 0 && joined + (incoming.length - stays.length) > 1;
}
