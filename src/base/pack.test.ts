import { expect, test } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';
import { Packer, unpack } from './pack.ts';
import { Rng } from './rng.ts';
import { Room } from './room.ts';
import type { Sections } from './sections.ts';
import { NO_SECTIONS, oneSection } from './sections.ts';

test('numbers of any size come back', () => {
  const writer = new ByteWriter();
  const numbers = [0, 1, 127, 128, 65_535, 4_294_967_296, Number.MAX_SAFE_INTEGER];
  for (const value of numbers) writer.varint(value);
  const signed = [0, -1, 1, -64, 64, -4_294_967_296];
  for (const value of signed) writer.signed(value);
  for (const value of [0.1, -Infinity, 1e300]) writer.float64(value);
  const reader = new ByteReader(writer.take());
  expect(numbers.map(() => reader.varint())).toEqual(numbers);
  expect(signed.map(() => reader.signed())).toEqual(signed);
  expect([reader.float64(), reader.float64(), reader.float64()]).toEqual([0.1, -Infinity, 1e300]);
  expect(reader.done).toBe(true);
  expect(() => reader.byte()).toThrow(/too early/);
});

function noise(rng: Rng, length: number, symbols: number): Uint8Array {
  return Uint8Array.from({ length }, () => rng.below(symbols));
}

/** Some bytes changed, some taken out, some put in. */
function edited(bytes: Uint8Array, rng: Rng): Uint8Array {
  const list = [...bytes];
  for (let i = rng.below(30); i > 0; i--) {
    const at = rng.below(list.length + 1);
    list.splice(at, rng.below(9), ...noise(rng, rng.below(9), 256));
  }
  return Uint8Array.from(list);
}

/** Cut into a few parts. */
function cut(bytes: Uint8Array, rng: Rng): Sections {
  const ends = Array.from({ length: rng.below(5) }, () => rng.below(bytes.length + 1)).sort((a, b) => a - b);
  return { bytes, ends: [...ends, bytes.length] };
}

/** What counts on, by the same step everywhere, and what does not, each in its own section. */
function counted(start: Uint8Array, at: number): Sections {
  const steps = [...start].map((byte) => (byte + at * 5) % 256);
  const same = Array.from({ length: 500 }, (_, i) => i % 251);
  return { bytes: Uint8Array.from([...steps, ...same]), ends: [steps.length, steps.length + same.length] };
}

test('what was packed comes back, whatever the base is', () => {
  const rng = Rng.fromSeed(11);
  const room = new Room();
  const packer = new Packer();
  const bases = [new Uint8Array(0), noise(rng, 3, 256), noise(rng, 5_000, 256), noise(rng, 3_000, 3)];
  for (let i = 0; i < 300; i++) {
    const base = cut(bases[rng.below(bases.length)] as Uint8Array, rng);
    const bytes = rng.chance(1, 4)
      ? noise(rng, rng.below(600), rng.between(1, 256))
      : edited(base.bytes, rng);
    const target = cut(bytes, rng);
    const packed = packer.pack(target, base);
    expect(unpack(packed, base, room)).toEqual(target);
    // What lies in the room is the base of what comes there next.
    const next = cut(edited(bytes, rng), rng);
    const packedNext = packer.pack(next, target);
    expect(unpack(packedNext, unpack(packed, base, room), room)).toEqual(next);
  }
});

test('a small difference takes little, and so does what repeats itself', () => {
  const rng = Rng.fromSeed(12);
  const base = noise(rng, 20_000, 256);
  const target = base.slice();
  for (let i = 0; i < 50; i++) target[i * 397] = rng.below(256);
  expect(sizeOf(oneSection(target), oneSection(base))).toBeLessThan(400);
  const repeated = Uint8Array.from({ length: 5_000 }, (_, i) => base[i % 50] as number);
  expect(sizeOf(oneSection(repeated), NO_SECTIONS)).toBeLessThan(180);
  expect(sizeOf(oneSection(noise(rng, 5_000, 256)), NO_SECTIONS)).toBeLessThan(5_700);
});

test('what comes again and again in a section is learnt', () => {
  const packer = new Packer();
  const start = noise(Rng.fromSeed(13), 300, 256);
  const sizes = Array.from(
    { length: 20 },
    (_, i) => packer.pack(counted(start, i + 1), counted(start, i)).bytes.length,
  );
  expect(sizes[0]).toBeGreaterThan(300);
  expect(sizes.at(-1)).toBeLessThan(60);
});

function sizeOf(target: Sections, base: Sections): number {
  return new Packer().pack(target, base).bytes.length;
}
