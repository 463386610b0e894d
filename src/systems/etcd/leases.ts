import type { ProcessId } from '../../model/ids.ts';

export interface Lease {
  readonly id: number;
  readonly ttlUs: number;
  /** The process that asked for it. */
  readonly owner: ProcessId;
  /** On this member's monotonic clock. Not durable: after a restart every lease gets its whole TTL again. */
  readonly expiresAtUs: number;
  /** Its revocation is on the way to the disk; it cannot be kept alive any more. */
  readonly ending: boolean;
}

/**
 *   grant ──> live ──keep-alive──> live (expiry moved)
 *              │ expired, or revoke asked
 *              └──> ending ──durable──> gone, with its keys
 */
export class LeaseTable {
  private nextId = 1;
  private leases = new Map<number, Lease>();

  get size(): number {
    return this.leases.size;
  }

  has(id: number): boolean {
    return this.leases.has(id);
  }

  get(id: number): Lease | null {
    return this.leases.get(id) ?? null;
  }

  grant(owner: ProcessId, ttlUs: number, nowUs: number): Lease {
    const lease: Lease = { id: this.nextId++, ttlUs, owner, expiresAtUs: nowUs + ttlUs, ending: false };
    this.leases.set(lease.id, lease);
    return lease;
  }

  /** Its TTL when the lease lives, 0 when it is unknown or ending. */
  keepAlive(id: number, nowUs: number): number {
    const lease = this.leases.get(id);
    if (lease === undefined || lease.ending) return 0;
    this.leases.set(id, { ...lease, expiresAtUs: nowUs + lease.ttlUs });
    return lease.ttlUs;
  }

  /** Marks and returns the leases whose time is over, oldest id first. */
  takeExpired(nowUs: number): readonly Lease[] {
    const expired: Lease[] = [];
    for (const lease of this.leases.values()) {
      if (lease.ending || lease.expiresAtUs > nowUs) continue;
      expired.push(lease);
    }
    for (const lease of expired) this.leases.set(lease.id, { ...lease, ending: true });
    return expired;
  }

  remove(id: number): Lease | null {
    const lease = this.leases.get(id) ?? null;
    this.leases.delete(id);
    return lease;
  }

  /** After a restart nobody knows how old a lease is: each starts its TTL again. */
  restartAll(nowUs: number): void {
    for (const lease of [...this.leases.values()]) {
      this.leases.set(lease.id, { ...lease, expiresAtUs: nowUs + lease.ttlUs, ending: false });
    }
  }

  clone(): LeaseTable {
    const copy = new LeaseTable();
    copy.nextId = this.nextId;
    copy.leases = new Map(this.leases);
    return copy;
  }
}
