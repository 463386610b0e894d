import { must } from '../base/assert.ts';
import { ByteReader, ByteWriter } from '../base/bytes.ts';
import type { GraphCodec, Records } from '../base/graph-codec.ts';
import { pack, unpack } from '../base/pack.ts';
import type { Entry } from '../raft/index.ts';
import type { CdcRow } from '../systems/tikv/msg.ts';

const ENTRY_FIELDS: readonly (keyof Entry)[] = ['term', 'index', 'type', 'data', 'conf'];
const ROW_FIELDS: readonly (keyof CdcRow)[] = ['key', 'value', 'ts'];
/** What is kept apart: log entries and rows of changes, by their fields in the order of their making. */
export const RECORD_KINDS: readonly (readonly string[])[] = [ENTRY_FIELDS, ROW_FIELDS];
const ENTRY = 0;
const ROW_OF_CHANGES = 1;

/** Blocks that stay unpacked: what is read once is mostly read again. */
const UNPACKED_MAX = 16;
/** Blocks in a row of which all but the first are differences from the first. */
const ROW = 16;
const NO_BASE = new Uint8Array(0);

/** Records that came between two keyframes. */
interface Block {
  readonly first: number;
  /** The block that it is written down as a difference from: records of one run are alike. Null: it stands for itself. */
  readonly base: Block | null;
  readonly packed: Uint8Array;
  /** Of an entry its term, of a row its ts: logs and sorters ask for those, but seldom for more. Counted from the lowest of the kind. */
  readonly orders: Orders;
  /** By kind. */
  readonly lowest: readonly number[];
}

interface Unpacked {
  readonly bytes: Uint8Array;
  /** Where each record begins. */
  readonly starts: readonly number[];
}

/**
 * Log entries and rows of all keyframes, each once and packed: a log keeps some hundreds of them for seconds, three peers have
 * the same ones, what they say waits in sorters, and of those in a keyframe a replay reads the newest only. So they are
 * unpacked when somebody asks.
 */
export class KeptRecords implements Records {
  private readonly blocks: Block[] = [];
  private readonly unpacked = new Map<Block, Unpacked>();
  private fresh: Uint8Array[] = [];
  private freshOrders: { readonly kind: number; readonly order: number }[] = [];
  private count = 0;
  private packedBytes = 0;
  private codec: GraphCodec | null = null;

  /** The codec that writes states also writes records. */
  writtenBy(codec: GraphCodec): void {
    this.codec = codec;
  }

  get bytes(): number {
    return this.packedBytes;
  }

  add(record: object, kind: number): number {
    this.fresh.push(must(this.codec, 'codec').writeRecord(record));
    const order = kind === ENTRY ? (record as Entry).term : (record as CdcRow).ts;
    this.freshOrders.push({ kind, order });
    return this.count++;
  }

  get(id: number, kind: number): KeptEntry | KeptRow {
    return kind === ENTRY ? new KeptEntry(this, id) : new KeptRow(this, id);
  }

  find(object: object): Kept | null {
    return object instanceof Kept && object.keeper === this ? object : null;
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
    const lowest = RECORD_KINDS.map(() => Infinity);
    for (const { kind, order } of this.freshOrders) lowest[kind] = Math.min(lowest[kind] as number, order);
    const orders = inFewBytes(this.freshOrders.map(({ kind, order }) => order - (lowest[kind] as number)));
    this.blocks.push({ first: this.count - fresh.length, base, packed, orders, lowest });
    this.packedBytes += packed.length + orders.byteLength;
    this.fresh = [];
    this.freshOrders = [];
  }

  read(id: number): object {
    const block = this.blockOf(id);
    const { bytes, starts } = this.unpack(block);
    return must(this.codec, 'codec').readRecord(bytes, must(starts[id - block.first], 'record'));
  }

  /** What its kind is in order of. */
  orderOf(id: number, kind: number): number {
    const { first, orders, lowest } = this.blockOf(id);
    return must(lowest[kind], 'kind of record') + must(orders[id - first], 'record');
  }

  private blockOf(id: number): Block {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.blocks[middle] as Block).first <= id) low = middle;
      else high = middle - 1;
    }
    return must(this.blocks[low], 'block of a record');
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

/** A record of a keyframe; its contents are unpacked when somebody looks. */
abstract class Kept<T extends object = object> {
  private read: T | null = null;

  constructor(
    readonly keeper: KeptRecords,
    readonly id: number,
  ) {}

  abstract get kind(): number;

  protected get contents(): T {
    this.read ??= this.keeper.read(this.id) as T;
    return this.read;
  }
}

class KeptEntry extends Kept<Entry> implements Entry {
  get kind(): number {
    return ENTRY;
  }

  get term(): number {
    return this.keeper.orderOf(this.id, this.kind);
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
}

class KeptRow extends Kept<CdcRow> implements CdcRow {
  get kind(): number {
    return ROW_OF_CHANGES;
  }

  get key(): CdcRow['key'] {
    return this.contents.key;
  }

  get value(): CdcRow['value'] {
    return this.contents.value;
  }

  get ts(): CdcRow['ts'] {
    return this.keeper.orderOf(this.id, this.kind) as CdcRow['ts'];
  }
}

type Orders = Uint8Array | Int32Array | Float64Array;

/** Of whole numbers ≥ 0. */
function inFewBytes(numbers: readonly number[]): Orders {
  const most = Math.max(...numbers);
  if (most <= 0xff) return Uint8Array.from(numbers);
  return most <= 0x7f_ff_ff_ff ? Int32Array.from(numbers) : Float64Array.from(numbers);
}
