import { setFont, textWidth } from '../scene/canvas.ts';
import { coloursFor } from './layer.tsx';

let ctx: CanvasRenderingContext2D | null = null;

/** Width of a mark's label in the font that canvases use for it. */
export function measureLabel(words: string): number {
  if (ctx === null) {
    ctx = document.createElement('canvas').getContext('2d');
    if (ctx === null) return words.length * 6.2;
  }
  setFont(ctx, `500 11px ${coloursFor(document.documentElement.dataset['theme'] ?? 'light').sans}`);
  return textWidth(ctx, words) + 2;
}
