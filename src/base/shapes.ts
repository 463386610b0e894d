import { must } from './assert.ts';
import { Column } from './column.ts';
import { SETTLE } from './settle.ts';

/** What objects of one class and the same fields have in common. */
export interface Shape {
  readonly id: number;
  readonly proto: object | null;
  readonly keys: readonly string[];
  /** One for each field. */
  readonly columns: readonly Column[];
  /** Which kind of record it is, by place in the list of kinds; −1: none. */
  readonly record: number;
  readonly settles: boolean;
  /** Such objects are never written to: plain ones, and frozen ones. */
  readonly isFixed: boolean;
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
  /** Of all shapes. */
  readonly columns: Column[] = [];

  private readonly kinds: readonly string[];

  /** An object with exactly these fields of a kind, in this order, is a record. */
  constructor(kinds: readonly (readonly string[])[]) {
    this.kinds = kinds.map((fields) => fields.join());
  }

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
      step.shape = {
        id: this.all.length,
        proto,
        keys,
        columns: keys.map(() => new Column(this.columns)),
        record: this.kinds.indexOf(keys.join()),
        settles: SETTLE in object,
        isFixed: proto === Object.prototype || Object.isFrozen(object),
      };
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
