import type { Region } from '../../../model/region.ts';
import type { Ts } from '../../../model/ts.ts';
import type { Payload } from '../../../raft/index.ts';
import { MemoryStorage } from '../../../raft/index.ts';
import type { EngineSnapshot } from '../engine.ts';

/** A Region's data and metadata as of one applied index. Frozen. */
export interface RegionSnapshot extends Payload {
  readonly region: Region;
  readonly data: EngineSnapshot;
  /** Largest timestamp the sender knew for the Region (R-RMT-SNAP); used by generation `hlc` only. */
  readonly maxTs: Ts;
}

/** The durable raft state of one peer. Data snapshots are made on demand, as in TiKV, before the next poll. */
export function makePeerStorage(): MemoryStorage {
  const storage = new MemoryStorage();
  storage.snapshotsOnDemand = true;
  return storage;
}
