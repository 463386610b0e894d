import type { EventOf, TraceEvent } from '../model/trace.ts';
import { EffectiveProposals } from './effective-writes.ts';

/** What a transaction's command does to one key. */
export type TxnStep =
  | EventOf<'txn.prewrite-proposed'>
  | EventOf<'txn.commit-proposed'>
  | EventOf<'txn.rollback-proposed'>
  | EventOf<'txn.heart-beat-proposed'>;

/** Tells which proposed locks, commits, rollbacks and heartbeats took effect. */
export class EffectiveTxns extends EffectiveProposals<TxnStep> {
  protected wanted(event: TraceEvent): TxnStep | null {
    switch (event.kind) {
      case 'txn.prewrite-proposed':
      case 'txn.commit-proposed':
      case 'txn.rollback-proposed':
      case 'txn.heart-beat-proposed':
        return event;
      default:
        return null;
    }
  }

  override clone(): EffectiveTxns {
    const copy = new EffectiveTxns();
    this.copyInto(copy);
    return copy;
  }
}
