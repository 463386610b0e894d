import { must } from '../../base/assert.ts';
import { ONE_OFF, Slot } from './slot.ts';

/** All threads of a client, and the slots of its one-off operations, which are used again. */
export class Slots {
  private slots: Slot[] = [];
  /** One-off slots without an operation. */
  private free: number[] = [];

  get(index: number): Slot {
    return must(this.slots[index], 'slot');
  }

  /** The threads of a workload, in their order. */
  ofWorkload(owner: number): readonly Slot[] {
    return this.slots.filter((slot) => slot.owner === owner);
  }

  addThreads(owner: number, threads: number): void {
    for (let thread = 0; thread < threads; thread++) {
      this.slots.push(new Slot(this.slots.length, owner, thread));
    }
  }

  takeOneOff(): Slot {
    const index = this.free.pop();
    if (index !== undefined) return this.get(index);
    const slot = new Slot(this.slots.length, ONE_OFF, 0);
    this.slots.push(slot);
    return slot;
  }

  giveBack(slot: Slot): void {
    this.free.push(slot.index);
  }

  clone(): Slots {
    const copy = new Slots();
    copy.slots = this.slots.map((slot) => slot.clone());
    copy.free = this.free.slice();
    return copy;
  }

  /** The threads begin anew; nobody knows what became of one-off operations. */
  afterCrash(): Slots {
    const next = new Slots();
    next.slots = this.slots
      .filter((slot) => slot.owner !== ONE_OFF)
      .map((slot, index) => new Slot(index, slot.owner, slot.thread));
    return next;
  }
}
