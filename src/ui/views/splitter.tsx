import { useRef } from 'react';
import { usePage, useUi } from '../state/context.ts';
import type { SplitterId } from '../state/layout.ts';
import { DEFAULT_LAYOUT, resize, SHARE } from '../state/layout.ts';
import { say } from '../strings/index.ts';
import { useListeners } from './listeners.ts';

const STEP = 2;
const LARGE_STEP = 10;
/** A separator that has a value is a widget, not an ornament (ARIA: window splitter). */
const FOCUSABLE = { tabIndex: 0 } as const;

/**
 * The line between two views: dragged, moved by arrow keys (Shift: further; Home and End: as far as it goes), put back by
 * Enter or a double click.
 */
export function Splitter({ id, along }: { id: SplitterId; along: 'x' | 'y' }) {
  const { store } = usePage();
  const line = useRef<HTMLHRElement>(null);
  const dragging = useRef(false);
  const percent = useUi((state) => state.layout[id]);
  const { min, max } = SHARE[id];
  const to = (share: number) => resize(store, id, share);
  const shareAt = (event: PointerEvent): number => {
    const box = line.current?.parentElement?.getBoundingClientRect();
    if (box === undefined) return percent;
    return along === 'x'
      ? ((event.clientX - box.left) / box.width) * 100
      : ((event.clientY - box.top) / box.height) * 100;
  };
  useListeners(line, {
    pointerdown: (event) => {
      if (event.button !== 0) return;
      dragging.current = true;
      line.current?.setPointerCapture(event.pointerId);
    },
    pointermove: (event) => {
      if (dragging.current) to(shareAt(event));
    },
    pointerup: () => {
      dragging.current = false;
    },
    pointercancel: () => {
      dragging.current = false;
    },
    dblclick: () => to(DEFAULT_LAYOUT[id]),
    keydown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = event.shiftKey ? LARGE_STEP : STEP;
      const shares: Readonly<Record<string, number>> = {
        [along === 'x' ? 'ArrowLeft' : 'ArrowUp']: percent - step,
        [along === 'x' ? 'ArrowRight' : 'ArrowDown']: percent + step,
        Home: min,
        End: max,
        Enter: DEFAULT_LAYOUT[id],
      };
      const share = shares[event.key];
      if (share === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      to(share);
    },
  });
  return (
    <hr
      ref={line}
      {...FOCUSABLE}
      aria-orientation={along === 'x' ? 'vertical' : 'horizontal'}
      aria-label={say.views.splitter[id]}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={min}
      aria-valuemax={max}
      title={say.views.splitterHint}
      data-splitter={id}
      className={`splitter ${along === 'x' ? 'splitter-x' : 'splitter-y'}`}
    />
  );
}
