import { must } from '../../base/assert.ts';
import type { Rng } from '../../base/rng.ts';

/**
 * YCSB's choice of records (facts 8.4.4, 8.4.5), without powers and logarithms: those differ in the last bit between
 * engines. Weights 1/i^0.99 are made with `+ − × ÷` alone, which every engine rounds alike, and summed into a table
 * of whole numbers that draws are looked up in.
 */

/** Draws are whole numbers below this. */
const SCALE = 1_073_741_824;
/** Σ 1/i^0.99 over the 10¹⁰ ranks that YCSB's scrambled generator draws from (facts 8.4.5). */
const ZETA_OF_ALL_RANKS = 26.46902820178302;
/** Ranks looked up one by one; all later ones are so rare that their hashes spread them evenly. */
const RANKS = 10_000;

/** `table[i]` is the weight of ranks 0 … i together, in units of 1/SCALE of `of`. */
function cumulative(ranks: number, of: number | null): Int32Array {
  const sums = new Float64Array(ranks);
  let sum = 0;
  let root = 1;
  for (let i = 1; i <= ranks; i++) {
    root = hundredthRoot(i, root);
    sum += root / i;
    sums[i - 1] = sum;
  }
  const whole = of ?? sum;
  return Int32Array.from(sums, (each) => Math.floor((each / whole) * SCALE));
}

/** `x^(1/100)` by Newton's method from a guess below it: 1/i^0.99 is this, divided by i. */
function hundredthRoot(x: number, guess: number): number {
  let y = guess;
  for (let step = 0; step < 8; step++) {
    const y99 = ninetyNinth(y);
    const next = y - (y99 * y - x) / (100 * y99);
    if (next === y) break;
    y = next;
  }
  return y;
}

function ninetyNinth(y: number): number {
  const y2 = y * y;
  const y3 = y2 * y;
  const y6 = y3 * y3;
  const y12 = y6 * y6;
  const y24 = y12 * y12;
  const y48 = y24 * y24;
  return y48 * y48 * y3;
}

/** First position whose entry is above `draw`. */
function find(table: Int32Array, end: number, draw: number): number {
  let low = 0;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((table[middle] as number) > draw) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Popular records scattered over all of them by a hash: the hottest gets 3.78 % of the draws, however many there are. */
export class ScrambledZipfian {
  private readonly table = cumulative(RANKS, ZETA_OF_ALL_RANKS);
  private readonly records: number;

  constructor(records: number) {
    this.records = records;
  }

  /** A record's number; two draws, always. */
  next(rng: Rng): number {
    const draw = rng.below(SCALE);
    const other = rng.below(this.records);
    if (draw >= must(this.table[RANKS - 1], 'last rank')) return other;
    return hashOf(find(this.table, RANKS, draw)).modulo(this.records);
  }
}

/** Records written last are the most popular (workload D). */
export class SkewedLatest {
  private readonly table: Int32Array;

  constructor(recordsMax: number) {
    this.table = cumulative(recordsMax, null);
  }

  /** A record's number among the first `count`. */
  next(count: number, rng: Rng): number {
    const ranks = Math.min(count, this.table.length);
    const draw = rng.below(must(this.table[ranks - 1], 'weight'));
    return count - 1 - find(this.table, ranks, draw);
  }
}

const TWO32 = 4_294_967_296;

/** A whole number of 63 bits, as two parts. */
export class Hash63 {
  private readonly high: number;
  private readonly low: number;

  constructor(high: number, low: number) {
    this.high = high;
    this.low = low;
  }

  /** Exact for `n` up to 2²⁰. */
  modulo(n: number): number {
    return ((this.high % n) * (TWO32 % n) + this.low) % n;
  }

  decimal(): string {
    let { high, low } = this;
    let digits = '';
    do {
      const rest = (high % 10) * TWO32 + low;
      high = Math.floor(high / 10);
      low = Math.floor(rest / 10);
      digits = String(rest % 10) + digits;
    } while (high + low > 0);
    return digits;
  }
}

/** FNV-1a of the eight bytes of `value`, lowest first, without its sign: YCSB's `fnvhash64` (facts 8.4.3). */
export function hashOf(value: number): Hash63 {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  let rest = value;
  for (let i = 0; i < 8; i++) {
    low = (low ^ (rest & 0xff)) >>> 0;
    rest = Math.floor(rest / 256);
    // × (2⁴⁰ + 435) modulo 2⁶⁴
    const product = low * 435;
    high = (high * 435 + Math.floor(product / TWO32) + ((low << 8) >>> 0)) % TWO32;
    low = product % TWO32;
  }
  if (high < 0x80000000) return new Hash63(high, low);
  const negated = low === 0 ? 0 : TWO32 - low;
  return new Hash63((TWO32 - high - (low === 0 ? 0 : 1)) % 0x80000000, negated);
}
