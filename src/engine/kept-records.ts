import { must } from '../base/assert.ts';
import { ByteReader, ByteWriter } from '../base/bytes.ts';
import type { GraphCodec } from '../base/graph-codec.ts';
import type { Records } from '../base/record-list.ts';
import type { Packed } from '../base/pack.ts';
import { Packer, unpack } from '../base/pack.ts';
import { Room } from '../base/room.ts';
import type { Sections } from '../base/sections.ts';
import { NO_SECTIONS, oneSection } from '../base/sections.ts';
import type { Entry } from '../raft/index.ts';
import type { CdcRow } from '../systems/tikv/msg.ts';

const ENTRY_FIELDS: readonly (keyof Entry)[] = ['term', 'index', 'type', 'data', 'conf'];
const ROW_FIELDS: readonly (keyof CdcRow)[] = ['key', 'value', 'ts'];
/** What is kept apart: log entries and rows of changes, by their fields in the order of their making. */
export const RECORD_KINDS: readonly (readonly string[])[] = [ENTRY_FIELDS, ROW_FIELDS];
const ENTRY = 0;
const ROW_OF_CHANGES = 1;
/** Of what has none; nobody asks for it. */
const NO_TERM = -1;

/** Blocks that stay unpacked: what is read once is mostly read again. */
const UNPACKED_MAX = 16;
/** Several peers ask for the same entry: of so many numbers in a row each is one object. */
const AT_HAND = 8_192;
/** Blocks in a row of which all but the first are differences from the first. */
const ROW = 16;
const NO_STARTS = new Uint32Array(0);

/** Records that came between two keyframes. */
interface Block {
  readonly first: number;
  /** The block that it is written down as a difference from: records of one run are alike. Null: it stands for itself. */
  readonly base: Block | null;
  readonly packed: Packed;
  /** Terms of entries: a log asks for them, but seldom for more. A number: of all of them. */
  readonly terms: number | Uint8Array | Int32Array;
}

interface Unpacked {
  readonly room: Room;
  readonly block: Sections;
  /** Where each record begins; there may be more places than records. */
  readonly starts: Uint32Array;
}

/**
 * Log entries and rows of all keyframes, each once and packed: a log keeps some hundreds of them for seconds, three peers have
 * the same ones, what they say waits in sorters, and of those in a keyframe a replay reads the newest only. So they are
 * unpacked when somebody asks.
 */
export class KeptRecords implements Records {
  private readonly blocks: Block[] = [];
  private readonly unpacked = new Map<Block, Unpacked>();
  /** By the end of their numbers. */
  private readonly atHand: (KeptEntry | KeptRow | null)[] = Array.from({ length: AT_HAND }, () => null);
  private fresh: Uint8Array[] = [];
  private freshTerms: number[] = [];
  private count = 0;
  private packedBytes = 0;
  private codec: GraphCodec | null = null;
  private readonly packer = new Packer();

  /** The codec that writes states also writes records. */
  writtenBy(codec: GraphCodec): void {
    this.codec = codec;
  }

  get bytes(): number {
    return this.packedBytes;
  }

  add(record: object, kind: number): number {
    this.fresh.push(must(this.codec, 'codec').writeRecord(record));
    this.freshTerms.push(kind === ENTRY ? (record as Entry).term : NO_TERM);
    return this.count++;
  }

  get(id: number, kind: number): KeptEntry | KeptRow {
    const place = id % AT_HAND;
    const known = this.atHand[place];
    if (known?.id === id) return known;
    const record = kind === ENTRY ? new KeptEntry(this, id) : new KeptRow(this, id);
    this.atHand[place] = record;
    return record;
  }

  find(object: object): Kept | null {
    return object instanceof Kept && object.keeper === this ? object : null;
  }

  /** What was read is made again when somebody asks for it. */
  forgetRead(): void {
    this.atHand.fill(null);
    this.unpacked.clear();
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
    const packed = this.packer.pack(oneSection(out.take()), this.sectionsOf(base));
    const terms = inFewBytes(this.freshTerms);
    this.blocks.push({ first: this.count - fresh.length, base, packed, terms });
    this.packedBytes += packed.bytes.length + (typeof terms === 'number' ? 0 : terms.byteLength);
    this.fresh = [];
    this.freshTerms = [];
  }

  read(id: number): object {
    const block = this.blockOf(id);
    const unpacked = this.unpack(block);
    const { starts } = unpacked;
    return must(this.codec, 'codec').readRecord(
      unpacked.block.bytes,
      must(starts[id - block.first], 'record'),
    );
  }

  termOf(id: number): number {
    const { first, terms } = this.blockOf(id);
    return typeof terms === 'number' ? terms : must(terms[id - first], 'term');
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

  private sectionsOf(block: Block | null): Sections {
    return block === null ? NO_SECTIONS : this.unpack(block).block;
  }

  private unpack(block: Block): Unpacked {
    const known = this.unpacked.get(block);
    if (known !== undefined) return known;
    const base = this.sectionsOf(block.base);
    const { room, starts: old } = this.giveUpOldest() ?? { room: new Room(), starts: NO_STARTS };
    const records = unpack(block.packed, base, room);
    const unpacked = { room, block: records, starts: startsIn(records.bytes, old) };
    this.unpacked.set(block, unpacked);
    return unpacked;
  }

  /** When enough are unpacked: the place of one is taken by the next. */
  private giveUpOldest(): Unpacked | null {
    if (this.unpacked.size < UNPACKED_MAX) return null;
    for (const [block, unpacked] of this.unpacked) {
      this.unpacked.delete(block);
      return unpacked;
    }
    return null;
  }
}

/** The lengths of all records come first. `starts`: whose room is used when it is large enough. */
function startsIn(block: Uint8Array, starts: Uint32Array): Uint32Array {
  const reader = new ByteReader(block);
  const count = reader.varint();
  const places = count <= starts.length ? starts : new Uint32Array(count * 2);
  let at = 0;
  for (let i = 0; i < count; i++) {
    places[i] = at;
    at += reader.varint();
  }
  for (let i = 0; i < count; i++) places[i] = (places[i] as number) + reader.at;
  return places;
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
    return this.keeper.termOf(this.id);
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
    return this.contents.ts;
  }
}

/** Terms ≥ 0, or none. */
function inFewBytes(terms: readonly number[]): Block['terms'] {
  const first = terms.find((term) => term !== NO_TERM) ?? 0;
  if (terms.every((term) => term === first || term === NO_TERM)) return first;
  return terms.every((term) => term <= 0xff) ? Uint8Array.from(terms) : Int32Array.from(terms);
}
