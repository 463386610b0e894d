import type { CdcRow, CdcTxnRow } from '../tikv/msg.ts';

/**
 * Puts the two halves of a transaction's row together (TiCDC, kvclient's matcher): the lock brought the value, the
 * commit brings the commit ts. While the incremental scan runs, the end of a row may come before its lock: it waits.
 *
 *     PREWRITE ──▶ held ──COMMIT──▶ row          COMMIT, ROLLBACK before PREWRITE ──▶ early ──INITIALIZED──▶ matched
 *                   └──ROLLBACK──▶ dropped
 */
export class Matcher {
  /** By key and start ts. */
  private held = new Map<string, CdcTxnRow>();
  private early: CdcTxnRow[] = [];

  /** Locks whose end is not known yet. */
  get size(): number {
    return this.held.size;
  }

  /** The lock with the smallest start ts among those whose end is not known, null without any. O(locks). */
  oldest(): CdcTxnRow | null {
    let oldest: CdcTxnRow | null = null;
    for (const lock of this.held.values()) {
      if (oldest === null || lock.startTs < oldest.startTs) oldest = lock;
    }
    return oldest;
  }

  /** The complete row, or null. */
  take(row: CdcTxnRow, initialized: boolean): CdcRow | null {
    const name = `${row.startTs} ${row.key}`;
    switch (row.phase) {
      case 'committed':
        return complete(row, row);
      case 'prewrite':
        this.held.set(name, row);
        return null;
      case 'rollback':
        if (!this.held.delete(name) && !initialized) this.early.push(row);
        return null;
      case 'commit': {
        const lock = this.held.get(name);
        if (lock === undefined) {
          if (!initialized) this.early.push(row);
          return null;
        }
        this.held.delete(name);
        return complete(row, lock);
      }
    }
  }

  /** The scan is over: all locks are known, so what came early finds its own, or was part of the scan. */
  takeEarly(): CdcRow[] {
    const early = this.early;
    this.early = [];
    const rows: CdcRow[] = [];
    for (const each of early) {
      const row = this.take(each, true);
      if (row !== null) rows.push(row);
    }
    return rows;
  }

  clone(): Matcher {
    const copy = new Matcher();
    copy.held = new Map(this.held);
    copy.early = this.early.slice();
    return copy;
  }
}

function complete(end: CdcTxnRow, lock: CdcTxnRow): CdcRow {
  const { key, op, value, oldValue } = lock;
  return {
    key,
    value: op === 'delete' ? null : value,
    ts: end.commitTs,
    startTs: end.startTs,
    oldValue,
  };
}
