/**
 * A running 64-bit fingerprint: two 32-bit lanes of integer mixing. Not cryptographic; made to notice any
 * difference between two runs. Rolling it forward costs nothing at the end.
 */
export class Fingerprint {
  private high = 0x243f6a88;
  private low = 0x85a308d3;

  /** Any finite number; integers beyond 32 bits are mixed as two words. */
  number(value: number): void {
    const low = value | 0;
    if (low === value) {
      this.word(low);
      return;
    }
    const top = Math.floor(value / 0x100000000);
    this.word(value - top * 0x100000000);
    this.word(top);
    // Fractions are not expected, but must not vanish silently.
    const fraction = value - Math.floor(value);
    if (fraction !== 0) this.word(Math.floor(fraction * 0x100000000));
  }

  string(text: string): void {
    let h = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    this.word(h);
    this.word(text.length);
  }

  word(w: number): void {
    let a = Math.imul(this.high ^ w, 0xcc9e2d51);
    a ^= a >>> 15;
    let b = Math.imul(this.low + a, 0x1b873593);
    b ^= b >>> 13;
    this.high = (Math.imul(a, 5) + b) | 0;
    this.low = Math.imul(b ^ this.high, 0x85ebca6b) ^ (b >>> 16);
  }

  /** The low lane alone, as a signed 32-bit word: enough to find the first record in which two runs differ. */
  get short(): number {
    return this.low | 0;
  }

  /** Sixteen lower-case hex digits. */
  hex(): string {
    return (this.high >>> 0).toString(16).padStart(8, '0') + (this.low >>> 0).toString(16).padStart(8, '0');
  }

  clone(): Fingerprint {
    const copy = new Fingerprint();
    copy.high = this.high;
    copy.low = this.low;
    return copy;
  }
}

/** 32-bit hash of a string, for digests. */
export function hash32(text: string, seed = 0): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  return h >>> 0;
}
