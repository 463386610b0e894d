import { describe, expect, test } from 'vitest';
import { BitReader, BitWriter } from './bits.ts';
import { PrefixCode } from './prefix-code.ts';
import { Rng } from './rng.ts';

/** As many of each symbol as `counts` says, in an order of chance, written and read again by `code`; how many bytes they took. */
function bytesFor(
  counts: readonly number[],
  rng: Rng,
  code = new PrefixCode(Uint32Array.from(counts)),
): number {
  const symbols = counts.flatMap((count, symbol) => Array.from({ length: count }, () => symbol));
  for (let i = symbols.length - 1; i > 0; i--) {
    const other = rng.below(i + 1);
    [symbols[i], symbols[other]] = [symbols[other] as number, symbols[i] as number];
  }
  const out = new BitWriter();
  for (const symbol of symbols) code.write(symbol, out);
  out.write(0x155, 9);
  const bytes = out.take();
  const from = new BitReader(bytes);
  expect(symbols.map(() => code.read(from))).toEqual(symbols);
  expect(from.read(9)).toBe(0x155);
  // Behind the last bit there are a few that only a reader looks at.
  const bits = code.bitsOfAll(Uint32Array.from(counts)) + 9;
  expect(bytes.length - Math.ceil(bits / 8)).toBeLessThan(4);
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
    expect(bytesFor(halves, rng)).toBeLessThan((bits / 8) * 1.02);
    for (let i = 0; i < 40; i++)
      bytesFor(
        Array.from({ length: rng.between(1, 300) }, () => rng.below(rng.between(1, 50))),
        rng,
      );
  });

  test('has a word for a symbol that is alone, for those that never came, and none that is too long', () => {
    expect(bytesFor([0, 0, 500, 0], rng)).toBeLessThan(500 / 8 + 12);
    bytesFor([0, 0, 0], rng);
    // Weights like these make the deepest tree there is.
    const fibonacci = [1, 1];
    while (fibonacci.length < 20) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0));
    bytesFor(fibonacci, rng);
  });

  test('made of other counts gives back everything, too', () => {
    for (let i = 0; i < 40; i++) {
      const length = rng.between(1, 300);
      const counts = (): number[] => Array.from({ length }, () => Math.max(0, rng.below(40) - 30));
      expect(bytesFor(counts(), rng, new PrefixCode(Uint32Array.from(counts())))).toBeGreaterThan(0);
    }
  });

  test('finds bits that no writer wrote', () => {
    // A symbol that is alone and the one for all others: one bit each would do, but nothing says that both are there.
    const code = new PrefixCode(Uint32Array.from([0, 0, 0, 0]));
    const out = new BitWriter();
    code.write(2, out);
    const bytes = out.take();
    bytes[0] = (bytes[0] as number) ^ 1;
    expect(() => code.read(new BitReader(bytes))).toThrow(/no such word/);
  });
});
