/**
 * A register that several clients use at once, judged as it goes (just-in-time linearization): all states it may be in
 * are kept. A state knows the open writes that have taken effect in it, and what each open reader can have seen since it
 * began: whatever the register has held in that history. An answer keeps the states that explain it.
 *
 *     begin:  a reader sees what the register holds; a writer may take effect from now on
 *     answer: a writer takes effect now if it has not, open ones before it in every choice; a reader needs a state in
 *             which it can have seen what it says, and lets open writes take effect until there is one
 *
 * A write that nobody needs yet is left open: what it explains later it explains then. Everything is frozen and replaced.
 */
export interface RegisterState {
  /** Begun and not answered; those that never will be stay. */
  readonly open: readonly Operation[];
  readonly states: readonly Possible[];
  /** Too many possibilities: nothing is judged any more. */
  readonly givenUp: boolean;
}

export interface Operation {
  readonly id: number;
  readonly op: 'put' | 'get' | 'delete' | 'cas';
  /** What it writes, ABSENT for a delete. */
  readonly value: number;
  /** `cas`: what the register must hold. */
  readonly expected: number;
}

export interface Outcome {
  /** `get`, and a `cas` that did not swap: what it saw. */
  readonly seen: number;
  readonly swapped: boolean;
}

interface Possible {
  readonly value: number;
  /** Open writes that have taken effect, ascending. */
  readonly done: readonly number[];
  /** Of each open reader, and of each swap that has not taken effect, in the order they began. */
  readonly views: readonly View[];
}

interface View {
  readonly id: number;
  /** Ascending. */
  readonly values: readonly number[];
}

export const ABSENT = 0;
const OPEN_MAX = 14;
const STATES_MAX = 4_000;

export const START: RegisterState = {
  open: [],
  states: [{ value: ABSENT, done: [], views: [] }],
  givenUp: false,
};
const GIVEN_UP: RegisterState = { open: [], states: [], givenUp: true };

export function begin(register: RegisterState, operation: Operation): RegisterState {
  if (register.givenUp) return register;
  if (register.open.length >= OPEN_MAX) return GIVEN_UP;
  const open = [...register.open, operation];
  const reads = operation.op === 'get' || operation.op === 'cas';
  if (!reads) return { ...register, open };
  const states = register.states.map((state) => ({
    ...state,
    views: [...state.views, { id: operation.id, values: [state.value] }],
  }));
  return { ...register, open, states };
}

/** The operation was answered so. No states left: nothing explains it. */
export function answer(register: RegisterState, operation: Operation, outcome: Outcome): RegisterState {
  const writes = operation.op === 'put' || operation.op === 'delete' || outcome.swapped;
  const others = register.open.filter((other) => other.id !== operation.id);
  const writers = others.filter((other) => other.op !== 'get');
  const found = new Map<string, Possible>();
  const met = new Set<string>();
  const waiting: Possible[] = [...register.states];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const explained = writes ? afterWrite(state, operation) : afterRead(state, operation, outcome);
    if (explained !== null) found.set(nameOf(explained), explained);
    // Whoever has its explanation needs no more of the open writes; a write may still have others just before it.
    if (explained !== null && (!writes || state.done.includes(operation.id))) continue;
    for (const other of writers) {
      const next = takeEffect(state, other);
      if (next === null) continue;
      const name = nameOf(next);
      if (met.has(name)) continue;
      met.add(name);
      waiting.push(next);
    }
    if (met.size > STATES_MAX || found.size > STATES_MAX) return GIVEN_UP;
  }
  return { open: others, states: [...found.values()], givenUp: false };
}

/** It certainly never happened. */
export function cancel(register: RegisterState, id: number): RegisterState {
  if (register.givenUp) return register;
  return {
    ...register,
    open: register.open.filter((other) => other.id !== id),
    // Where it had been thought to have happened it did not.
    states: register.states.filter((state) => !state.done.includes(id)).map((state) => forget(state, id)),
  };
}

/** After a violation: as if the answer had been right, and with nothing left to judge others by. */
export function believe(register: RegisterState, operation: Operation, outcome: Outcome): RegisterState {
  const wrote = operation.op === 'put' || operation.op === 'delete' || outcome.swapped;
  const value = wrote ? operation.value : outcome.seen;
  const open = register.open.filter((other) => other.id !== operation.id && other.op === 'put');
  return { open, states: [{ value, done: [], views: [] }], givenUp: false };
}

/** The state in which this write has taken effect; null when it cannot have. */
function afterWrite(state: Possible, operation: Operation): Possible | null {
  if (state.done.includes(operation.id)) return forget(state, operation.id);
  const now = takeEffect(state, operation);
  return now === null ? null : forget(now, operation.id);
}

function afterRead(state: Possible, operation: Operation, { seen }: Outcome): Possible | null {
  const view = state.views.find((each) => each.id === operation.id);
  if (view === undefined || !view.values.includes(seen)) return null;
  if (operation.op === 'cas' && seen === operation.expected) return null;
  return forget(state, operation.id);
}

/** An open write takes effect; null when it has already, or does not swap here. */
function takeEffect(state: Possible, operation: Operation): Possible | null {
  const { id, op, value } = operation;
  if (state.done.includes(id)) return null;
  if (op === 'cas' && state.value !== operation.expected) return null;
  const views = state.views
    .filter((view) => view.id !== id)
    .map((view) => (view.values.includes(value) ? view : { ...view, values: ascending(view.values, value) }));
  return { value, done: ascending(state.done, id), views };
}

function forget(state: Possible, id: number): Possible {
  return {
    value: state.value,
    done: state.done.filter((other) => other !== id),
    views: state.views.filter((view) => view.id !== id),
  };
}

/** So that a state has one name, whatever the order of effects was. */
function ascending(numbers: readonly number[], more: number): readonly number[] {
  return [...numbers, more].sort((a, b) => a - b);
}

function nameOf({ value, done, views }: Possible): string {
  return `${value};${done.join()};${views.map((view) => `${view.id}:${view.values.join()}`).join('|')}`;
}
