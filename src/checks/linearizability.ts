import { hash32 } from '../base/hash.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { ListChunks } from './chunks.ts';
import type { KeyTable } from './key-table.ts';
import { MortalVersions } from './mortal-versions.ts';
import { ABSENT, answer, begin, believe, cancel, START } from './register.ts';
import type { Operation, Outcome, RegisterState } from './register.ts';

const INFO: CheckInfo = {
  id: 'linearizability',
  title: 'Each key behaves like one register',
  words:
    'Gets, puts, deletes and compare-and-swaps of a key can be put in one order that respects real time and explains every answer. ' +
    'An operation without an answer may have happened at any later time, or never. A key is given up when more than 14 such operations are open.',
  source: 'facts 5.2 I-C4, 3.8.1',
};

interface Begun {
  readonly key: number;
  readonly operation: Operation;
  /** Value of a put or swap, for the words of a violation. */
  readonly shown: string | null;
  /** The request that carries it together with others; its own where it is alone. */
  readonly carrier: number;
}

class Linearizability extends CheckBase {
  private readonly keys: KeyTable;
  private registers = new ListChunks<RegisterState>();
  private begun = new Map<number, Begun>();
  /** Attempts that may have been carried out besides the one that was answered: numbers below every request. */
  private ghosts = 0;
  private mortal = new MortalVersions();

  constructor(keys: KeyTable) {
    super(INFO);
    this.keys = keys;
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    switch (event.kind) {
      case 'raw.proposed':
        this.mortal.onProposed(event);
        return;
      case 'raw.expired':
        this.onExpired(event);
        return;
      case 'client.invoked':
        this.onInvoked(event);
        return;
      case 'client.retried':
        this.onRetried(event);
        return;
      case 'client.acked':
        this.onAcked(event, record, report);
        return;
      case 'client.failed':
        this.onFailed(event);
        return;
      case 'client.unknown':
        // Stays open in its register; nobody waits for it any more.
        if (event.op === 'get') this.onFailed(event);
        else this.begun.delete(event.request);
        return;
    }
  }

  clone(): Linearizability {
    const copy = new Linearizability(this.keys);
    copy.evaluations = this.evaluations;
    copy.registers = this.registers.clone();
    copy.begun = new Map(this.begun);
    copy.ghosts = this.ghosts;
    copy.mortal = this.mortal.clone();
    return copy;
  }

  private onInvoked(event: EventOf<'client.invoked'>): void {
    const key = this.keys.idOf(event.key);
    const operation: Operation = {
      id: event.request,
      op: event.op,
      value: numberOf(event.value),
      expected: numberOf(event.expected ?? null),
    };
    const carrier = event.batch ?? event.request;
    this.begun.set(event.request, { key, operation, shown: event.value, carrier });
    this.registers.set(key, begin(this.registers.get(key) ?? START, operation));
  }

  /** A lost attempt may still be carried out, besides the next one: an operation of its own that nobody answers. */
  private onRetried(event: EventOf<'client.retried'>): void {
    if (event.error !== 'timed out' && event.error !== 'connection lost') return;
    for (const begun of this.begun.values()) {
      if (begun.carrier === event.request && begun.operation.op !== 'get')
        this.addGhost(begun.key, begun.operation);
    }
  }

  private addGhost(key: number, operation: Omit<Operation, 'id'>): void {
    this.ghosts++;
    const ghost = { ...operation, id: -this.ghosts };
    this.registers.set(key, begin(this.registers.get(key) ?? START, ghost));
  }

  /** A value may go away by itself from now on: a compare-and-swap to nothing that nobody asked for or answers. */
  private onExpired(event: EventOf<'raw.expired'>): void {
    if (event.cluster !== 'upstream') return;
    const expiry = this.mortal.judge(event);
    if (expiry === null) return;
    this.addGhost(this.keys.idOf(event.key), { op: 'cas', value: ABSENT, expected: numberOf(expiry.value) });
  }

  private onAcked(event: EventOf<'client.acked'>, record: TraceRecord, report: Report): void {
    const begun = this.begun.get(event.request);
    if (begun === undefined) return;
    this.begun.delete(event.request);
    const register = this.registers.get(begun.key) ?? START;
    if (register.givenUp) return;
    const outcome: Outcome = { seen: numberOf(event.value), swapped: event.op === 'cas' && event.ts !== 0 };
    if (!register.open.some((other) => other.id === event.request)) {
      // Begun before a violation was told: it is believed.
      if (event.op !== 'get') this.registers.set(begun.key, believe(register, begun.operation, outcome));
      return;
    }
    this.evaluations++;
    const next = answer(register, begun.operation, outcome);
    this.registers.set(begun.key, next);
    if (!next.givenUp && next.states.length === 0) {
      // Told once; from here on the answer is believed.
      this.registers.set(begun.key, believe(register, begun.operation, outcome));
      report(this.violation(record, 0, 0, wordsOf(event, begun, register.open.length)));
    }
  }

  private onFailed(event: { readonly request: number }): void {
    const begun = this.begun.get(event.request);
    if (begun === undefined) return;
    this.begun.delete(event.request);
    this.registers.set(begun.key, cancel(this.registers.get(begun.key) ?? START, event.request));
  }
}

/** Values are compared by hash. */
function numberOf(value: string | null): number {
  return value === null ? ABSENT : 1 + hash32(value);
}

function wordsOf(event: EventOf<'client.acked'>, begun: Begun, open: number): string {
  const did =
    event.op === 'get'
      ? `${event.client} read ${show(event.value)}`
      : event.op === 'cas'
        ? `a compare-and-swap to ${show(begun.shown)} ${event.ts === 0 ? `was told that the key holds ${show(event.value)}` : 'was told that it swapped'}`
        : `a ${event.op} was acknowledged`;
  return `Key ${event.key}: ${did}, and no order of this and of ${open - 1} other open operations explains it`;
}

function show(value: string | null): string {
  if (value === null) return 'nothing';
  return value.length > 24 ? `“${value.slice(0, 24)}…”` : `“${value}”`;
}

export const linearizability: CheckSpec = { ...INFO, create: ({ keys }) => new Linearizability(keys) };
