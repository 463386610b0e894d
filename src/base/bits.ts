import { ByteWriter } from './bytes.ts';

/** Bits in a list of bytes, lowest first. */
export class BitWriter {
  private readonly out = new ByteWriter();
  private held = 0;
  private count = 0;

  /** The lowest `count` bits of `value`, which has no others; at most 30. */
  write(value: number, count: number): void {
    if (count > 16) {
      this.write(value & 0xffff, 16);
      this.write(value >>> 16, count - 16);
      return;
    }
    this.held |= value << this.count;
    this.count += count;
    while (this.count >= 8) {
      this.out.byte(this.held & 0xff);
      this.held >>>= 8;
      this.count -= 8;
    }
  }

  /** All that was written, and zeros that a reader may look at. */
  take(): Uint8Array {
    this.write(0, 16);
    this.write(0, 7);
    return this.out.take();
  }
}

/** Reads what a {@link BitWriter} wrote. */
export class BitReader {
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next 16 bits, which stay where they are. */
  peek(): number {
    while (this.count < 16) {
      this.held |= (this.bytes[this.at++] as number) << this.count;
      this.count += 8;
    }
    return this.held & 0xffff;
  }

  /** Goes on by at most 16 bits that were looked at. */
  skip(count: number): void {
    this.held >>>= count;
    this.count -= count;
  }

  /** The next `count` bits, at most 30. */
  read(count: number): number {
    if (count > 16) return this.read(16) | (this.read(count - 16) << 16);
    const value = this.peek() & ((1 << count) - 1);
    this.skip(count);
    return value;
  }
}
