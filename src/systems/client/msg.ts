import type { Message } from '../../sim/actor.ts';
import type { OpSpec } from './slot.ts';

/** What a person asks the client to do once, from the pseudo process `console`. */
export interface ClientDo extends Message {
  readonly kind: 'client.do';
  readonly spec: OpSpec;
  /** As it was typed: the answer names it. */
  readonly typed: string;
}

export type ClientMessage = ClientDo;
