import { expect, test } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';
import { pack, unpack } from './pack.ts';
import { Rng } from './rng.ts';
import { Room } from './room.ts';

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

test('what was packed comes back, whatever the base is', () => {
  const rng = Rng.fromSeed(11);
  const room = new Room();
  const bases = [new Uint8Array(0), noise(rng, 3, 256), noise(rng, 5_000, 256), noise(rng, 3_000, 3)];
  for (let i = 0; i < 300; i++) {
    const base = bases[rng.below(bases.length)] as Uint8Array;
    const target = rng.chance(1, 4) ? noise(rng, rng.below(600), rng.between(1, 256)) : edited(base, rng);
    expect(unpack(pack(target, base), base, room)).toEqual(target);
    // What lies in the room is the base of what comes there next.
    const next = edited(target, rng);
    expect(unpack(pack(next, target), unpack(pack(target, base), base, room), room)).toEqual(next);
  }
});

test('a small difference takes little, and so does what repeats itself', () => {
  const rng = Rng.fromSeed(12);
  const base = noise(rng, 20_000, 256);
  const target = base.slice();
  for (let i = 0; i < 50; i++) target[i * 397] = rng.below(256);
  expect(pack(target, base).length).toBeLessThan(400);
  const repeated = Uint8Array.from({ length: 5_000 }, (_, i) => base[i % 50] as number);
  expect(pack(repeated, new Uint8Array(0)).length).toBeLessThan(180);
  expect(pack(noise(rng, 5_000, 256), new Uint8Array(0)).length).toBeLessThan(5_200);
});
