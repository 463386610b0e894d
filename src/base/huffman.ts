import { assert } from './assert.ts';
import type { BitReader, BitWriter } from './bits.ts';

/** Longest code word: a table of so many bits reads any of them at once. */
const WORD_BITS_MAX = 12;
/** In which a word's length is written down. */
const LENGTH_BITS = 4;
/** Of symbols that never come. */
const MORE_BITS = 6;
const MORE_MAX = (1 << MORE_BITS) - 1;

/**
 * A prefix code after Huffman: what comes often takes few bits. The words follow from their lengths (shorter ones first, then by
 * symbol), so only these are written down.
 */
export class SymbolWriter {
  private readonly lengths: Uint8Array;
  private readonly words: Uint16Array;

  /** How often each symbol will be written. */
  constructor(counts: Uint32Array) {
    this.lengths = lengthsOf(counts);
    this.words = wordsOf(this.lengths);
  }

  /** A symbol that never comes is followed by how many more there are at once. */
  writeLengths(out: BitWriter): void {
    const { lengths } = this;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      out.write(lengths[symbol] as number, LENGTH_BITS);
      if (lengths[symbol] !== 0) continue;
      const first = symbol;
      while (symbol - first < MORE_MAX && lengths[symbol + 1] === 0) symbol++;
      out.write(symbol - first, MORE_BITS);
    }
  }

  write(symbol: number, out: BitWriter): void {
    out.write(this.words[symbol] as number, this.lengths[symbol] as number);
  }
}

/** Reads what a {@link SymbolWriter} of the same lengths wrote. */
export class SymbolReader {
  /** By the next bits: the symbol and, lowest, its word's length; 0 where no word begins like that. */
  private readonly table: Uint16Array;

  /** `table`: one that was made by {@link newTable} and is read by nobody else any more. */
  constructor(symbols: number, from: BitReader, table = newTable()) {
    this.table = table;
    table.fill(0);
    const lengths = new Uint8Array(symbols);
    for (let symbol = 0; symbol < symbols; symbol++) {
      const length = from.read(LENGTH_BITS);
      if (length === 0) symbol += from.read(MORE_BITS);
      else lengths[symbol] = length;
    }
    const words = wordsOf(lengths);
    for (let symbol = 0; symbol < symbols; symbol++) {
      const length = lengths[symbol] as number;
      if (length === 0) continue;
      for (let at = words[symbol] as number; at < this.table.length; at += 1 << length)
        this.table[at] = (symbol << LENGTH_BITS) | length;
    }
  }

  read(from: BitReader): number {
    const found = this.table[from.peek() & (this.table.length - 1)] as number;
    assert(found > 0, 'no such word in the code');
    from.skip(found & ((1 << LENGTH_BITS) - 1));
    return found >> LENGTH_BITS;
  }
}

/** Room for what a {@link SymbolReader} looks words up in. */
export function newTable(): Uint16Array {
  return new Uint16Array(1 << WORD_BITS_MAX);
}

/** Of each symbol's word; 0 for what never comes. Where one gets too long, rare symbols count as less rare. */
function lengthsOf(counts: Uint32Array): Uint8Array {
  for (let weights = counts; ; weights = weights.map((count) => (count > 0 ? (count >> 1) | 1 : 0))) {
    const lengths = treeDepths(weights);
    if (lengths.every((length) => length <= WORD_BITS_MAX)) return lengths;
  }
}

/** The two lightest nodes get a parent until one is left; a symbol's depth below it is the length of its word. */
function treeDepths(weights: Uint32Array): Uint8Array {
  const depths = new Uint8Array(weights.length);
  const leaves = [...weights.keys()].filter((symbol) => (weights[symbol] as number) > 0);
  leaves.sort((a, b) => (weights[a] as number) - (weights[b] as number) || a - b);
  const nodes = leaves.map((symbol) => weights[symbol] as number);
  const parents: number[] = [];
  // Leaves ascend, and so do the parents made of them: the lightest is first among one or the other.
  let leaf = 0;
  let inner = leaves.length;
  const lightest = (): number => {
    const leafFirst =
      leaf < leaves.length && (inner >= nodes.length || (nodes[leaf] as number) <= (nodes[inner] as number));
    const node = leafFirst ? leaf++ : inner++;
    parents[node] = nodes.length;
    return nodes[node] as number;
  };
  for (let joined = 1; joined < leaves.length; joined++) nodes.push(lightest() + lightest());
  const below = new Uint8Array(nodes.length);
  for (let node = nodes.length - 2; node >= 0; node--)
    below[node] = (below[parents[node] as number] as number) + 1;
  // A symbol that is alone needs a word too.
  leaves.forEach((symbol, i) => (depths[symbol] = Math.max(1, below[i] as number)));
  return depths;
}

/** As they are written: the first bit is the lowest. */
function wordsOf(lengths: Uint8Array): Uint16Array {
  const words = new Uint16Array(lengths.length);
  let next = 0;
  for (let length = 1; length <= WORD_BITS_MAX; length++) {
    next <<= 1;
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === length) words[symbol] = reversed(next++, length);
  }
  return words;
}

function reversed(word: number, length: number): number {
  let turned = 0;
  for (let i = 0; i < length; i++) turned |= ((word >> i) & 1) << (length - 1 - i);
  return turned;
}
