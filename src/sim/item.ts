import type { ProcessId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';
import type { Message, Timer } from './actor.ts';

/** An entry of the world's queue. Frozen: keyframes share it. `seq` orders entries of one moment. */
export type Item = Delivery | LocalItem;

/**
 * What becomes of a message when nothing else stops it. `lost`: like a packet that is never sent again, it breaks its
 * connection and takes with it what follows there. `discarded`: it alone is missing.
 */
export type Fate = 'arrives' | 'lost' | 'discarded';

export interface Delivery {
  readonly type: 'deliver';
  readonly seq: number;
  readonly cause: number;
  readonly from: ProcessId;
  readonly to: ProcessId;
  readonly message: Message;
  readonly sentAt: SimTime;
  readonly dueAt: SimTime;
  readonly epoch: number;
  /** Decided when it was sent, or by hand on its way; told when it would have arrived. */
  readonly fate: Fate;
}

export interface LocalItem {
  readonly type: 'start' | 'timer' | 'disk' | 'lane' | 'disconnected' | 'break';
  readonly seq: number;
  readonly cause: number;
  readonly to: ProcessId;
  readonly incarnation: number;
  readonly timer: Timer | null;
  /** Lane name, or the peer of a disconnection. */
  readonly name: string;
  readonly epoch: number;
}
