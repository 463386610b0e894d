import type { Message } from '../../sim/actor.ts';

/** What a person may ask a client to do once, from the pseudo process `console`. Keys and values are the user's. */

export interface DoPut extends Message {
  readonly kind: 'client.do-put';
  readonly key: string;
  readonly value: string;
}

export interface DoDelete extends Message {
  readonly kind: 'client.do-delete';
  readonly key: string;
}

export interface DoGet extends Message {
  readonly kind: 'client.do-get';
  readonly key: string;
}

export type ClientMessage = DoPut | DoDelete | DoGet;
