import { assert } from './assert.ts';
import { Column } from './column.ts';
import { Former } from './former.ts';
import { GraphReader } from './graph-reader.ts';
import { NEAR, RECORD, SMALL } from './graph-tags.ts';
import { GraphWriter } from './graph-writer.ts';
import { NEAR_NAMES } from './recent-numbers.ts';
import type { Records } from './record-list.ts';
import type { Sections } from './sections.ts';
import { StreamTable } from './stream-table.ts';
import { Vocabulary } from './vocabulary.ts';

/** For states without any. */
const NO_STREAMS = new StreamTable();
NO_STREAMS.close();

/**
 * Plain states as bytes: class instances, records, arrays, maps, sets, whole numbers, words, in any graph. Two states of a run
 * differ only where the run has changed: of its objects only those have a number that are referred to more than once, and the
 * same one in each state.
 *
 *     count ┊ (place among the objects − place of the one before, number) … ┊ columns, filled by going from the root depth first
 *
 * Not written down are `Shared` objects and what {@link shareCommon} found: a state refers to them. Other functions listen to a
 * state and are no part of it.
 */
export class GraphCodec {
  private readonly vocabulary: Vocabulary;
  private readonly writer: GraphWriter;
  private readonly former: Former;
  /** A record has one column only: few lie together. */
  private readonly recordColumn = new Column(null);

  /** `kinds`: an object with exactly the fields of one of them, in this order, is kept with `records`. */
  constructor(
    private readonly records: Records,
    kinds: readonly (readonly string[])[],
  ) {
    assert(kinds.length <= NEAR - RECORD && NEAR + NEAR_NAMES <= SMALL, 'more kinds of records than tags');
    this.vocabulary = new Vocabulary(kinds);
    this.writer = new GraphWriter(records, this.vocabulary);
    this.former = new Former(this.vocabulary.commonIds);
  }

  /** What two independent copies of a state both refer to never changes. */
  shareCommon(a: object, b: object): void {
    this.vocabulary.shareCommon(a, b);
  }

  /** A state with streams of chance needs a table of them, for reading it the same one. */
  write(root: object, streams = NO_STREAMS): Sections {
    return this.writer.state(root, streams);
  }

  read(state: Sections, streams = NO_STREAMS): unknown {
    return this.reader(streams, null).state(state, undefined);
  }

  /**
   * The same, made of the objects of a state that is given up: quicker, and they are still as their constructors made them.
   * `isWhole` is false where something has no listener and must be copied to get one.
   */
  readInto(
    former: object,
    state: Sections,
    streams = NO_STREAMS,
  ): { readonly root: unknown; readonly isWhole: boolean } {
    this.former.begin();
    const reader = this.reader(streams, this.former);
    const root = reader.state(state, former);
    return { root, isWhole: reader.isWhole };
  }

  /** Nothing of a state that was given up is held any more. */
  forgetFormer(): void {
    this.former.forget();
  }

  /** One object that never changes, with all it holds. */
  writeRecord(record: object): Uint8Array {
    return this.writer.record(record, this.recordColumn);
  }

  readRecord(bytes: Uint8Array, at: number): object {
    this.recordColumn.from.begin(bytes, at);
    return this.reader(NO_STREAMS, null).record(this.recordColumn);
  }

  private reader(streams: StreamTable, former: Former | null): GraphReader {
    return new GraphReader(this.records, this.vocabulary, streams, former);
  }
}
