/** What a command needs of the machine it runs on; tests hand in their own. */
export interface Io {
  /** Resolves when there is room for more. */
  out(text: string): Promise<void> | void;
  err(text: string): void;
  /** Progress is shown by itself when a person is looking. */
  readonly errIsTerminal: boolean;
  /** Text of a file, or why it cannot be read in a few words. */
  readFile(path: string, maxBytes: number): Promise<{ readonly text: string } | { readonly problem: string }>;
  /** Wall clock in ms, for measuring. */
  readonly now: () => number;
}
