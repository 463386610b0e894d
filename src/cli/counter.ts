import type { Io } from './io.ts';

/** A person's eye needs no more; a log file gets a line every five seconds. */
const TERMINAL_EVERY_MS = 200;
const LOG_EVERY_MS = 5_000;

/** How far work of many equal pieces is: one line on stderr, written over on a terminal. */
export class Counter {
  private readonly startedMs: number;
  private lastMs: number;
  private shown = false;

  constructor(
    private readonly io: Io,
    private readonly wanted: boolean,
    private readonly all: number,
    private readonly what: string,
  ) {
    this.startedMs = io.now();
    this.lastMs = this.startedMs;
  }

  show(done: number, bad: number): void {
    if (!this.wanted) return;
    const now = this.io.now();
    if (now - this.lastMs < (this.io.errIsTerminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS)) return;
    this.lastMs = now;
    const line = `${done} of ${this.all} ${this.what} in ${((now - this.startedMs) / 1_000).toFixed(1)} s, ${bad} bad`;
    this.io.err(this.io.errIsTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    this.shown = true;
  }

  clear(): void {
    if (this.shown && this.io.errIsTerminal) this.io.err('\r\u001b[2K');
    this.shown = false;
  }
}
