import type { TsoCall } from './batch-tso-provider.ts';

/**
 * The provider's rules once more, the plainest way: every cached timestamp is listed on its own with the batch it
 * came with. For the twin test only.
 */
export class SlowProvider {
  usage = 0;
  private cached: { ts: number; batch: number }[] = [];
  private batch = 0;
  private sizes = new Map<number, number>();
  private readonly multiplier: number;
  private readonly min: number;
  private readonly max: number;

  constructor(multiplier: number, min: number, max: number) {
    this.multiplier = multiplier;
    this.min = min;
    this.max = max;
  }

  remain(): number {
    return this.cached.length;
  }

  pop(): number | null {
    this.cached.sort((a, b) => a.ts - b.ts);
    const first = this.cached.shift();
    if (first === undefined) return null;
    this.usage++;
    return first.ts;
  }

  /** Notes the size that a call made at this moment must have. */
  asked(call: TsoCall): void {
    if (this.sizes.has(call.id)) return;
    let size = this.usage * this.multiplier;
    if (!call.flush) size -= this.cached.length;
    if (size < this.min) size = this.min;
    if (size > this.max) size = this.max;
    this.sizes.set(call.id, size);
  }

  sizeWhenAsked(call: TsoCall): number | undefined {
    return this.sizes.get(call.id);
  }

  /** `last` null: the call failed. */
  end(call: TsoCall, last: number | null): void {
    const old = this.cached;
    if (call.flush) this.cached = [];
    if (last === null) return;
    const first = last - call.count + 1;
    if (old.some((entry) => entry.ts >= first)) return;
    this.batch++;
    for (let ts = first; ts <= last; ts++) this.cached.push({ ts, batch: this.batch });
    this.usage = 0;
    const batches = [...new Set(this.cached.map((entry) => entry.batch))].sort((a, b) => a - b);
    const tooOld = batches.slice(0, Math.max(0, batches.length - this.multiplier));
    this.cached = this.cached.filter((entry) => !tooOld.includes(entry.batch));
  }
}
