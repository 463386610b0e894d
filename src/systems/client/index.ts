/** The door of the client for the engine. Other systems import `msg.ts` only. */
export { ClientActor, OP_TIMEOUT_US } from './actor.ts';
export type { ClientOptions, ClientTotals } from './options.ts';
export { keyOf, valueOf } from './keys.ts';
export type { BatchItem, BatchSpec } from './operations/batch.ts';
export type { CasSpec } from './operations/cas.ts';
export type { ScanSpec } from './operations/scan.ts';
export type { SingleSpec } from './operations/single.ts';
export type { OpSpec } from './slot.ts';
export type { BankSpec, CounterSpec, MixedSpec, WorkloadSpec, YcsbSpec } from './workloads/index.ts';
export * from './msg.ts';
