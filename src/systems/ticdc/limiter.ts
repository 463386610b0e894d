/**
 * A token bucket in whole µs: one token per `everyUs`, at most `burst` saved up. Deterministic, no fractions.
 */
export class Limiter {
  private levelUs: number;
  private filledAtUs = 0;

  constructor(
    private readonly everyUs: number,
    private readonly burst: number,
  ) {
    this.levelUs = everyUs * burst;
  }

  /** Takes a token when there is one. */
  allow(nowUs: number): boolean {
    this.fill(nowUs);
    if (this.levelUs < this.everyUs) return false;
    this.levelUs -= this.everyUs;
    return true;
  }

  /** Time until the next token, 0 when there is one. */
  waitUs(nowUs: number): number {
    this.fill(nowUs);
    return Math.max(0, this.everyUs - this.levelUs);
  }

  clone(): Limiter {
    const copy = new Limiter(this.everyUs, this.burst);
    copy.levelUs = this.levelUs;
    copy.filledAtUs = this.filledAtUs;
    return copy;
  }

  private fill(nowUs: number): void {
    this.levelUs = Math.min(this.everyUs * this.burst, this.levelUs + (nowUs - this.filledAtUs));
    this.filledAtUs = nowUs;
  }
}
