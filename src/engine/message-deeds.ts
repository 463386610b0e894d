import type { MessageAction } from '../model/command.ts';
import { messageSentence } from '../scenario/sentence.ts';
import type { Delivery } from '../sim/item.ts';
import { delayMessage, dropMessage, duplicateMessage } from '../sim/tamper.ts';
import type { World } from '../sim/world.ts';
import { labelOf } from './flights.ts';

/**
 * Dropping, delaying and repeating one message. A raft message can be missing alone, since raftstore itself discards what
 * finds a full queue, and raft bears it twice; any other message travels on a stream that delivers each once or breaks.
 */

/** Why it cannot be done now; '' when it can. */
export function whyNotMessage(action: MessageAction, world: World): string {
  const flight = world.flight(action.message);
  if (flight === null) return `message ${action.message} is not on its way now`;
  if (world.doomed(flight)) return `message ${action.message} will not arrive anyway`;
  if (action.do === 'delayMessage' && world.process(flight.from).health === 'down')
    return `${flight.from} is down: its connection ends behind the message`;
  if (action.do === 'duplicateMessage' && !isRaft(flight))
    return `${labelOf(flight.message)} travels on a stream that delivers each message once; only raft messages can come twice`;
  return '';
}

export function messageWords(action: MessageAction, world: World): string {
  const flight = world.flight(action.message);
  const what =
    flight === null
      ? `message ${action.message}`
      : `the message ${labelOf(flight.message)} from ${flight.from} to ${flight.to}`;
  return messageSentence(action, what);
}

/** Only what `whyNotMessage` lets pass. */
export function tamper(action: MessageAction, world: World): void {
  switch (action.do) {
    case 'dropMessage': {
      const flight = world.flight(action.message);
      dropMessage(world, action.message, flight !== null && isRaft(flight) ? 'discarded' : 'lost');
      return;
    }
    case 'delayMessage':
      delayMessage(world, action.message, action.byUs);
      return;
    case 'duplicateMessage':
      duplicateMessage(world, action.message, action.byUs ?? 0);
  }
}

function isRaft(flight: Delivery): boolean {
  return flight.message.kind === 'raft.batch';
}
