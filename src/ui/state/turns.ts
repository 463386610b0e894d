/** Who waits longer is told that the engine is at work. */
const LONG_MS = 400;

/** What is asked of the engine besides to go on: one operation after another, each with its turn. */
export class Turns {
  private waiting = 0;
  private chain: Promise<unknown> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isLong = false;

  /** `over`: an operation has been answered. `working`: the engine has been busy for a while, or is not any more. */
  constructor(
    private readonly crashed: (error: unknown) => void,
    private readonly over: () => void,
    private readonly working: (isWorking: boolean) => void,
  ) {}

  /** Somebody waits for a turn or has it. */
  get taken(): boolean {
    return this.waiting > 0;
  }

  /** Runs an operation once those before it are over; null when the engine crashed on it. */
  take<T>(operation: () => Promise<T>): Promise<T | null> {
    this.waiting++;
    this.timer ??= setTimeout(() => this.tell(true), LONG_MS);
    const run = this.chain.then(operation).then(
      (value): T | null => value,
      (error: unknown): T | null => {
        this.crashed(error);
        return null;
      },
    );
    this.chain = run.finally(() => {
      this.waiting--;
      if (this.waiting === 0) this.rest();
      this.over();
    });
    return run;
  }

  /** Resolves when all that were asked for are over; true when none came meanwhile. */
  async settled(): Promise<boolean> {
    const { chain } = this;
    await chain;
    return chain === this.chain;
  }

  private rest(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.isLong) this.tell(false);
  }

  private tell(isLong: boolean): void {
    this.isLong = isLong;
    this.working(isLong);
  }
}
