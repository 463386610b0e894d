/** The door of the placement driver for the engine. Other systems import `msg.ts` only. */
export { PdActor } from './actor.ts';
export type { PdOptions } from './actor.ts';
export * from './msg.ts';
