import { assert, must } from './assert.ts';
import { RNG_WORDS } from './rng.ts';
import type { Rng } from './rng.ts';

const STREAMS_MIN = 256;

/**
 * Where streams of chance stood at one moment: a state from soon after it tells how often each has been drawn from since, in a
 * byte or two. Where the streams themselves have got to would be twelve bytes of noise for each of them, in every state.
 */
export class StreamTable {
  private words = new Int32Array(STREAMS_MIN * RNG_WORDS);
  private count = 0;
  /** Null: states are not written down with it any more. */
  private numbers: Map<Rng, number> | null = new Map();

  /** What it takes. */
  get bytes(): number {
    return this.words.byteLength;
  }

  /** Its number here; one that has none is entered as it stands. */
  numberOf(stream: Rng): number {
    const numbers = must(this.numbers, 'a table of streams that is not closed');
    let number = numbers.get(stream);
    if (number === undefined) {
      number = this.count++;
      numbers.set(stream, number);
      if (this.count * RNG_WORDS > this.words.length) this.grow();
      stream.save(this.words, number * RNG_WORDS);
    }
    return number;
  }

  /** How often it was drawn from since it was entered. */
  drawsOf(stream: Rng, number: number): number {
    return stream.drawsSince(this.words, number * RNG_WORDS);
  }

  /** Takes a stream to where the one with this number was so many draws later. */
  restore(stream: Rng, number: number, draws: number): void {
    assert(number < this.count, 'no such stream');
    stream.restore(this.words, number * RNG_WORDS, draws);
  }

  /** From here on it only serves to read. */
  close(): void {
    this.numbers = null;
  }

  private grow(): void {
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
  }
}
