import { assert } from './assert.ts';

/** Words that tell all of a stream; the last one counts its draws. */
export const RNG_WORDS = 4;

/**
 * A small deterministic random stream (sfc32: four 32-bit words, integer arithmetic only, so Node and
 * every browser agree). Streams are forked by name, not by order of creation: a part that is added to the
 * world re-rolls nothing else.
 */
export class Rng {
  private constructor(
    private a: number,
    private b: number,
    private c: number,
    private d: number,
  ) {}

  /** The root stream of a run. `seed` is any safe integer. */
  static fromSeed(seed: number): Rng {
    assert(Number.isSafeInteger(seed), `seed must be a safe integer, got ${seed}`);
    const high = Math.floor(seed / 0x100000000);
    return Rng.fromWords(seed | 0, high | 0, 0x9e3779b9 | 0);
  }

  private static fromWords(x: number, y: number, z: number): Rng {
    const rng = new Rng(x, y, z, 1);
    for (let i = 0; i < 12; i++) rng.next();
    return rng;
  }

  /** An independent stream for `name`; the parent is not advanced. */
  fork(name: string): Rng {
    let h1 = this.a ^ 0x811c9dc5;
    let h2 = this.b ^ 0x01000193;
    for (let i = 0; i < name.length; i++) {
      const code = name.charCodeAt(i);
      h1 = Math.imul(h1 ^ code, 0x85ebca6b);
      h1 ^= h1 >>> 13;
      h2 = Math.imul(h2 ^ code, 0xc2b2ae35);
      h2 ^= h2 >>> 16;
    }
    return Rng.fromWords(h1, h2, this.c ^ this.d);
  }

  /** The next 32 random bits as an unsigned integer. */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** A whole number in `[0, n)`; `n` is 1 … 2^32. Unbiased (rejection). */
  below(n: number): number {
    assert(n >= 1 && n <= 0x100000000 && Number.isInteger(n), `below(${n}) is out of range`);
    const limit = 0x100000000 - (0x100000000 % n);
    let x = this.next();
    while (x >= limit) x = this.next();
    return x % n;
  }

  /** True with probability `numerator / denominator`, in whole numbers. Always draws. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }

  /** A whole number in `[low, high]`. */
  between(low: number, high: number): number {
    assert(low <= high, `between(${low}, ${high})`);
    return low + this.below(high - low + 1);
  }

  /** Writes down where it stands: {@link RNG_WORDS} words from `at` on. */
  save(words: Int32Array, at: number): void {
    words[at] = this.a;
    words[at + 1] = this.b;
    words[at + 2] = this.c;
    words[at + 3] = this.d;
  }

  /** Goes to `draws` draws after what was saved at `at`. */
  restore(words: Int32Array, at: number, draws: number): void {
    this.a = words[at] as number;
    this.b = words[at + 1] as number;
    this.c = words[at + 2] as number;
    this.d = words[at + 3] as number;
    for (let i = 0; i < draws; i++) this.next();
  }

  /** Draws since it was saved at `at`. */
  drawsSince(words: Int32Array, at: number): number {
    const draws = (this.d - (words[at + 3] as number)) | 0;
    assert(draws >= 0, 'a stream stands before where it was saved');
    return draws;
  }

  clone(): Rng {
    return new Rng(this.a, this.b, this.c, this.d);
  }
}
