import { useEffect, useRef, useSyncExternalStore } from 'react';
import { paintThumbnail } from '../scene/paint-thumbnail.ts';
import { useUi } from '../state/context.ts';
import type { Thumbnails } from '../state/thumbnails.ts';
import { say } from '../strings/later.ts';
import { coloursFor, useSize } from './layer.tsx';

/** A story's cluster as it really stands at a telling moment; computed only while the card is in view. */
export function Thumbnail({ id, thumbnails }: { id: string; thumbnails: Thumbnails }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { w, h } = useSize(box);
  const theme = useUi((state) => state.theme);
  const frame = useSyncExternalStore(thumbnails.subscribe, () => thumbnails.get(id));

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting === true) thumbnails.want(id);
      else thumbnails.drop(id);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      thumbnails.drop(id);
    };
  }, [id, thumbnails]);

  useEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext('2d') ?? null;
    if (element === null || ctx === null || frame === null || w < 1 || h < 1) return;
    // Sharp also where a pixel is smaller than a point: everything in it is made small.
    const scale = Math.min(3, Math.max(2, window.devicePixelRatio || 1));
    element.width = Math.round(w * scale);
    element.height = Math.round(h * scale);
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    paintThumbnail(ctx, frame, { w, h }, coloursFor(theme));
  }, [frame, theme, w, h]);

  return (
    <div
      ref={box}
      aria-hidden="true"
      data-thumbnail={id}
      data-ready={frame !== null}
      className="relative aspect-[16/9] w-full overflow-hidden bg-paper"
    >
      {frame === null && (
        <span className="chart-voice absolute inset-0 flex items-center justify-center text-[15px] text-ink-3">
          {say.stories.computing}
        </span>
      )}
      <canvas
        ref={canvas}
        className={`absolute inset-0 h-full w-full transition-opacity duration-300 motion-reduce:transition-none ${frame === null ? 'opacity-0' : 'opacity-100'}`}
      />
    </div>
  );
}
