import { assert } from './assert.ts';
import type { BitReader, BitWriter } from './bits.ts';

/** Longest code word. */
const WORD_BITS_MAX = 12;
/** Words up to here are read by looking into a table once; it would be large for the few longer ones. */
const QUICK_BITS = 9;
/** In an entry of the table: the word's length. */
const LENGTH_BITS = 4;

/** How much more than what never came something counts that came once. */
const SEEN = 16;

/**
 * A prefix code after Huffman: what came often takes few bits. The words follow from their lengths (shorter ones first, then by
 * symbol). What never came is announced by one more symbol, and written as it is.
 */
export class PrefixCode {
  private readonly lengths: Uint8Array;
  private readonly words: Uint16Array;
  /** By the next bits: the symbol and, lowest, its word's length; 0 where no short word begins like that. */
  private readonly table = new Uint16Array(1 << QUICK_BITS);
  /** By length and word: the symbols of the longer ones. */
  private readonly longer: ReadonlyMap<number, number> | null;

  /** The symbol that announces others. */
  private readonly never: number;
  private readonly plainBits: number;

  /** How often each symbol came. */
  constructor(counts: Uint32Array) {
    this.never = counts.length;
    this.plainBits = 32 - Math.clz32(counts.length - 1);
    this.lengths = lengthsOf(weightsOf(counts));
    this.words = wordsOf(this.lengths);
    const { lengths, words, table } = this;
    const longer = new Map<number, number>();
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] as number;
      const word = words[symbol] as number;
      if (length > QUICK_BITS) longer.set((word << LENGTH_BITS) | length, symbol);
      else if (length > 0)
        for (let at = word; at < table.length; at += 1 << length)
          table[at] = (symbol << LENGTH_BITS) | length;
    }
    this.longer = longer.size > 0 ? longer : null;
  }

  /** Bits that it takes to write it. */
  bitsOf(symbol: number): number {
    const bits = this.lengths[symbol] as number;
    return bits > 0 ? bits : (this.lengths[this.never] as number) + this.plainBits;
  }

  /** Bits that it takes to write each symbol so often. */
  bitsOfAll(counts: Uint32Array): number {
    return counts.reduce((sum, count, symbol) => sum + count * this.bitsOf(symbol), 0);
  }

  write(symbol: number, out: BitWriter): void {
    const bits = this.lengths[symbol] as number;
    if (bits > 0) {
      out.write(this.words[symbol] as number, bits);
    } else {
      out.write(this.words[this.never] as number, this.lengths[this.never] as number);
      out.write(symbol, this.plainBits);
    }
  }

  read(from: BitReader): number {
    const next = from.peek();
    const found = this.table[next & (this.table.length - 1)] as number;
    let symbol = found >> LENGTH_BITS;
    if (found === 0) symbol = this.readLonger(next, from);
    else from.skip(found & ((1 << LENGTH_BITS) - 1));
    return symbol === this.never ? from.read(this.plainBits) : symbol;
  }

  private readLonger(next: number, from: BitReader): number {
    for (let length = QUICK_BITS + 1; length <= WORD_BITS_MAX; length++) {
      const symbol = this.longer?.get(((next & ((1 << length) - 1)) << LENGTH_BITS) | length);
      if (symbol === undefined) continue;
      from.skip(length);
      return symbol;
    }
    assert(false, 'no such word in the code');
  }
}

/** With one more, for what never came. */
function weightsOf(counts: Uint32Array): Uint32Array {
  const weights = new Uint32Array(counts.length + 1);
  let sum = 0;
  counts.forEach((count, symbol) => {
    weights[symbol] = count * SEEN;
    sum += count;
  });
  weights[counts.length] = 1 + (sum >> 9);
  return weights;
}

/** Of each symbol's word; 0 for what never came. Where one gets too long, rare symbols count as less rare. */
function lengthsOf(expected: Uint32Array): Uint8Array {
  let weights = expected;
  for (;;) {
    const lengths = treeDepths(weights);
    if (lengths.every((length) => length <= WORD_BITS_MAX)) return lengths;
    weights = weights.map((weight) => (weight > 0 ? (weight >> 1) | 1 : 0));
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
