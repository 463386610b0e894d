/**
 * A number-like claim for every key of the key space, held as ranges. Boundaries are encoded keys in ascending
 * order; `claims[i]` holds from `starts[i]` up to the next one. There are about as many as Regions, so arrays do.
 */
export class RangeMap<T> {
  private starts: string[] = [''];
  private claims: (T | null)[] = [null];

  /** The claim that holds for `key`, null when none does. */
  at(key: string): T | null {
    return this.claims[this.floor(key)] ?? null;
  }

  /** Makes `claim` hold on `[startKey, endKey)` wherever `stronger(claim, held)` says so. '' ends nowhere. */
  raise(startKey: string, endKey: string, claim: T, stronger: (claim: T, held: T) => boolean): void {
    if (endKey !== '' && endKey <= startKey) return;
    const begin = this.cut(startKey);
    const end = endKey === '' ? this.starts.length : this.cut(endKey);
    for (let i = begin; i < end; i++) {
      const held = this.claims[i] ?? null;
      if (held === null || stronger(claim, held)) this.claims[i] = claim;
    }
    this.join(begin, end);
  }

  clone(): RangeMap<T> {
    const copy = new RangeMap<T>();
    copy.starts = this.starts.slice();
    copy.claims = this.claims.slice();
    return copy;
  }

  private floor(key: string): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] as string) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Position of the boundary `key`, which is made when it is missing. */
  private cut(key: string): number {
    const at = this.floor(key);
    if (this.starts[at] === key) return at;
    this.starts.splice(at + 1, 0, key);
    this.claims.splice(at + 1, 0, this.claims[at] ?? null);
    return at + 1;
  }

  /** Removes boundaries in `[begin, end]` between equal claims. */
  private join(begin: number, end: number): void {
    for (let i = end < this.starts.length ? end : this.starts.length - 1; i >= begin && i > 0; i--) {
      if (this.claims[i] === this.claims[i - 1]) {
        this.starts.splice(i, 1);
        this.claims.splice(i, 1);
      }
    }
  }
}
