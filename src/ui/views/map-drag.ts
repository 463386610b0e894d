import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { EntityRef } from '../../model/frame.ts';
import { refTo } from '../refs.ts';
import { dropsFor } from '../offers/drops.ts';
import type { Drop } from '../offers/drops.ts';
import type { Offer } from '../offers/offer.ts';
import { offersFor } from '../offers/offers.ts';
import { linksCrossed, storeAt } from '../scene/drag-geometry.ts';
import type { Point } from '../scene/geometry.ts';
import type { MapLayout } from '../scene/layout-map.ts';
import { usePage } from '../state/context.ts';
import type { Grab } from '../state/grab.ts';
import { pullOf } from '../state/grab.ts';
import { say } from '../strings/index.ts';
import { useListeners } from './listeners.ts';

/** A hand that trembles is no drag. */
const DRAG_MIN_PX = 5;
/** Near the edge of the view the scene scrolls by this much a movement. */
const EDGE_PX = 36;
const SCROLL_PX = 14;

interface Press {
  readonly at: Point;
  readonly ref: EntityRef | null;
  readonly pointer: number;
}

/**
 * Dragging in the cluster map: a replica onto another store, a stroke across links, a zone by its header. A replica is
 * carried by keys too: P picks it up, arrows choose the store, Enter lets go, Escape puts it back.
 */
export function MapDrag({
  view,
  scene,
  layout,
  refAt,
  choose,
}: {
  view: RefObject<HTMLElement | null>;
  scene: RefObject<HTMLElement | null>;
  layout: MapLayout | null;
  refAt: (event: MouseEvent) => EntityRef | null;
  /** Asks which of several deeds is meant. */
  choose: (drop: Drop) => void;
}): null {
  const { store, controller } = usePage();
  const press = useRef<Press | null>(null);
  const dragged = useRef(false);

  const hold = (grab: Grab | null) => store.setState({ grab });
  const drops = (ref: EntityRef): readonly Drop[] => {
    const { frame } = store.getState();
    return frame === null ? [] : dropsFor(frame, ref);
  };
  const pointOf = (event: PointerEvent): Point => {
    const box = scene.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const begin = ({ at, ref }: Press): Grab | null => {
    if (ref === null || ref.startsWith('link:')) return { what: 'stroke', from: at, at };
    if (ref.startsWith('az:')) return { what: 'zone', az: ref.slice('az:'.length), pulled: 0 };
    return drops(ref).length > 0 ? { what: 'replica', ref, at, over: null } : null;
  };
  const move = (grab: Grab, at: Point, from: Point): Grab => {
    switch (grab.what) {
      case 'replica':
        return { ...grab, at, over: layout === null ? null : storeAt(layout, at) };
      case 'stroke':
        return { ...grab, at };
      case 'zone':
        return { ...grab, pulled: at.y - from.y };
    }
  };
  const carryOut = (offers: readonly Offer[]) => {
    const possible = offers.filter((offer) => offer.impossible === '');
    const refused = offers[0];
    if (possible.length === 0 && refused !== undefined)
      controller.toast('info', `${refused.words}: ${refused.impossible}`);
    for (const { command } of possible) void controller.actText(command);
  };
  const letGo = (grab: Grab) => {
    hold(null);
    const { frame } = store.getState();
    if (frame === null) return;
    switch (grab.what) {
      case 'replica': {
        const drop = drops(grab.ref).find((each) => each.store === grab.over);
        if (drop === undefined) return;
        if (drop.impossible !== '')
          controller.toast('info', `${say.map.storeName(drop.store)}: ${drop.impossible}`);
        else if (drop.offers.length > 1) choose(drop);
        else carryOut(drop.offers);
        return;
      }
      case 'stroke': {
        const crossed = layout === null ? [] : linksCrossed(layout, grab.from, grab.at);
        carryOut(
          crossed.flatMap(({ a, b }) =>
            offersFor(frame, refTo.link(a, b)).filter(({ command }) => command.includes('fault=cut-link')),
          ),
        );
        return;
      }
      case 'zone': {
        const deed = pullOf(grab.pulled);
        if (deed === null) return;
        carryOut(offersFor(frame, refTo.az(grab.az)).filter(({ command }) => command.startsWith(deed)));
      }
    }
  };
  const cancel = () => {
    press.current = null;
    if (store.getState().grab !== null) hold(null);
  };

  const pickUp = (event: KeyboardEvent): boolean => {
    const ref = event.target instanceof Element ? event.target.getAttribute('data-ref') : null;
    if (event.code !== 'KeyP' || ref === null) return false;
    const first = drops(ref)[0];
    if (first === undefined) return false;
    hold({ what: 'replica', ref, at: null, over: first.store });
    return true;
  };
  const carry = (grab: Grab, event: KeyboardEvent): boolean => {
    const by = STEPS[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') cancel();
    else if (event.key === 'Enter' || event.key === ' ') letGo(grab);
    else if (grab.what === 'replica' && by !== undefined) {
      const stores = drops(grab.ref).map((drop) => drop.store);
      const at = grab.over === null ? -1 : stores.indexOf(grab.over);
      hold({ ...grab, over: stores[(at + by + stores.length) % stores.length] ?? null });
    }
    // While something is held no key means anything else.
    return event.key !== 'Tab';
  };

  useListeners(scene, {
    pointerdown: (event) => {
      dragged.current = false;
      if (event.button !== 0 || !event.isPrimary) return;
      const ref = refAt(event);
      // Beside things only the water is a place to draw a stroke from; a finger there scrolls.
      const onWater = event.target instanceof HTMLCanvasElement || event.target === scene.current;
      if (ref === null && (!onWater || event.pointerType === 'touch')) return;
      press.current = { at: pointOf(event), ref, pointer: event.pointerId };
    },
    pointermove: (event) => {
      const held = press.current;
      if (held === null || event.pointerId !== held.pointer) return;
      const at = pointOf(event);
      const { grab } = store.getState();
      if (grab === null) {
        if (Math.hypot(at.x - held.at.x, at.y - held.at.y) < DRAG_MIN_PX) return;
        const begun = begin(held);
        if (begun === null) {
          press.current = null;
          return;
        }
        dragged.current = true;
        scene.current?.setPointerCapture(held.pointer);
        hold(move(begun, at, held.at));
        return;
      }
      event.preventDefault();
      hold(move(grab, at, held.at));
      scrollAtEdge(view.current, event.clientY);
    },
    pointerup: () => {
      press.current = null;
      const { grab } = store.getState();
      if (grab !== null) letGo(grab);
    },
    pointercancel: cancel,
  });

  // A drag ends without the click that would select what it began on; carried by keys, the arrows choose a store. Whatever else
  // the scene does with either hears them later than the view around it.
  useListeners(
    view,
    {
      click: (event) => {
        if (!dragged.current) return;
        dragged.current = false;
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      keydown: (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const { grab } = store.getState();
        if (grab === null ? !pickUp(event) : !carry(grab, event)) return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
    true,
  );

  // The pointer may hold something while the focus is elsewhere.
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || store.getState().grab === null) return;
      event.stopPropagation();
      press.current = null;
      store.setState({ grab: null });
    };
    window.addEventListener('keydown', escape, { capture: true });
    return () => window.removeEventListener('keydown', escape, { capture: true });
  }, [store]);
  return null;
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function scrollAtEdge(view: HTMLElement | null, clientY: number): void {
  if (view === null) return;
  const box = view.getBoundingClientRect();
  if (clientY < box.top + EDGE_PX) view.scrollTop -= SCROLL_PX;
  else if (clientY > box.bottom - EDGE_PX) view.scrollTop += SCROLL_PX;
}
