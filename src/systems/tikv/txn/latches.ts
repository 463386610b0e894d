/**
 * Who may work on which key, over the whole store (TiKV, storage/txn/latch): commands of one key wait for each other
 * in the order they came, so what one of them read stays true until it is applied. A command takes all its keys at
 * once, in key order, so two can never wait for each other.
 */
export class Latches {
  /** Encoded key → commands, the owner first. */
  private readonly queues = new Map<string, number[]>();

  /** True when all keys are owned now. */
  acquire(task: number, keys: readonly string[]): boolean {
    let owned = true;
    for (const key of keys) {
      const queue = this.queues.get(key);
      if (queue === undefined) {
        this.queues.set(key, [task]);
        continue;
      }
      queue.push(task);
      owned = false;
    }
    return owned;
  }

  /** Whether `task` owns all of its keys. */
  owns(task: number, keys: readonly string[]): boolean {
    return keys.every((key) => this.queues.get(key)?.[0] === task);
  }

  /** Gives the keys up; returns who is first in a queue now. */
  release(task: number, keys: readonly string[]): number[] {
    const next: number[] = [];
    for (const key of keys) {
      const queue = this.queues.get(key)?.filter((other) => other !== task) ?? [];
      const first = queue[0];
      if (first === undefined) {
        this.queues.delete(key);
        continue;
      }
      this.queues.set(key, queue);
      if (!next.includes(first)) next.push(first);
    }
    return next;
  }

  get size(): number {
    return this.queues.size;
  }

  clone(): Latches {
    const copy = new Latches();
    for (const [key, queue] of this.queues) copy.queues.set(key, queue.slice());
    return copy;
  }
}
