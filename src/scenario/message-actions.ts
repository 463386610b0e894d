import * as v from 'valibot';
import type { MessageAction } from '../model/command.ts';
import { US_PER_S } from '../model/time.ts';
import type { ActionParam, ActionSpec } from './actions.ts';
import { exactly, time, whole } from './schema-parts.ts';

/** What can be done to one message on its way: the network as the adversary, one move at a time. */

/** Longer than any timeout of the system: whoever waits has long given up. */
const DELAY_MAX_US = 600 * US_PER_S;

const MESSAGE: ActionParam = {
  name: 'message',
  type: 'number',
  optional: false,
  words: 'its number, as `item` in a trace (raftide trace --format jsonl) and in the inspector',
};

export const MESSAGE_ACTIONS: readonly ActionSpec[] = [
  {
    id: 'dropMessage',
    words: 'Lose one message on its way.',
    params: [MESSAGE],
    example: 'dropMessage message=1207',
  },
  {
    id: 'delayMessage',
    words: 'Let one message arrive later; what was sent behind it on its connection waits for it.',
    params: [
      MESSAGE,
      { name: 'byUs', type: 'duration', optional: false, words: 'how much later, for example 50ms' },
    ],
    example: 'delayMessage message=1207 byUs=50000',
  },
  {
    id: 'duplicateMessage',
    words: 'Let one raft message arrive twice.',
    params: [
      MESSAGE,
      {
        name: 'byUs',
        type: 'duration',
        optional: true,
        words: 'how long after the first, for example 50ms; right behind it when omitted',
      },
    ],
    example: 'duplicateMessage message=1207',
  },
];

const message = whole(1, Number.MAX_SAFE_INTEGER);

export const MESSAGE_SHAPES = {
  dropMessage: v.strictObject({ do: exactly('dropMessage'), message }),
  delayMessage: v.strictObject({ do: exactly('delayMessage'), message, byUs: time(1, DELAY_MAX_US) }),
  duplicateMessage: v.strictObject({
    do: exactly('duplicateMessage'),
    message,
    byUs: v.exactOptional(time(0, DELAY_MAX_US)),
  }),
} as const satisfies Record<MessageAction['do'], v.GenericSchema<unknown, MessageAction>>;
