import type { BitReader } from './bits.ts';
import { PrefixCode } from './prefix-code.ts';

/** Whole numbers up to here are symbols of their own; above, each power of two has two symbols, which the lower bits follow. */
const PLAIN = 16;
const PLAIN_BITS = 4;
const NUMBER_BITS = 30;
export const NUMBERS = PLAIN + 2 * (NUMBER_BITS - PLAIN_BITS);
const BYTES = 256;
/** Names of distances: to the same place of the base, the recent ones, to elsewhere in the target, to elsewhere in the base. */
export const HOME = 0;
export const FIRST_RECENT = 1;
export const RECENTS = 4;
export const FIRST_OWN = FIRST_RECENT + RECENTS;
export const FIRST_OF_BASE = FIRST_OWN + NUMBERS;
const DISTANCES = FIRST_OF_BASE + NUMBERS;

/** A section has a code of its own for what that makes shorter by so many bits in each difference: a code takes memory, too. */
const OWN_SAVES_BITS = 8;

/** What the parts of a difference are written by in one section. */
export interface SectionCode {
  readonly fresh: PrefixCode;
  readonly length: PrefixCode;
  readonly byte: PrefixCode;
  /** A fresh byte is told by how much it is more than the one at the same place of the base: numbers that count on are alike then. */
  readonly hasSteps: boolean;
}

/** What differences are written by: in each section, what came there often is short. */
export class PackCode {
  readonly distance: PrefixCode;
  /** Of sections in a row that are as long as in the base, and of how much longer the next one is. */
  readonly sameSize: PrefixCode;
  readonly size: PrefixCode;
  private readonly common: SectionCode;
  private readonly own: (SectionCode | undefined)[];

  constructor(statistics: Statistics | null) {
    const { differences, all, distance, sameSize, size, sections } = statistics ?? FIRST_GUESS;
    this.distance = new PrefixCode(distance);
    this.sameSize = new PrefixCode(sameSize);
    this.size = new PrefixCode(size);
    this.common = {
      fresh: new PrefixCode(all.fresh),
      length: new PrefixCode(all.length),
      byte: new PrefixCode(all.bytes),
      hasSteps: false,
    };
    this.own = sections.map((counts) => sectionCode(counts, this.common, differences * OWN_SAVES_BITS));
  }

  of(section: number): SectionCode {
    return this.own[section] ?? this.common;
  }
}

/** How often each symbol came in a section. */
interface Counts {
  readonly fresh: Uint32Array;
  readonly length: Uint32Array;
  readonly bytes: Uint32Array;
  /** The same bytes, as steps. */
  readonly steps: Uint32Array;
}

/** How often each symbol came. */
export class Statistics {
  differences = 0;
  readonly all = newCounts();
  readonly sections: Counts[] = [];
  readonly distance = new Uint32Array(DISTANCES);
  readonly sameSize = new Uint32Array(NUMBERS);
  readonly size = new Uint32Array(NUMBERS);

  /** Those of a section, which are to be noted in `all`, too. */
  of(section: number): Counts {
    return (this.sections[section] ??= newCounts());
  }
}

export function count(counts: Uint32Array, symbol: number): void {
  counts[symbol] = (counts[symbol] as number) + 1;
}

/** The symbol of a number ≥ 0. */
export function symbolOf(value: number): number {
  if (value < PLAIN) return value;
  const bits = extraBits(value);
  // The highest bit is always set, the next one chooses between the two symbols.
  return PLAIN + 2 * (bits + 1 - PLAIN_BITS) + ((value >> bits) & 1);
}

/** How many of the lowest bits follow its symbol. */
export function extraBits(value: number): number {
  return value < PLAIN ? 0 : 30 - Math.clz32(value);
}

export function numberOf(symbol: number, from: BitReader): number {
  if (symbol < PLAIN) return symbol;
  const bits = PLAIN_BITS - 1 + ((symbol - PLAIN) >> 1);
  return ((2 | (symbol & 1)) << bits) | from.read(bits);
}

/** Each as in `common` where another one would save less. */
function sectionCode(counts: Counts, common: SectionCode, savesBits: number): SectionCode {
  const fresh = codeOf(counts.fresh, common.fresh, savesBits);
  const length = codeOf(counts.length, common.length, savesBits);
  const byte = codeOf(counts.bytes, common.byte, savesBits);
  const steps = new PrefixCode(counts.steps);
  const hasSteps = steps.bitsOfAll(counts.steps) + savesBits < byte.bitsOfAll(counts.bytes);
  return { fresh, length, byte: hasSteps ? steps : byte, hasSteps };
}

function codeOf(counts: Uint32Array, common: PrefixCode, savesBits: number): PrefixCode {
  const own = new PrefixCode(counts);
  return own.bitsOfAll(counts) + savesBits < common.bitsOfAll(counts) ? own : common;
}

function newCounts(): Counts {
  return {
    fresh: new Uint32Array(NUMBERS),
    length: new Uint32Array(NUMBERS),
    bytes: new Uint32Array(BYTES),
    steps: new Uint32Array(BYTES),
  };
}

/** Before anything came: small numbers come more often, and bytes as they like. */
function firstGuess(): Statistics {
  const guess = new Statistics();
  const { all, distance, sameSize, size } = guess;
  for (const counts of [all.fresh, all.length, distance, sameSize, size])
    for (let symbol = 0; symbol < counts.length; symbol++)
      counts[symbol] = 1 + (counts.length >> (symbol >> 2));
  all.bytes.fill(1);
  return guess;
}

const FIRST_GUESS = firstGuess();
