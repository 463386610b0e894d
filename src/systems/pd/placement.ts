import type { PeerId, StoreId } from '../../model/ids.ts';
import type { Peer, Region } from '../../model/region.ts';
import { isJoint, peerOnStore, staysVoter } from '../../model/region.ts';
import type { Order, Placed, Step } from './msg.ts';

/**
 * Changes of replicas, one safe step after the other (TiKV with joint consensus):
 *
 *     add:    add-learner ▶ promote
 *     remove: enter-joint {demote} ▶ somebody else leads ▶ leave-joint ▶ remove
 *     move:   add-learner ▶ enter-joint {promote, demote} ▶ somebody else leads ▶ leave-joint ▶ remove
 *
 * A learner's step ends when it has caught up, so that no vote is given to a peer that could not use it.
 */

export function isOrder(step: Step | Order): step is Order {
  return step.type === 'add-peer' || step.type === 'remove-peer' || step.type === 'move-peer';
}

/** Why the order cannot be carried out now, as one sentence; '' when it can. */
export function orderRefusal(region: Region, order: Order, knows: (store: StoreId) => boolean): string {
  const id = region.id;
  if (isJoint(region)) return `Region ${id} is in a joint state: its peers are changing`;
  const arriving = order.type === 'add-peer' ? order.store : order.type === 'move-peer' ? order.to : null;
  const leaving = order.type === 'remove-peer' ? order.store : order.type === 'move-peer' ? order.from : null;
  if (leaving !== null) {
    const peer = peerOnStore(region, leaving);
    if (peer === null) return `Region ${id} has no peer on store ${leaving}`;
    const last = staysVoter(peer) && region.peers.filter(staysVoter).length === 1;
    if (last && arriving === null) return `store ${leaving} holds the last voter of Region ${id}`;
  }
  if (arriving !== null) {
    if (peerOnStore(region, arriving) !== null) return `Region ${id} has a peer on store ${arriving} already`;
    if (!knows(arriving)) return `there is no store ${arriving}`;
  }
  return '';
}

/** The steps of a possible order; `newPeer` is the id of the peer to be added. */
export function planOrder(region: Region, order: Order, newPeer: PeerId, turn: number): readonly Step[] {
  switch (order.type) {
    case 'add-peer':
      return [
        { type: 'change-peer', change: 'add-learner', store: order.store, peer: newPeer },
        { type: 'change-peer', change: 'promote', store: order.store, peer: newPeer },
      ];
    case 'remove-peer': {
      const old = peerOnStore(region, order.store);
      if (old === null) return [];
      const remove = removal(old);
      return staysVoter(old) ? [...joint([], old, otherVoter(region, old, turn)), remove] : [remove];
    }
    case 'move-peer': {
      const old = peerOnStore(region, order.from);
      if (old === null) return [];
      const add: Step = { type: 'change-peer', change: 'add-learner', store: order.to, peer: newPeer };
      if (!staysVoter(old)) return [add, removal(old)];
      return [add, ...joint([{ peer: newPeer, store: order.to }], old, order.to), removal(old)];
    }
  }
}

/** A Region was left in a joint state (PD restarted, or gave up): the way out of it. */
export function planLeave(region: Region, turn: number): readonly Step[] {
  const demoting = region.peers.find((peer) => peer.role === 'demoting');
  if (demoting === undefined) return [{ type: 'leave-joint' }];
  const toStore = otherVoter(region, demoting, turn);
  return [
    { type: 'transfer-leader', toStore, awayFrom: demoting.storeId },
    { type: 'leave-joint' },
    removal(demoting),
  ];
}

/** Somebody else must lead before the old voter loses its vote. */
function joint(promote: readonly Placed[], old: Peer, heir: StoreId): readonly Step[] {
  return [
    { type: 'enter-joint', promote, demote: [{ peer: old.id, store: old.storeId }] },
    { type: 'transfer-leader', toStore: heir, awayFrom: old.storeId },
    { type: 'leave-joint' },
  ];
}

function removal(peer: Peer): Step {
  return { type: 'change-peer', change: 'remove', store: peer.storeId, peer: peer.id };
}

/** Each attempt asks another one, so that a store that is down does not stop it for ever. */
function otherVoter(region: Region, not: Peer, turn: number): StoreId {
  const others = region.peers.filter((peer) => peer.id !== not.id && staysVoter(peer));
  return others[turn % Math.max(1, others.length)]?.storeId ?? 0;
}
