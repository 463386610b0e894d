import type { ActionParam, ActionSpec } from './actions.ts';

/** What can be done to one message on its way: the network as the adversary, one move at a time. */

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
