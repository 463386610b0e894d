/** Owner index of operations typed at the console. */
export const ONE_OFF = -1;

/**
 * What a thread is asked to do, by a workload or by a person: frozen plain data. `op` names the kind of operation
 * (`operations/index.ts`); the other fields are that kind's own.
 */
export interface OpSpec {
  readonly op: string;
}

const NOTHING: OpSpec = { op: '' };

/** One logical thread of a client, and the operation it has outstanding. */
export class Slot {
  readonly index: number;
  /** Index of the workload, or ONE_OFF. */
  readonly owner: number;
  /** Thread within the workload. */
  readonly thread: number;
  /** Operations made so far, and when the last one was due. */
  made = 0;
  dueUs = 0;

  busy = false;
  spec: OpSpec = NOTHING;
  /** How far the operation is: its kind's own record, replaced and never changed. */
  work: object | null = null;
  /** The operation's number in the trace, unique in the run. */
  request = 0;
  invokedAtUs = 0;
  /** Given up after this moment; Infinity: never. */
  deadlineUs = Infinity;
  /** Some attempt of some call may have been carried out though nobody said so (facts 3.8.1). */
  undetermined = false;
  /** What a person typed; '' for a workload's operation. */
  typed = '';
  /** Its calls that are not answered, by id. */
  calls: number[] = [];

  constructor(index: number, owner: number, thread: number) {
    this.index = index;
    this.owner = owner;
    this.thread = thread;
  }

  clone(): Slot {
    const copy = new Slot(this.index, this.owner, this.thread);
    copy.made = this.made;
    copy.dueUs = this.dueUs;
    copy.busy = this.busy;
    copy.spec = this.spec;
    copy.work = this.work;
    copy.request = this.request;
    copy.invokedAtUs = this.invokedAtUs;
    copy.deadlineUs = this.deadlineUs;
    copy.undetermined = this.undetermined;
    copy.typed = this.typed;
    copy.calls = this.calls.slice();
    return copy;
  }
}
