const KEPT = 12;
/** How far a number may be from one of the last: what is on its way is often one or two. */
const REACH = 2;
const NEIGHBOURS = 2 * REACH + 1;
/** So many short names there are. */
export const NEAR_NAMES = KEPT * NEIGHBOURS;
const NOT_NEAR = -1;

/**
 * The last large numbers of a state. Where one counts on, many do: a log's last index, what is committed, applied, persisted and known
 * of each follower. Told by how they are related, all but the first of them stay as they were.
 */
export class RecentNumbers {
  private readonly numbers: number[] = Array.from({ length: KEPT }, () => NaN);
  private next = 0;

  clear(): void {
    this.numbers.fill(NaN);
    this.next = 0;
  }

  add(value: number): void {
    this.numbers[this.next] = value;
    this.next = (this.next + 1) % KEPT;
  }

  /** The short name of a number that is close to one of the last, else −1. */
  nameOf(value: number): number {
    for (let age = 0; age < KEPT; age++) {
      const apart = value - this.at(age);
      if (apart >= -REACH && apart <= REACH) return age * NEIGHBOURS + apart + REACH;
    }
    return NOT_NEAR;
  }

  /** The number with this short name. */
  named(name: number): number {
    const apart = (name % NEIGHBOURS) - REACH;
    return this.at(Math.floor(name / NEIGHBOURS)) + apart;
  }

  private at(age: number): number {
    return this.numbers[(this.next + KEPT - 1 - age) % KEPT] as number;
  }
}
