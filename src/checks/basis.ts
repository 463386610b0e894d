import { EffectiveWrites } from './effective-writes.ts';
import { KeyTable } from './key-table.ts';

/** What the checks of one run have in common, worked out once for all of them. */
export class Basis {
  /** Only grows, and a key keeps its number: copies share it. */
  readonly keys: KeyTable;
  readonly writes: EffectiveWrites;

  constructor(keys = new KeyTable(), writes = new EffectiveWrites()) {
    this.keys = keys;
    this.writes = writes;
  }

  clone(): Basis {
    return new Basis(this.keys, this.writes.clone());
  }
}
