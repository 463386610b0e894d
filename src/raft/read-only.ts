import type { MemberConfig } from './membership-config.ts';
import { jointCommitted, majorityCommitted, type Acked } from './quorum.ts';
import type { Message, PeerId } from './types.ts';

/** A read that waits for a quorum to confirm its leader. */
export interface PendingRead {
  /** The leader's commit index when the read arrived: what the answer must have applied. */
  readonly index: number;
  /** The read as it came, to be answered. */
  readonly request: Message;
}

/**
 * Reads a leader has accepted but not confirmed, numbered 1, 2, 3 … in order of arrival. A heartbeat carries the
 * newest number; who answers it confirms that one and every earlier one. Source: facts/raft.md §9 (reference PR #397).
 */
export class ReadOnly {
  /** Number of the newest read. */
  private newest = 0;
  /** Reads `newest - pending.length + 1 … newest`. */
  private pending: PendingRead[] = [];
  /** Newest number confirmed by each peer. */
  private readonly acks = new Map<PeerId, Acked>();

  /** Remembers a read; its number is what heartbeats carry from now on. */
  add(index: number, request: Message): number {
    this.pending.push({ index, request });
    this.newest++;
    return this.newest;
  }

  /** Numbers begin again when no read waits: late answers are then taken for new ones (rule `read-context-unique` off). */
  reuse(): void {
    if (this.pending.length > 0) return;
    this.newest = 0;
    this.acks.clear();
  }

  /** The context of the next heartbeat: the newest unconfirmed number, or empty when none waits. */
  heartbeatContext(): string {
    return this.pending.length === 0 ? '' : String(this.newest);
  }

  /** Reads that are not confirmed. */
  get waiting(): number {
    return this.pending.length;
  }

  /** `from` confirmed everything up to number `position`. */
  ack(from: PeerId, position: number): void {
    const before = this.acks.get(from);
    if (before === undefined || before.match < position) this.acks.set(from, { match: position, groupId: 0 });
  }

  /** Takes out the reads that a quorum of `config` has confirmed, oldest first. */
  advance(config: MemberConfig): readonly PendingRead[] {
    const confirmed =
      config.outgoing.length === 0
        ? majorityCommitted(config.incoming, this.acks)
        : jointCommitted(config.incoming, config.outgoing, this.acks);
    const oldest = this.newest - this.pending.length + 1;
    const count = Math.min(this.pending.length, confirmed - oldest + 1);
    return count <= 0 ? [] : this.pending.splice(0, count);
  }

  /** A copy that goes its own way. */
  clone(): ReadOnly {
    const copy = new ReadOnly();
    copy.newest = this.newest;
    copy.pending = this.pending.slice();
    for (const [id, ack] of this.acks) copy.acks.set(id, ack);
    return copy;
  }
}
