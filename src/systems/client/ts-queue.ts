/** Operations that wait for a timestamp, by their slots, and those that the call under way will give one. */
export class TsQueue {
  private wanted: number[] = [];
  private underWay: number[] = [];

  get waits(): boolean {
    return this.wanted.length > 0;
  }

  push(slot: number): void {
    this.wanted.push(slot);
  }

  /** All that wait go into one call; how many. */
  send(): number {
    this.underWay = this.wanted;
    this.wanted = [];
    return this.underWay.length;
  }

  /** The call was answered: who gets a timestamp, in the order they asked. */
  answered(): readonly number[] {
    const { underWay } = this;
    this.underWay = [];
    return underWay;
  }

  /** The call will not be answered, or was refused: its operations are the first to wait again. */
  failed(): void {
    this.wanted = [...this.underWay, ...this.wanted];
    this.underWay = [];
  }

  /** Takes those out that have waited for too long. */
  takeOverdue(isOverdue: (slot: number) => boolean): readonly number[] {
    const overdue = this.wanted.filter(isOverdue);
    if (overdue.length > 0) this.wanted = this.wanted.filter((slot) => !overdue.includes(slot));
    return overdue;
  }

  clone(): TsQueue {
    const copy = new TsQueue();
    copy.wanted = this.wanted.slice();
    copy.underWay = this.underWay.slice();
    return copy;
  }
}
