import { hash32 } from '../base/hash.ts';

/** Eight hex digits over a text: tells a damaged link from a whole one. Not a signature. */
export function checksum(text: string): string {
  return hash32(text, 0x7f4a7c15).toString(16).padStart(8, '0');
}
