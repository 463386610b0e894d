import { must } from '../base/assert.ts';
import { ByteReader, ByteWriter } from '../base/bytes.ts';
import type { GraphCodec, Records } from '../base/graph-codec.ts';
import { pack, unpack } from '../base/pack.ts';
import type { Entry } from '../raft/index.ts';

/** The fields of a log entry in the order of its making. */
export const ENTRY_FIELDS: readonly (keyof Entry)[] = ['term', 'index', 'type', 'data', 'conf'];

/** Blocks that stay unpacked: what is read once is mostly read again. */
const UNPACKED_MAX = 16;
/** Blocks in a row of which all but the first are differences from the first. */
const ROW = 16;
const NO_BASE = new Uint8Array(0);

/** Entries that came between two keyframes. */
interface Block {
  readonly first: number;
  /** The block that it is written down as a difference from: entries of one run are alike. Null: it stands for itself. */
  readonly base: Block | null;
  readonly packed: Uint8Array;
}

interface Unpacked {
  readonly bytes: Uint8Array;
  /** Where each entry begins. */
  readonly starts: readonly number[];
}

/**
 * Log entries of all keyframes, each once and packed: a log keeps some hundreds of them for seconds, three peers have the same
 * ones, and of those in a keyframe a replay reads the newest only. So they are unpacked when somebody asks.
 */
export class KeptEntries implements Records {
  private readonly blocks: Block[] = [];
  private readonly unpacked = new Map<Block, Unpacked>();
  private fresh: Uint8Array[] = [];
  private count = 0;
  private packedBytes = 0;
  private codec: GraphCodec | null = null;

  /** The codec that writes states also writes entries. */
  writtenBy(codec: GraphCodec): void {
    this.codec = codec;
  }

  get bytes(): number {
    return this.packedBytes;
  }

  add(record: object): number {
    this.fresh.push(must(this.codec, 'codec').writeRecord(record));
    return this.count++;
  }

  get(id: number): KeptEntry {
    return new KeptEntry(this, id);
  }

  idOf(object: object): number {
    return object instanceof KeptEntry && object.keeper === this ? object.id : -1;
  }

  /** Packs those added since the last time. */
  seal(): void {
    const { fresh } = this;
    if (fresh.length === 0) return;
    const out = new ByteWriter();
    out.varint(fresh.length);
    for (const { length } of fresh) out.varint(length);
    for (const bytes of fresh) out.append(bytes, 0, bytes.length);
    const { length } = this.blocks;
    const base = length % ROW === 0 ? null : (this.blocks[length - (length % ROW)] as Block);
    const packed = pack(out.take(), this.bytesOf(base));
    this.blocks.push({ first: this.count - fresh.length, base, packed });
    this.packedBytes += packed.length;
    this.fresh = [];
  }

  read(id: number): Entry {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.blocks[middle] as Block).first <= id) low = middle;
      else high = middle - 1;
    }
    const block = must(this.blocks[low], 'block of an entry');
    const { bytes, starts } = this.unpack(block);
    return must(this.codec, 'codec').readRecord(bytes, must(starts[id - block.first], 'entry')) as Entry;
  }

  private bytesOf(block: Block | null): Uint8Array {
    return block === null ? NO_BASE : this.unpack(block).bytes;
  }

  private unpack(block: Block): Unpacked {
    const known = this.unpacked.get(block);
    if (known !== undefined) return known;
    const bytes = unpack(block.packed, this.bytesOf(block.base));
    const reader = new ByteReader(bytes);
    const lengths = Array.from({ length: reader.varint() }, () => reader.varint());
    let { at } = reader;
    const starts = lengths.map((length) => {
      at += length;
      return at - length;
    });
    const unpacked = { bytes, starts };
    this.unpacked.set(block, unpacked);
    for (const oldest of this.unpacked.keys()) {
      if (this.unpacked.size <= UNPACKED_MAX) break;
      this.unpacked.delete(oldest);
    }
    return unpacked;
  }
}

/** An entry of a keyframe; its contents are unpacked when somebody looks. */
class KeptEntry implements Entry {
  private entry: Entry | null = null;

  constructor(
    readonly keeper: KeptEntries,
    readonly id: number,
  ) {}

  get term(): number {
    return this.contents.term;
  }

  get index(): number {
    return this.contents.index;
  }

  get type(): Entry['type'] {
    return this.contents.type;
  }

  get data(): Entry['data'] {
    return this.contents.data;
  }

  get conf(): Entry['conf'] {
    return this.contents.conf;
  }

  private get contents(): Entry {
    this.entry ??= this.keeper.read(this.id);
    return this.entry;
  }
}
