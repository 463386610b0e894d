/** Ids of the simulated world. Regions, peers and stores are numbers as in TiKV; processes are named. */

/** A raft group over a key range. */
export type RegionId = number;
/** One replica of a Region; unique in its cluster. */
export type PeerId = number;
/** A TiKV store as PD knows it. Recovery-cluster stores start at 101, so ids never collide in a trace. */
export type StoreId = number;
/** A thing that can crash: `store-1`, `pd-1`, `etcd-1`, `capture-a`, `client-1`, `r-store-101`, `r-pd-1`. */
export type ProcessId = string;
export type ChangefeedId = string;
/** Identity of one incarnation of a capture (facts 4.2.1: fresh on every start). */
export type CaptureId = string;
/** Which of the two clusters a process belongs to. */
export type ClusterName = 'upstream' | 'recovery';
export type AzId = string;
