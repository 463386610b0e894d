import { must } from './assert.ts';

/** What objects of one class and the same fields have in common. */
export interface Shape {
  readonly id: number;
  readonly proto: object | null;
  readonly keys: readonly string[];
  readonly isRecord: boolean;
}

/** Where the names of an object's fields lead, one after the other. */
interface Step {
  readonly keys: readonly string[];
  readonly next: Map<string, Step>;
  /** The step taken last from here, and the name it was taken by: mostly the one to take again. */
  lastKey: string;
  last: Step | null;
  shape: Shape | null;
}

/** The shapes of all objects met so far. */
export class Shapes {
  private readonly roots = new Map<object | null, Step>();
  private readonly all: Shape[] = [];

  /** An object with exactly these fields, in this order, is a record. */
  constructor(private readonly recordFields: readonly string[]) {}

  get(id: number): Shape {
    return must(this.all[id], 'shape');
  }

  of(object: object): Shape {
    const proto = Object.getPrototypeOf(object) as object | null;
    let step = this.roots.get(proto);
    if (step === undefined) {
      step = stepWith([]);
      this.roots.set(proto, step);
    }
    for (const key in object)
      step = step.lastKey === key && step.last !== null ? step.last : stepTo(step, key);
    if (step.shape === null) {
      const { keys } = step;
      const isRecord = keys.join() === this.recordFields.join();
      step.shape = { id: this.all.length, proto, keys, isRecord };
      this.all.push(step.shape);
    }
    return step.shape;
  }
}

function stepTo(step: Step, key: string): Step {
  let next = step.next.get(key);
  if (next === undefined) {
    next = stepWith([...step.keys, key]);
    step.next.set(key, next);
  }
  step.lastKey = key;
  step.last = next;
  return next;
}

function stepWith(keys: readonly string[]): Step {
  return { keys, next: new Map(), lastKey: '', last: null, shape: null };
}
