import type { MarkRow } from '../../model/frame.ts';
import type { Palette } from '../theme/palette.ts';

/** The same in every picture that shows marks. */
export function markColour(kind: MarkRow['kind'], colours: Palette): string {
  switch (kind) {
    case 'violation':
      return colours.bad;
    case 'fault':
    case 'refused':
      return colours.warn;
    case 'heal':
    case 'drained':
      return colours.ok;
    default:
      return colours.ink2;
  }
}
