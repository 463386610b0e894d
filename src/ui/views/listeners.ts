import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

type Handlers = { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

/**
 * Listens on a whole scene for what happens to the buttons in it (delegation). The newest handlers are always the
 * ones called; `capture` hears an event before the button does.
 */
export function useListeners(
  target: RefObject<HTMLElement | null>,
  handlers: Handlers,
  capture = false,
): void {
  const newest = useRef(handlers);
  useEffect(() => {
    newest.current = handlers;
  });
  const kinds = Object.keys(handlers).join(' ');
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const listener = (event: Event) => {
      const handler = Reflect.get(newest.current, event.type);
      if (typeof handler === 'function') Reflect.apply(handler, undefined, [event]);
    };
    const names = kinds.split(' ');
    for (const name of names) element.addEventListener(name, listener, { capture });
    return () => {
      for (const name of names) element.removeEventListener(name, listener, { capture });
    };
  }, [target, kinds, capture]);
}

/** The thing of the scene that an event happened on, null for the water between them. */
export function refUnder(event: Event): string | null {
  const under = event.target instanceof Element ? event.target.closest('[data-ref]') : null;
  return under?.getAttribute('data-ref') ?? null;
}
