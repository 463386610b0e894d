import type { ActionParam, ActionSpec } from './actions.ts';

/** What an operator says to the owner of the capture cluster, as TiCDC's console and its API do. */

const CHANGEFEED: ActionParam = { name: 'changefeed', type: 'name', optional: false, words: 'its id' };

export const CAPTURE_ACTIONS: readonly ActionSpec[] = [
  {
    id: 'pauseChangefeed',
    words: 'Stop a changefeed; its checkpoint stays where it is.',
    params: [CHANGEFEED],
    example: 'pauseChangefeed changefeed=cf-1',
  },
  {
    id: 'resumeChangefeed',
    words: 'Let a stopped changefeed go on from its checkpoint.',
    params: [CHANGEFEED],
    example: 'resumeChangefeed changefeed=cf-1',
  },
  {
    id: 'removeChangefeed',
    words: 'Remove a changefeed and its checkpoint.',
    params: [CHANGEFEED],
    example: 'removeChangefeed changefeed=cf-1',
  },
  {
    id: 'moveSpan',
    words: 'Move a span of a changefeed to another capture.',
    params: [
      CHANGEFEED,
      { name: 'key', type: 'key', optional: false, words: 'a key of the span' },
      { name: 'to', type: 'process', optional: false, words: 'the capture that shall have it' },
    ],
    example: 'moveSpan changefeed=cf-1 key=a to=capture-b',
  },
  {
    id: 'drainCapture',
    words: 'Move every span away from a capture, as before an upgrade.',
    params: [{ name: 'process', type: 'process', optional: false, words: 'for example capture-a' }],
    example: 'drainCapture process=capture-a',
  },
];
