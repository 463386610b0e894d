import { assert } from './assert.ts';

/** One number on its way from or to its bytes. */
const FLOAT = new Float64Array(1);
const FLOAT_BYTES = new Uint8Array(FLOAT.buffer);

/** A whole number of either sign as one ≥ 0; small ones stay small. */
export function unsignedOf(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

export function signedOf(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** A growing list of bytes. */
export class ByteWriter {
  private bytes: Uint8Array;
  private count = 0;

  /** There is room for so many at first. */
  constructor(room = 65_536) {
    this.bytes = new Uint8Array(room);
  }

  get length(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
  }

  byte(value: number): void {
    if (this.count === this.bytes.length) this.grow(1);
    this.bytes[this.count++] = value;
  }

  /** A whole number ≥ 0: seven bits a byte, lowest first. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A whole number of either sign; small ones are short. */
  signed(value: number): void {
    this.varint(unsignedOf(value));
  }

  float64(value: number): void {
    FLOAT[0] = value;
    this.append(FLOAT_BYTES, 0, 8);
  }

  append(from: Uint8Array, start: number, end: number): void {
    if (this.count + end - start > this.bytes.length) this.grow(end - start);
    if (end - start < 32) for (let i = start; i < end; i++) this.bytes[this.count++] = from[i] as number;
    else {
      this.bytes.set(from.subarray(start, end), this.count);
      this.count += end - start;
    }
  }

  appendAll(other: ByteWriter): void {
    this.append(other.bytes, 0, other.count);
  }

  /** A copy of all that was written. */
  take(): Uint8Array {
    return this.bytes.slice(0, this.count);
  }

  private grow(room: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.count + room));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** Reads what a {@link ByteWriter} wrote. */
export class ByteReader {
  at: number;
  private bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Reads these from now on. */
  begin(bytes: Uint8Array, at: number): void {
    this.bytes = bytes;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    assert(this.at < this.bytes.length, 'the bytes end too early');
    return this.bytes[this.at++] as number;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    return signedOf(this.varint());
  }

  float64(): number {
    for (let i = 0; i < 8; i++) FLOAT_BYTES[i] = this.byte();
    return FLOAT[0] as number;
  }
}
