/** Values below this have a bin of their own; above, each power of two is divided into so many bins. */
const SUB_BINS = 64;
const SUB_BITS = 6;
/** Largest value kept apart; what is above counts as this. 2^31 µs is 35 minutes. */
const VALUE_MAX = 0x7fffffff;

/**
 * Quantiles of many whole numbers in little space: a histogram whose bins grow with the value, so that an
 * answer is off by at most 1/128. Integer arithmetic only: every engine finds the same bins.
 */
export class Sketch {
  private bins = new Map<number, number>();
  count = 0;
  /** Exact; 0 while empty. */
  max = 0;

  /** `value` is a whole number ≥ 0; a negative one counts as 0. */
  add(value: number): void {
    const v = value < 0 ? 0 : value > VALUE_MAX ? VALUE_MAX : value;
    const bin = binOf(v);
    this.bins.set(bin, (this.bins.get(bin) ?? 0) + 1);
    this.count++;
    if (v > this.max) this.max = v;
  }

  merge(other: Sketch): void {
    for (const [bin, count] of other.bins) this.bins.set(bin, (this.bins.get(bin) ?? 0) + count);
    this.count += other.count;
    if (other.max > this.max) this.max = other.max;
  }

  /** The smallest value that at least `percent` of all are at or below (to the bin's middle); null while empty. */
  quantile(percent: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil((this.count * percent) / 100));
    let seen = 0;
    for (const bin of [...this.bins.keys()].sort((a, b) => a - b)) {
      seen += this.bins.get(bin) ?? 0;
      if (seen >= rank) return Math.min(middleOf(bin), this.max);
    }
    return this.max;
  }

  clone(): Sketch {
    const copy = new Sketch();
    copy.bins = new Map(this.bins);
    copy.count = this.count;
    copy.max = this.max;
    return copy;
  }
}

function binOf(value: number): number {
  if (value < SUB_BINS) return value;
  const shift = 31 - Math.clz32(value) - SUB_BITS;
  return (shift + 1) * SUB_BINS + ((value >>> shift) & (SUB_BINS - 1));
}

function middleOf(bin: number): number {
  if (bin < SUB_BINS) return bin;
  const shift = Math.floor(bin / SUB_BINS) - 1;
  const low = (SUB_BINS + (bin % SUB_BINS)) * (1 << shift);
  return low + Math.floor((1 << shift) / 2);
}
