import type { Rng } from '../../base/rng.ts';
import type { Context } from '../../sim/actor.ts';
import type { OpSpec, Slot } from './slot.ts';
import type { Workload } from './workload.ts';

/** What the threads of a workload need of their client. */
export interface ThreadHost {
  begin(slot: Slot, spec: OpSpec, typed: string, ctx: Context): void;
  /** A workload that is over wants a timestamp. */
  askPd(ctx: Context): void;
}

export type ThreadTimer =
  /** All threads have met, and the pause is over. */
  | { readonly kind: 'client.phase'; readonly workload: number }
  /** A thread's next operation is due. */
  | { readonly kind: 'client.next'; readonly slot: number };

/** The thread's next move. */
export function step(slot: Slot, workload: Workload, host: ThreadHost, ctx: Context): void {
  const move = workload.next(slot.thread, slot.made, ctx.monotonicUs(), () => rngOf(slot, workload, ctx));
  switch (move.type) {
    case 'op':
      slot.made++;
      host.begin(slot, move.op, '', ctx);
      return;
    case 'meet':
      workload.meeting++;
      if (workload.meeting === workload.threads) {
        const timer: ThreadTimer = { kind: 'client.phase', workload: slot.owner };
        ctx.setTimer(workload.meetingUs, timer);
      }
      return;
    case 'done':
      workload.active--;
      if (workload.active > 0) return;
      workload.closing = true;
      host.askPd(ctx);
      return;
  }
}

/** After an operation (or at the start): acts at once, or when it is due. */
export function rest(slot: Slot, workload: Workload, host: ThreadHost, ctx: Context): void {
  const now = ctx.monotonicUs();
  slot.dueUs = workload.nextDueUs(slot.dueUs, now, () => rngOf(slot, workload, ctx));
  if (slot.dueUs <= now) {
    step(slot, workload, host, ctx);
    return;
  }
  const timer: ThreadTimer = { kind: 'client.next', slot: slot.index };
  ctx.setTimer(slot.dueUs - now, timer);
}

function rngOf(slot: Slot, workload: Workload, ctx: Context): Rng {
  return ctx.rng(`workload/${workload.id}/${slot.thread}`);
}
