import type { LogLevel } from '../types.ts';

/** Levels of the script's output; `none` silences everything but errors (facts/raft.md §12). */
export type OutputLevel = LogLevel | 'none';

const LEVELS: readonly OutputLevel[] = ['debug', 'info', 'warn', 'error', 'fatal', 'none'];

/** The names of all levels, in the order of their weight. */
export const LEVEL_NAMES: readonly string[] = LEVELS.map((level) => level.toUpperCase());

/** The level of that name, whatever its case, or null. */
export function outputLevel(name: string): OutputLevel | null {
  return LEVELS.find((level) => level === name.toLowerCase()) ?? null;
}

/** What one command prints: its own text and the log lines of the peers, in order. */
export class Output {
  level: OutputLevel = 'debug';
  private text = '';

  /** Nothing is printed. */
  get quiet(): boolean {
    return this.level === 'none';
  }

  /** Takes out what was printed since the last time. */
  take(): string {
    const text = this.text;
    this.text = '';
    return text;
  }

  /** Prints text as it is. */
  write(text: string): void {
    if (!this.quiet) this.text += text;
  }

  /** Prints text and a newline. */
  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Prints a peer's log line, if its level is not below the output's. */
  log(level: LogLevel, text: string): void {
    if (LEVELS.indexOf(level) >= LEVELS.indexOf(this.level)) this.line(`${level.toUpperCase()} ${text}`);
  }

  /** Runs `body` and moves everything it prints two columns to the right. */
  indented(body: () => void): void {
    const before = this.text;
    this.text = '';
    try {
      body();
    } finally {
      const lines = this.text.split('\n');
      if (lines[lines.length - 1] === '') lines.pop();
      this.text = before + lines.map((line) => `  ${line}\n`).join('');
    }
  }
}
