/**
 * Growing arrays in chunks that clones share until one of them writes: a clone copies a list of pointers, and
 * afterwards only the chunks that are written again. A chunk belongs to the array whose token it carries.
 *
 *   original  [ a ][ b ][ c ]          clone() gives both a new token: nobody owns a, b or c
 *   copy      [ a ][ b ][ c' ]         the first write into c makes c', owned by its writer
 */

interface Chunk<Data> {
  readonly owner: object;
  readonly data: Data;
}

/** Numbers by index; 0 where nothing was set. */
export class NumberChunks {
  private static readonly SIZE = 512;
  private chunks: (Chunk<Float64Array> | undefined)[] = [];
  private token: object = {};

  get(index: number): number {
    const chunk = this.chunks[Math.floor(index / NumberChunks.SIZE)];
    return chunk === undefined ? 0 : (chunk.data[index % NumberChunks.SIZE] as number);
  }

  set(index: number, value: number): void {
    const at = Math.floor(index / NumberChunks.SIZE);
    let chunk = this.chunks[at];
    if (chunk === undefined || chunk.owner !== this.token) {
      const data = chunk === undefined ? new Float64Array(NumberChunks.SIZE) : chunk.data.slice();
      while (this.chunks.length < at) this.chunks.push(undefined);
      chunk = { owner: this.token, data };
      this.chunks[at] = chunk;
    }
    chunk.data[index % NumberChunks.SIZE] = value;
  }

  clone(): NumberChunks {
    const copy = new NumberChunks();
    copy.chunks = this.chunks.slice();
    this.token = {};
    return copy;
  }
}

/** References by index; undefined where nothing was set. What is stored must be frozen. */
export class ListChunks<T> {
  private static readonly SIZE = 512;
  private chunks: (Chunk<(T | undefined)[]> | undefined)[] = [];
  private token: object = {};

  get(index: number): T | undefined {
    return this.chunks[Math.floor(index / ListChunks.SIZE)]?.data[index % ListChunks.SIZE];
  }

  set(index: number, value: T): void {
    const at = Math.floor(index / ListChunks.SIZE);
    let chunk = this.chunks[at];
    if (chunk === undefined || chunk.owner !== this.token) {
      const data = chunk === undefined ? new Array<T | undefined>(ListChunks.SIZE) : chunk.data.slice();
      while (this.chunks.length < at) this.chunks.push(undefined);
      chunk = { owner: this.token, data };
      this.chunks[at] = chunk;
    }
    chunk.data[index % ListChunks.SIZE] = value;
  }

  clone(): ListChunks<T> {
    const copy = new ListChunks<T>();
    copy.chunks = this.chunks.slice();
    this.token = {};
    return copy;
  }
}

/**
 * Three 32-bit words for each index of a raft log; all 0 where nothing was set. Chunks are small because the
 * newest chunk of every log is copied at every keyframe.
 */
export class TripleChunks {
  private static readonly SIZE = 128;
  private chunks: (Chunk<Int32Array> | undefined)[] = [];
  private token: object = {};

  /** Word `field` (0, 1 or 2) of the entry at `index`. */
  get(index: number, field: 0 | 1 | 2): number {
    const chunk = this.chunks[Math.floor(index / TripleChunks.SIZE)];
    return chunk === undefined ? 0 : (chunk.data[(index % TripleChunks.SIZE) * 3 + field] as number);
  }

  set(index: number, a: number, b: number, c: number): void {
    const at = Math.floor(index / TripleChunks.SIZE);
    let chunk = this.chunks[at];
    if (chunk === undefined || chunk.owner !== this.token) {
      const data = chunk === undefined ? new Int32Array(TripleChunks.SIZE * 3) : chunk.data.slice();
      while (this.chunks.length < at) this.chunks.push(undefined);
      chunk = { owner: this.token, data };
      this.chunks[at] = chunk;
    }
    const offset = (index % TripleChunks.SIZE) * 3;
    chunk.data[offset] = a;
    chunk.data[offset + 1] = b;
    chunk.data[offset + 2] = c;
  }

  clone(): TripleChunks {
    const copy = new TripleChunks();
    copy.chunks = this.chunks.slice();
    this.token = {};
    return copy;
  }
}
