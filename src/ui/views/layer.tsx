import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { usePage } from '../state/context.ts';
import type { UiState } from '../state/store.ts';
import { readPalette } from '../theme/palette.ts';
import type { Palette } from '../theme/palette.ts';
import { forgetWidths } from '../scene/canvas.ts';
import type { Size } from '../scene/geometry.ts';

type Painter = () => void;

/** Everything that wants to be painted next, once, whoever asked how often. No request, no frame. */
const dirty = new Set<Painter>();
/** Asks of each canvas to be painted anew. */
const everyone = new Set<Painter>();
let request: number | null = null;

function invalidate(painter: Painter): void {
  dirty.add(painter);
  request ??= requestAnimationFrame(() => {
    request = null;
    const painters = [...dirty];
    dirty.clear();
    for (const paint of painters) paint();
  });
}

let palette: { theme: string; colours: Palette } | null = null;

export function coloursFor(theme: string): Palette {
  if (palette?.theme !== theme) palette = { theme, colours: readPalette(document.documentElement) };
  return palette.colours;
}

// A canvas does not fetch the fonts it names: ask for them, then paint again with the right widths.
const FONTS = ["600 12px 'Inter'", "400 11px 'JetBrains Mono'", "italic 500 16px 'Newsreader'"];
function repaintAll(): void {
  forgetWidths();
  for (const redraw of everyone) redraw();
}
document.fonts.addEventListener('loadingdone', repaintAll);
let fontsAsked = false;

/** Once the style sheet is there; asking earlier finds no such font. */
function askForFonts(): void {
  if (fontsAsked) return;
  fontsAsked = true;
  void Promise.allSettled(FONTS.map((font) => document.fonts.load(font))).then(repaintAll);
}

/** Size of an element in CSS pixels, zero before it is laid out. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ w: 0, h: 0 });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: w, clientHeight: h } = element;
      setSize((before) => (before.w === w && before.h === h ? before : { w, h }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

/** `fresh`: the canvas is empty; else, where the layer keeps what was painted, the last picture is on it. */
export type Paint = (
  ctx: CanvasRenderingContext2D,
  state: UiState,
  colours: Palette,
  size: Size,
  fresh: boolean,
) => void;

/**
 * A canvas that paints when what `depends` names has changed: it listens to the store itself, so nothing of React
 * runs per frame.
 */
export function Layer({
  size,
  paint,
  depends,
  keep = false,
  className,
}: {
  size: Size;
  paint: Paint;
  depends: (state: UiState) => readonly unknown[];
  /** The painter paints over its last picture, which is not wiped for it. */
  keep?: boolean;
  className?: string;
}) {
  const { store } = usePage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { w, h } = size;
  useEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext('2d') ?? null;
    if (element === null || ctx === null || w < 1 || h < 1) return;
    const scale = Math.min(3, window.devicePixelRatio || 1);
    element.width = Math.round(w * scale);
    element.height = Math.round(h * scale);
    let fresh = true;
    const draw = () => {
      const state = store.getState();
      ctx.setTransform(scale, 0, 0, scale, 0, 0);
      if (!keep) ctx.clearRect(0, 0, w, h);
      paint(ctx, state, coloursFor(state.theme), { w, h }, fresh || !keep);
      fresh = false;
    };
    const redraw = () => {
      fresh = true;
      invalidate(draw);
    };
    let seen: readonly unknown[] = [];
    const look = (state: UiState) => {
      const now = [state.theme, ...depends(state)];
      if (now.length === seen.length && now.every((value, index) => Object.is(value, seen[index]))) return;
      seen = now;
      invalidate(draw);
    };
    everyone.add(redraw);
    askForFonts();
    look(store.getState());
    // A resized canvas is empty until painted: do it before the browser shows it.
    draw();
    const stop = store.subscribe(look);
    return () => {
      stop();
      everyone.delete(redraw);
      dirty.delete(draw);
    };
  }, [store, w, h, paint, depends, keep]);
  return <canvas ref={canvas} aria-hidden="true" className={className} style={{ width: w, height: h }} />;
}
