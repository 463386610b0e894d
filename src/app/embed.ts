import type { EmbedView } from '../ui/share/embed-snippet.ts';
import { EMBED_VIEWS } from '../ui/share/embed-snippet.ts';
import { themeNamed } from '../ui/theme/theme.ts';
import type { Theme } from '../ui/theme/theme.ts';
import type { UiStore } from '../ui/state/store.ts';
import type { RaftideApi } from './api.ts';

/**
 * Raftide inside another page: `?embed=v1&view=map#/first-light`. The two pages talk by `postMessage`, with the words
 * of {@link RaftideApi}:
 *
 *     parent                                             embedded page
 *       │ 'PING'                                              │
 *       │──────────────────────────────────────────────▶     │
 *       │                                            'PONG'   │
 *       │     ◀──────────────────────────────────────────────│
 *       │ { raftide: 1, id, call: 'seek', with: ['12.5s'] }   │
 *       │──────────────────────────────────────────────▶     │
 *       │                   { raftide: 1, id, value } or { raftide: 1, id, error }
 *       │     ◀──────────────────────────────────────────────│
 *       │           { raftide: 1, event: 'moment', at, fingerprint, playing, violations }   at most ten a second
 *       │     ◀──────────────────────────────────────────────│
 */
export interface EmbedOptions {
  readonly view: EmbedView;
  readonly theme: Theme | null;
}

/** Null when the address does not ask for it, or asks for a version that this page does not speak. */
export function embedOptions(search: string): EmbedOptions | null {
  const query = new URLSearchParams(search);
  if (query.get('embed') !== 'v1') return null;
  const view = EMBED_VIEWS.find((id) => id === query.get('view')) ?? 'map';
  return { view, theme: themeNamed(query.get('theme')) };
}

const CALLS = [
  'idle',
  'load',
  'play',
  'pause',
  'step',
  'seek',
  'do',
  'inspect',
  'select',
  'report',
  'link',
  'frame',
] as const satisfies readonly (keyof RaftideApi)[];

const EVENT_EVERY_MS = 100;

interface Call {
  readonly raftide: 1;
  readonly id: number | string;
  readonly call: string;
  readonly with?: readonly unknown[];
}

/** Answers the page around this one, and tells it where the run stands. */
export function listenToParent(api: RaftideApi, store: UiStore, parent: Window = window.parent): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== parent) return;
    const reply = (message: unknown) => parent.postMessage(message, { targetOrigin: '*' });
    if (event.data === 'PING') reply('PONG');
    else if (isCall(event.data)) void answer(api, event.data).then(reply);
  });
  tellMoments(store, parent);
}

/** What a call comes to; never a throw. */
export async function answer(api: RaftideApi, { id, call, with: parameters = [] }: Call): Promise<object> {
  const name = CALLS.find((known) => known === call);
  if (name === undefined)
    return {
      raftide: 1,
      id,
      error: `unknown call ${JSON.stringify(call)}: expected one of ${CALLS.join(', ')}`,
    };
  try {
    const method: unknown = api[name];
    const value: unknown = await Reflect.apply(method as () => unknown, api, parameters);
    return { raftide: 1, id, value };
  } catch (error) {
    return { raftide: 1, id, error: error instanceof Error ? error.message : String(error) };
  }
}

function isCall(data: unknown): data is Call {
  return (
    typeof data === 'object' &&
    data !== null &&
    'raftide' in data &&
    data.raftide === 1 &&
    'id' in data &&
    (typeof data.id === 'number' || typeof data.id === 'string') &&
    'call' in data &&
    typeof data.call === 'string' &&
    (!('with' in data) || Array.isArray(data.with))
  );
}

function tellMoments(store: UiStore, parent: Window): void {
  let last = '';
  let waiting = false;
  store.subscribe(({ shown, shownAt, playing }) => {
    if (shown === null || waiting) return;
    const told = `${shown.fingerprint}/${Math.round(shownAt)}/${playing}`;
    if (told === last) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      const now = store.getState();
      if (now.shown === null) return;
      last = `${now.shown.fingerprint}/${Math.round(now.shownAt)}/${now.playing}`;
      const violations = now.shown.checks.filter((check) => check.violations > 0).map((check) => check.id);
      parent.postMessage(
        {
          raftide: 1,
          event: 'moment',
          at: Math.round(now.shownAt),
          fingerprint: now.shown.fingerprint,
          playing: now.playing,
          violations,
        },
        { targetOrigin: '*' },
      );
    }, EVENT_EVERY_MS);
  });
}
