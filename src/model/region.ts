import type { PeerId, RegionId, StoreId } from './ids.ts';

/** Fences stale requests: conf changes raise `confVer`, splits and merges raise `version` (facts 0.5). */
export interface RegionEpoch {
  readonly confVer: number;
  readonly version: number;
}

/**
 * What a peer is to its Region. `incoming` and `demoting` exist only while two configurations are in force (joint
 * consensus): an incoming voter counts in the new one, a demoting one in the old one, a plain voter in both.
 */
export type PeerRole = 'voter' | 'learner' | 'incoming' | 'demoting';

export interface Peer {
  readonly id: PeerId;
  readonly storeId: StoreId;
  readonly role: PeerRole;
}

/**
 * A Region's metadata. Keys are memcomparable-encoded binary strings (one code unit per byte); `''` as
 * `endKey` means +infinity. Frozen: a change makes a new object with a new epoch.
 */
export interface Region {
  readonly id: RegionId;
  readonly startKey: string;
  readonly endKey: string;
  readonly epoch: RegionEpoch;
  readonly peers: readonly Peer[];
}

/** Half-open range of encoded keys; `endKey === ''` is +infinity. */
export interface KeyRange {
  readonly startKey: string;
  readonly endKey: string;
}

export function rangeContains(range: KeyRange, key: string): boolean {
  return key >= range.startKey && (range.endKey === '' || key < range.endKey);
}

/** True when `a` ends exactly where `b` starts. */
export function rangesTouch(a: KeyRange, b: KeyRange): boolean {
  return a.endKey !== '' && a.endKey === b.startKey;
}

export function rangesOverlap(a: KeyRange, b: KeyRange): boolean {
  return (a.endKey === '' || b.startKey < a.endKey) && (b.endKey === '' || a.startKey < b.endKey);
}

export function sameEpoch(a: RegionEpoch, b: RegionEpoch): boolean {
  return a.confVer === b.confVer && a.version === b.version;
}

export function peerOnStore(region: Region, storeId: StoreId): Peer | null {
  for (const peer of region.peers) if (peer.storeId === storeId) return peer;
  return null;
}

/** Whether the peer votes, in either configuration. */
export function isVoter(peer: Peer): boolean {
  return peer.role !== 'learner';
}

/** Whether the peer votes once a joint state is left. */
export function staysVoter(peer: Peer): boolean {
  return peer.role === 'voter' || peer.role === 'incoming';
}

/** Two configurations are in force. */
export function isJoint(region: Region): boolean {
  return region.peers.some((peer) => peer.role === 'incoming' || peer.role === 'demoting');
}

/** Whether those for whom `agrees` holds are a majority of the voters: of both halves where the Region is joint. */
export function hasQuorum(region: Region, agrees: (peer: Peer) => boolean): boolean {
  const majority = (half: readonly Peer[]): boolean => half.filter(agrees).length * 2 > half.length;
  return (
    majority(region.peers.filter(staysVoter)) &&
    majority(region.peers.filter((peer) => peer.role === 'voter' || peer.role === 'demoting'))
  );
}
