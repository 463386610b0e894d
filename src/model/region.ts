import type { PeerId, RegionId, StoreId } from './ids.ts';

/** Fences stale requests: conf changes raise `confVer`, splits and merges raise `version` (facts 0.5). */
export interface RegionEpoch {
  readonly confVer: number;
  readonly version: number;
}

export interface Peer {
  readonly id: PeerId;
  readonly storeId: StoreId;
  readonly role: 'voter' | 'learner';
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
