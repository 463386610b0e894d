import { Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { EntityRef } from '../../model/frame.ts';
import { messageOf } from '../refs.ts';
import type { Point } from '../scene/geometry.ts';
import { usePage } from '../state/context.ts';
import { late } from './late.ts';
import { refUnder, useListeners } from './listeners.ts';

const ActionsList = late(async () => (await import('./actions-list.tsx')).ActionsList);

/** A finger that rests so long asks for the menu; not every touch screen says so by itself. */
const LONG_TOUCH_MS = 700;

/**
 * The menu on a right click, a long touch or Enter: what can be done to the thing under it, impossible things with the
 * reason. `targetAt` knows what is only painted there.
 */
export function ActionsMenu({
  children,
  targetAt = refUnder,
}: {
  children: ReactNode;
  targetAt?: (event: MouseEvent) => EntityRef | null;
}) {
  const { controller } = usePage();
  const area = useRef<HTMLDivElement>(null);
  const touch = useRef(0);
  const [opened, setOpened] = useState<{ target: EntityRef; at: Point; byKeyboard: boolean } | null>(null);
  const open = (target: EntityRef, event: MouseEvent) => {
    // Enter on a thing comes as a context menu without a pointer.
    const byKeyboard = !event.isTrusted || ('pointerType' in event && event.pointerType === '');
    setOpened({ target, at: { x: event.clientX, y: event.clientY }, byKeyboard });
    // A message is caught, or it would be gone before anything is chosen.
    if (messageOf(target) === null) return;
    controller.pause();
    controller.select(target);
  };
  const forget = () => clearTimeout(touch.current);
  useEffect(() => () => clearTimeout(touch.current), []);
  useListeners(area, {
    contextmenu: (event) => {
      forget();
      event.preventDefault();
      const target = targetAt(event);
      if (target !== null) open(target, event);
    },
    pointerdown: (event) => {
      forget();
      const target = event.pointerType === 'mouse' ? null : targetAt(event);
      if (target === null) return;
      const at = { x: event.clientX, y: event.clientY };
      touch.current = window.setTimeout(() => setOpened({ target, at, byKeyboard: false }), LONG_TOUCH_MS);
    },
    pointermove: forget,
    pointerup: forget,
    pointercancel: forget,
  });
  return (
    <div ref={area} className="contents [-webkit-touch-callout:none]">
      {children}
      {opened !== null && (
        <Suspense fallback={null}>
          <ActionsList {...opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </div>
  );
}
