import type { Action, MessageAction, RawAction } from '../model/command.ts';
import { formatDuration } from '../model/time.ts';
import { formatAs } from './format-action.ts';
import { RAW_ACTIONS } from './raw-actions.ts';

/** An operation that was typed is told as it was typed; a pasted key of kilobytes is not. */
const TYPED_CHARS_MAX = 200;

/** An action as a sentence for people, from what it says itself: what it will meet in a run is not known yet. */
export function sentenceOf(action: Action): string {
  switch (action.do) {
    case 'splitRegion':
      return `split Region ${action.region} ${action.key === undefined ? 'in the middle of its data' : `at ${JSON.stringify(action.key)}`}`;
    case 'mergeRegion':
      return `merge Region ${action.region} into ${action.target === undefined ? 'its neighbour' : `Region ${action.target}`}`;
    case 'transferLeader':
      return `transfer the leader of Region ${action.region} to store ${action.store}`;
    case 'addPeer':
      return `add a replica of Region ${action.region} on store ${action.store}`;
    case 'removePeer':
      return `remove the replica of Region ${action.region} from store ${action.store}`;
    case 'movePeer':
      return `move the replica of Region ${action.region} from store ${action.from} to store ${action.to}`;
    case 'removeOperator':
      return `remove PD's operator of Region ${action.region}`;
    case 'pdScheduler':
      return `switch PD's ${action.name} ${action.state}`;
    case 'kill':
    case 'restart':
    case 'pause':
    case 'resume':
      return `${action.do} ${action.process}`;
    case 'killAz':
      return `take zone ${action.az} down`;
    case 'restartAz':
      return `bring zone ${action.az} up again`;
    case 'put':
    case 'delete':
    case 'get':
    case 'cas':
    case 'batchPut':
    case 'batchGet':
    case 'batchDelete':
    case 'scan':
      return typedSentence(action);
    case 'createChangefeed':
      return `create changefeed ${action.changefeed}`;
    case 'pauseChangefeed':
      return `pause changefeed ${action.changefeed}`;
    case 'resumeChangefeed':
      return `let changefeed ${action.changefeed} go on`;
    case 'removeChangefeed':
      return `remove changefeed ${action.changefeed}`;
    case 'moveSpan':
      return `move the span of ${action.changefeed} that holds ${JSON.stringify(action.key)} to ${action.to}`;
    case 'drainCapture':
      return `move all spans away from ${action.process}`;
    case 'resignOwner':
      return 'make the owner of the captures resign';
    case 'resignPd':
      return 'make the leader of PD give up the leadership';
    case 'fault':
      return faultSentence(action.id, action.fault);
    case 'heal':
      return `heal fault ${action.id}`;
    case 'dropMessage':
    case 'delayMessage':
    case 'duplicateMessage':
      return messageSentence(action, `message ${action.message}`);
  }
}

/** The command as it was typed, shortened. */
export function typedSentence(action: RawAction): string {
  const words = formatAs(
    RAW_ACTIONS.find(({ id }) => id === action.do),
    action,
  );
  return words.length <= TYPED_CHARS_MAX ? words : `${words.slice(0, TYPED_CHARS_MAX - 1)}…`;
}

/** `does` is the name of the fault, or a sentence that says what it does. */
export function faultSentence(id: string, does: string): string {
  return `begin fault ${id}: ${does}`;
}

/** `what` names the message. */
export function messageSentence(action: MessageAction, what: string): string {
  switch (action.do) {
    case 'dropMessage':
      return `drop ${what}`;
    case 'delayMessage':
      return `delay ${what} by ${formatDuration(action.byUs)}`;
    case 'duplicateMessage':
      return action.byUs === undefined || action.byUs === 0
        ? `duplicate ${what}`
        : `duplicate ${what}, ${formatDuration(action.byUs)} later`;
  }
}
