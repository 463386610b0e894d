import { must } from '../../base/assert.ts';
import type { KeyRange } from '../../model/region.ts';
import { TS_MAX, TS_ZERO, type Ts } from '../../model/ts.ts';

/** From `start` up to the next node's start. `heapAt` is its place in the heap. */
interface Node {
  readonly start: string;
  ts: Ts;
  heapAt: number;
}

/**
 * The span frontier (facts 4.10): a timestamp for every key of a range, kept as sorted pieces, with the
 * smallest at hand. `forward` may lower a piece: a Region's checkpoint legally falls back when its range is
 * subscribed again (facts 4.10.2).
 *
 *   nodes  │a: 5│d: 9        │m: 7   │     sorted by start; each reaches to the next
 *   heap    a:5 → m:7, d:9                min-heap by (ts, start)
 *
 * A forward of a whole piece costs O(log n); one that cuts pieces moves an array of node references.
 */
export class SpanFrontier {
  private nodes: Node[] = [];
  private heap: Node[] = [];
  /** Pieces that never heard anything; the frontier means something only when there is none (R-FRONTIER-INIT). */
  private silent: number;

  constructor(
    private readonly range: KeyRange,
    initial: Ts,
  ) {
    const node: Node = { start: range.startKey, ts: initial, heapAt: 0 };
    this.nodes.push(node);
    this.heap.push(node);
    this.silent = initial === TS_ZERO ? 1 : 0;
  }

  /** False while a piece is still at {@link TS_ZERO}. */
  get initialized(): boolean {
    return this.silent === 0;
  }

  /** The smallest timestamp of any key. */
  get min(): Ts {
    return must(this.heap[0], 'frontier piece').ts;
  }

  /** The piece with the smallest timestamp; the first in key order among equals. */
  get slowest(): KeyRange {
    const node = must(this.heap[0], 'frontier piece');
    return { startKey: node.start, endKey: this.endOf(this.indexAtOrBefore(node.start)) };
  }

  get pieces(): number {
    return this.nodes.length;
  }

  /** Sets the part of `range` inside the frontier to `ts`. */
  forward(range: KeyRange, ts: Ts): void {
    const startKey = range.startKey > this.range.startKey ? range.startKey : this.range.startKey;
    const endKey = smallerEnd(range.endKey, this.range.endKey);
    if (endKey !== '' && startKey >= endKey) return;
    let first = this.indexAtOrBefore(startKey);
    const node = must(this.nodes[first], 'frontier piece');
    if (node.start === startKey && this.endOf(first) === endKey) {
      this.setTs(node, ts);
      return;
    }
    if (node.start < startKey) first = this.cut(first, startKey);
    let last = this.lastBefore(endKey, first);
    if (this.endOf(last) !== endKey) this.cut(last, endKey);
    const head = must(this.nodes[first], 'frontier piece');
    for (; last > first; last--) this.remove(last);
    this.setTs(head, ts);
  }

  /** The smallest timestamp of any key of `range` inside the frontier; {@link TS_MAX} when there is none. */
  minIn(range: KeyRange): Ts {
    const startKey = range.startKey > this.range.startKey ? range.startKey : this.range.startKey;
    const endKey = smallerEnd(range.endKey, this.range.endKey);
    let min = TS_MAX;
    if (endKey !== '' && startKey >= endKey) return min;
    for (let i = this.indexAtOrBefore(startKey); i < this.nodes.length; i++) {
      const node = must(this.nodes[i], 'frontier piece');
      if (endKey !== '' && node.start >= endKey) break;
      if (node.ts < min) min = node.ts;
    }
    return min;
  }

  clone(): SpanFrontier {
    const copy = new SpanFrontier(this.range, TS_ZERO);
    copy.silent = this.silent;
    copy.nodes = this.nodes.map((node) => ({ ...node }));
    copy.heap = new Array<Node>(copy.nodes.length);
    for (const node of copy.nodes) copy.heap[node.heapAt] = node;
    return copy;
  }

  private endOf(index: number): string {
    return this.nodes[index + 1]?.start ?? this.range.endKey;
  }

  /** The piece that holds `key`. */
  private indexAtOrBefore(key: string): number {
    let low = 0;
    let high = this.nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (must(this.nodes[middle], 'frontier piece').start <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The last piece that starts before `endKey`, looking from `first` on. */
  private lastBefore(endKey: string, first: number): number {
    if (endKey === '') return this.nodes.length - 1;
    const at = this.indexAtOrBefore(endKey);
    return at > first && must(this.nodes[at], 'frontier piece').start === endKey ? at - 1 : at;
  }

  /** Cuts piece `index` at `key`; the right part keeps its timestamp. Returns the right part's index. */
  private cut(index: number, key: string): number {
    const { ts } = must(this.nodes[index], 'frontier piece');
    const right: Node = { start: key, ts, heapAt: this.heap.length };
    this.nodes.splice(index + 1, 0, right);
    this.heap.push(right);
    if (ts === TS_ZERO) this.silent++;
    this.siftUp(right);
    return index + 1;
  }

  private remove(index: number): void {
    const node = must(this.nodes[index], 'frontier piece');
    this.nodes.splice(index, 1);
    if (node.ts === TS_ZERO) this.silent--;
    const last = must(this.heap.pop(), 'heap piece');
    if (last === node) return;
    this.heap[node.heapAt] = last;
    last.heapAt = node.heapAt;
    this.siftUp(last);
    this.siftDown(last);
  }

  private setTs(node: Node, ts: Ts): void {
    if (node.ts === ts) return;
    if (node.ts === TS_ZERO) this.silent--;
    if (ts === TS_ZERO) this.silent++;
    const rising = ts > node.ts;
    node.ts = ts;
    if (rising) this.siftDown(node);
    else this.siftUp(node);
  }

  private siftUp(node: Node): void {
    while (node.heapAt > 0) {
      const parent = must(this.heap[(node.heapAt - 1) >> 1], 'heap piece');
      if (!before(node, parent)) return;
      this.swap(node, parent);
    }
  }

  private siftDown(node: Node): void {
    for (;;) {
      const left = this.heap[2 * node.heapAt + 1];
      const right = this.heap[2 * node.heapAt + 2];
      if (left === undefined) return;
      const child = right !== undefined && before(right, left) ? right : left;
      if (!before(child, node)) return;
      this.swap(node, child);
    }
  }

  private swap(a: Node, b: Node): void {
    const at = a.heapAt;
    a.heapAt = b.heapAt;
    b.heapAt = at;
    this.heap[a.heapAt] = a;
    this.heap[b.heapAt] = b;
  }
}

function before(a: Node, b: Node): boolean {
  return a.ts < b.ts || (a.ts === b.ts && a.start < b.start);
}

/** The smaller of two exclusive ends, where '' is +infinity. */
export function smallerEnd(a: string, b: string): string {
  if (a === '') return b;
  return b === '' || a < b ? a : b;
}
