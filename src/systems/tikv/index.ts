/** The door of TiKV: a store as an actor, and the plain data it shows of itself. */
export { StoreActor } from './store.ts';
export type { StoreOptions } from './raftstore/state.ts';
export type { LedRegion, PeerDetail, StoreView } from './view.ts';
