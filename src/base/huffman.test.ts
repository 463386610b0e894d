import { describe, expect, test } from 'vitest';
import { BitReader, BitWriter } from './bits.ts';
import { SymbolReader, SymbolWriter } from './huffman.ts';
import { Rng } from './rng.ts';

/** As many of each symbol as `counts` says, in an order of chance, written and read again; how many bytes they took. */
function bytesFor(counts: readonly number[], rng: Rng): number {
  const symbols = counts.flatMap((count, symbol) => Array.from({ length: count }, () => symbol));
  for (let i = symbols.length - 1; i > 0; i--) {
    const other = rng.below(i + 1);
    [symbols[i], symbols[other]] = [symbols[other] as number, symbols[i] as number];
  }
  const out = new BitWriter();
  const writer = new SymbolWriter(Uint32Array.from(counts));
  writer.writeLengths(out);
  for (const symbol of symbols) writer.write(symbol, out);
  out.write(0x155, 9);
  const bytes = out.take();
  const from = new BitReader(bytes);
  const reader = new SymbolReader(counts.length, from);
  expect(symbols.map(() => reader.read(from))).toEqual(symbols);
  expect(from.read(9)).toBe(0x155);
  return bytes.length;
}

test('bits come back, however many at once', () => {
  const out = new BitWriter();
  const written = Array.from({ length: 30 }, (_, i) => [(0x2aaaaaaa & ((2 << i) - 1)) >>> 0, i + 1] as const);
  for (const [value, count] of written) out.write(value, count);
  const from = new BitReader(out.take());
  expect(written.map(([, count]) => from.read(count))).toEqual(written.map(([value]) => value));
});

describe('a prefix code', () => {
  const rng = Rng.fromSeed(5);

  test('gives back what was written, in about as many bits as chance allows', () => {
    // Half of all, a quarter of all, …: one bit, two bits, … each.
    const halves = [4_096, 2_048, 1_024, 512, 256, 128, 64, 64];
    const bits = halves.reduce((sum, count, i) => sum + count * Math.min(7, i + 1), 0);
    expect(bytesFor(halves, rng)).toBeLessThan(bits / 8 + 12);
    for (let i = 0; i < 40; i++)
      bytesFor(
        Array.from({ length: rng.between(1, 300) }, () => rng.below(rng.between(1, 50))),
        rng,
      );
  });

  test('has a word for a symbol that is alone, and none that is too long for the table', () => {
    expect(bytesFor([0, 0, 500, 0], rng)).toBeLessThan(500 / 8 + 12);
    bytesFor([0, 0, 0], rng);
    // Weights like these make the deepest tree there is.
    const fibonacci = [1, 1];
    while (fibonacci.length < 20) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0));
    bytesFor(fibonacci, rng);
  });

  test('finds bytes that no writer wrote', () => {
    const from = new BitReader(new Uint8Array(64));
    const reader = new SymbolReader(4, from);
    expect(() => reader.read(from)).toThrow(/no such word/);
  });
});
