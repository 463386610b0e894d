import type { SimTime } from '../../model/time.ts';

export interface FilmPlan {
  readonly from: SimTime;
  readonly to: SimTime;
  /** Simulated seconds per second of film. */
  readonly rate: number;
}

export const FRAMES_PER_S = 20;
/** A longer film is a job for a recorder of the screen; this one draws every picture by itself. */
export const FILM_FRAMES_MAX = 1_200;

export function framesOf({ from, to, rate }: FilmPlan): number {
  return Math.max(1, Math.round(((to - from) / 1e6 / rate) * FRAMES_PER_S));
}

/**
 * A WebM film of one view: for each of its pictures the run is taken to that very moment, so the film is the same
 * on a slow machine. `show` goes to a moment and resolves when it is drawn; `progress` is told shares of 1.
 * Null when it was cancelled.
 */
export async function filmOf(
  view: HTMLElement,
  plan: FilmPlan,
  show: (at: SimTime) => Promise<void>,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Blob | null> {
  const [{ toCanvas }, media] = await Promise.all([import('html-to-image'), import('mediabunny')]);
  const { width, height } = evenSize(view);
  const canvas = new OffscreenCanvas(width, height);
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('the browser gives no canvas');
  const target = new media.BufferTarget();
  const output = new media.Output({ format: new media.WebMOutputFormat(), target });
  const source = new media.CanvasSource(canvas, { codec: 'vp8', bitrate: media.QUALITY_HIGH });
  output.addVideoTrack(source, { frameRate: FRAMES_PER_S });
  await output.start();
  const frames = framesOf(plan);
  const background = getComputedStyle(document.body).backgroundColor;
  for (let i = 0; i < frames; i++) {
    if (signal.aborted) {
      await output.cancel();
      return null;
    }
    await show(Math.round(plan.from + ((plan.to - plan.from) * i) / Math.max(1, frames - 1)));
    const picture = await toCanvas(view, { backgroundColor: background, pixelRatio: 1, skipFonts: i > 0 });
    ctx.drawImage(picture, 0, 0, width, height);
    await source.add(i / FRAMES_PER_S, 1 / FRAMES_PER_S);
    progress((i + 1) / frames);
  }
  await output.finalize();
  const { buffer } = target;
  if (buffer === null) throw new Error('the encoder gave no film');
  return new Blob([buffer], { type: 'video/webm' });
}

/** Encoders want even sides. */
function evenSize(view: HTMLElement): { width: number; height: number } {
  return { width: view.clientWidth & ~1, height: view.clientHeight & ~1 };
}
