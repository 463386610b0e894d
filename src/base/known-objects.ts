/** In the columns of {@link KnownObjects}: nothing. */
export const NONE = -1;
const ROOM_MIN = 1_024;

/**
 * Objects that a codec has met, each with a slot in a few columns of whole numbers: an object for each would take three
 * times as much, and be in the way of every garbage collection.
 */
export class KnownObjects {
  private readonly slots = new Map<object, number>();
  private readonly free: number[] = [];
  /** The state it was seen in last. */
  state = new Int32Array(ROOM_MIN);
  /** Its place among the objects there. */
  ordinal = new Int32Array(ROOM_MIN);
  /** The state that referred to it more than once last. */
  sharedIn = new Int32Array(ROOM_MIN);
  /** What such a state refers to it by, or `NONE`. Of a record: its number. */
  id = new Int32Array(ROOM_MIN);
  /** Of a record, else `NONE`. */
  kind = new Int8Array(ROOM_MIN);

  get size(): number {
    return this.slots.size;
  }

  /** Its slot, or `NONE`. */
  find(object: object): number {
    return this.slots.get(object) ?? NONE;
  }

  /** A slot for one that is met for the first time. */
  add(object: object, state: number): number {
    const slot = this.free.pop() ?? this.slots.size;
    if (slot === this.state.length) this.grow();
    this.slots.set(object, slot);
    this.state[slot] = state;
    this.ordinal[slot] = 0;
    this.sharedIn[slot] = 0;
    this.id[slot] = NONE;
    this.kind[slot] = NONE;
    return slot;
  }

  /** Forgets those that `isGone` says yes to. */
  sweep(isGone: (slot: number) => boolean): void {
    for (const [object, slot] of this.slots) {
      if (!isGone(slot)) continue;
      this.slots.delete(object);
      this.free.push(slot);
    }
  }

  private grow(): void {
    const room = this.state.length * 2;
    const larger = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const copy = new Int32Array(room);
      copy.set(column);
      return copy;
    };
    this.state = larger(this.state);
    this.ordinal = larger(this.ordinal);
    this.sharedIn = larger(this.sharedIn);
    this.id = larger(this.id);
    const kind = new Int8Array(room);
    kind.set(this.kind);
    this.kind = kind;
  }
}
