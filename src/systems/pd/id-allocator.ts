import type { PeerId, RegionId } from '../../model/ids.ts';

/** How many ids one write makes available; a crash skips at most this many. */
export const ID_STEP = 100;

/**
 * Gives out Region and peer ids, each once, also across crashes: an id is given only below a bound that is
 * durable, and whoever starts again starts at that bound. The next bound is saved when half of a step is left.
 */
export class IdAllocator {
  private nextRegion: RegionId;
  private nextPeer: PeerId;
  private regionBound: RegionId;
  private peerBound: PeerId;
  private saving = false;
  /** What the newest request that had to wait needs. */
  private shortOfRegions = 0;
  private shortOfPeers = 0;

  /** The bounds found on disk: everything below may have been given out. */
  constructor(regionBound: RegionId, peerBound: PeerId) {
    this.nextRegion = this.regionBound = regionBound;
    this.nextPeer = this.peerBound = peerBound;
  }

  /** Bounds to save now, or null. Call after every use. */
  wanted(): { readonly regionBound: RegionId; readonly peerBound: PeerId } | null {
    const regionsNeeded = Math.max(ID_STEP / 2, this.shortOfRegions);
    const peersNeeded = Math.max(ID_STEP / 2, this.shortOfPeers);
    const low =
      this.regionBound - this.nextRegion < regionsNeeded || this.peerBound - this.nextPeer < peersNeeded;
    if (this.saving || !low) return null;
    this.saving = true;
    // Never below what is durable already, and peers go faster than Regions: each Region takes one per replica.
    return {
      regionBound: Math.max(this.regionBound, this.nextRegion + ID_STEP + this.shortOfRegions),
      peerBound: Math.max(this.peerBound, this.nextPeer + 4 * ID_STEP + this.shortOfPeers),
    };
  }

  onSaved(regionBound: RegionId, peerBound: PeerId): void {
    this.saving = false;
    this.regionBound = regionBound;
    this.peerBound = peerBound;
  }

  /** Ids for `count` Regions of `replicas` peers each, or null until the next bound is saved. */
  allocate(
    count: number,
    replicas: number,
  ): readonly { readonly regionId: RegionId; readonly peerIds: readonly PeerId[] }[] | null {
    const peers = count * replicas;
    if (this.nextRegion + count > this.regionBound || this.nextPeer + peers > this.peerBound) {
      this.shortOfRegions = count;
      this.shortOfPeers = peers;
      return null;
    }
    this.shortOfRegions = 0;
    this.shortOfPeers = 0;
    const ids = [];
    for (let i = 0; i < count; i++) {
      const peerIds: PeerId[] = [];
      for (let k = 0; k < replicas; k++) peerIds.push(this.nextPeer++);
      ids.push({ regionId: this.nextRegion++, peerIds });
    }
    return ids;
  }

  /** One peer id for a new replica, or null until the next bound is saved. */
  allocatePeer(): PeerId | null {
    return this.nextPeer < this.peerBound ? this.nextPeer++ : null;
  }

  clone(): IdAllocator {
    const copy = new IdAllocator(this.regionBound, this.peerBound);
    copy.nextRegion = this.nextRegion;
    copy.nextPeer = this.nextPeer;
    copy.saving = this.saving;
    copy.shortOfRegions = this.shortOfRegions;
    copy.shortOfPeers = this.shortOfPeers;
    return copy;
  }
}
