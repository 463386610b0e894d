import { assert } from '../../../base/assert.ts';
import type { Rng } from '../../../base/rng.ts';
import { ACCOUNTS } from '../../../model/table-row.ts';
import { recordKey } from '../../../model/record-key.ts';
import { exponential } from '../../../sim/draw.ts';
import type { Program, TxnSpec } from '../txn/program.ts';
import { DONE, MEET, Workload } from '../workload.ts';
import type { Move, WorkloadBase, WorkloadPlace } from '../workload.ts';

/**
 * The bank: `accounts` records of one table with the same balance. Threads move money between two of them, each time in
 * a transaction, or add all of them up as of one moment: the sum is always the same.
 */
export interface BankSpec extends WorkloadBase {
  readonly kind: 'bank';
  readonly accounts: number;
  readonly balance: number;
  /** 0: never. */
  readonly endAtUs: number;
  /** Mean pause of a thread after each transaction. */
  readonly thinkUs: number;
  readonly sumPercent: number;
  readonly lockTtlMs: number;
  readonly asyncCommit: boolean;
  readonly keepAlive: boolean;
  /** Length of the note in each row: long ones do not fit into locks and write records. */
  readonly noteBytes: number;
}

/** Most that is moved at once. */
const AMOUNT_MAX = 10;

export class BankWorkload extends Workload {
  readonly total = 0;
  private readonly spec: BankSpec;

  constructor(spec: BankSpec, place: WorkloadPlace) {
    super(spec, place);
    assert(spec.accounts >= 2, `workload ${spec.id} needs two accounts`);
    this.spec = spec;
  }

  get words(): string {
    const { threads, accounts, sumPercent } = this.spec;
    return `${threads} threads over ${accounts} accounts: ${100 - sumPercent} % transfer, ${sumPercent} % add all up`;
  }

  next(thread: number, made: number, nowUs: number, rng: () => Rng): Move {
    const { spec } = this;
    // One of them opens the accounts, the others wait for that.
    if (thread === 0 && made === 0) return this.move('open the accounts', this.all(), this.opening());
    if (!this.released) return MEET;
    if (spec.endAtUs > 0 && nowUs >= spec.endAtUs) return DONE;
    const chance = rng();
    if (chance.below(100) < spec.sumPercent)
      return this.move('add all accounts up', this.all(), { type: 'read' });
    const from = chance.below(spec.accounts);
    const to = (from + 1 + chance.below(spec.accounts - 1)) % spec.accounts;
    const amount = 1 + chance.below(AMOUNT_MAX);
    const note = `${thread}.${made}`.padEnd(spec.noteBytes, '.');
    const words = `move ${amount} from account ${from} to account ${to}`;
    return this.move(words, [accountKey(from), accountKey(to)], { type: 'transfer', amount, note });
  }

  nextDueUs(_dueUs: number, nowUs: number, rng: () => Rng): number {
    return this.spec.thinkUs === 0 ? nowUs : nowUs + exponential(rng(), this.spec.thinkUs);
  }

  protected fresh(place: WorkloadPlace): Workload {
    return new BankWorkload(this.spec, place);
  }

  private all(): string[] {
    return Array.from({ length: this.spec.accounts }, (_, i) => accountKey(i));
  }

  private opening(): Program {
    return { type: 'open', balance: this.spec.balance, note: 'opened'.padEnd(this.spec.noteBytes, '.') };
  }

  private move(words: string, reads: readonly string[], program: Program): Move {
    const { lockTtlMs, asyncCommit, keepAlive } = this.spec;
    const op: TxnSpec = { op: 'txn', words, reads, program, lockTtlMs, asyncCommit, keepAlive };
    return { type: 'op', op };
  }
}

function accountKey(account: number): string {
  return recordKey(ACCOUNTS.id, account);
}
