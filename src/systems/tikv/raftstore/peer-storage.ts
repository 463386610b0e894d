import type { Region } from '../../../model/region.ts';
import type { Payload, Snapshot } from '../../../raft/index.ts';
import { MemoryStorage } from '../../../raft/index.ts';
import type { EngineSnapshot } from '../engine.ts';

/** A Region's data and metadata as of one applied index. Frozen. */
export interface RegionSnapshot extends Payload {
  readonly region: Region;
  readonly data: EngineSnapshot;
}

/**
 * The durable raft state of one peer. Data snapshots are made on demand, as in TiKV: asked for one, storage says "not
 * now" and notes the wish; the raftstore makes it before the next poll.
 */
export class PeerStorage extends MemoryStorage {
  /** A follower needs a snapshot that is not there yet. */
  wanted = false;

  override snapshot(): Snapshot | null {
    const held = super.snapshot();
    if (held !== null && held.data !== null && held.index >= this.firstIndex() - 1) return held;
    this.wanted = true;
    return null;
  }

  /** Lets go of the data once nobody needs it; it would keep old versions of the tree alive. */
  release(): void {
    const held = super.snapshot();
    if (held === null || held.data === null || held.index < this.firstIndex() - 1) return;
    this.createSnapshot(held.index, held.confState, null);
  }

  override clone(): PeerStorage {
    const copy = super.clone();
    const mine = new PeerStorage();
    Object.assign(mine, copy);
    mine.wanted = this.wanted;
    return mine;
  }
}
