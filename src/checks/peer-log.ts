import type { TraceEvent } from '../model/trace.ts';
import { TermRuns } from './term-runs.ts';

interface Append {
  readonly from: number;
  readonly terms: readonly number[];
}

/**
 * What one peer's log holds, in memory and on disk, as far as the trace tells. Appends reach the disk in order;
 * a crash leaves the durable part, in which entries that had been replaced in memory come back.
 */
export class PeerLog {
  memory = new TermRuns();
  private durable = new TermRuns();
  /** Appends not yet known to be durable, oldest first. */
  private writing: Append[] = [];

  appended(from: number, terms: readonly number[]): void {
    this.memory.append(from, terms);
    this.writing.push({ from, terms });
  }

  persisted(index: number, term: number): void {
    let upTo = -1;
    for (let i = this.writing.length - 1; i >= 0; i--) {
      const write = this.writing[i] as Append;
      if (write.terms[index - write.from] === term) {
        upTo = i;
        break;
      }
    }
    for (let i = 0; i <= upTo; i++) {
      const write = this.writing[i] as Append;
      this.durable.append(write.from, write.terms);
    }
    if (upTo >= 0) this.writing = this.writing.slice(upTo + 1);
  }

  snapshotApplied(index: number, term: number): void {
    this.memory.reset(index, term);
    this.durable.reset(index, term);
    this.writing = [];
  }

  /** A write may have become durable without anybody hearing of it; `last` tells which ones did. */
  recovered(last: number): void {
    for (const write of this.writing) {
      if (this.durable.last >= last) break;
      this.durable.append(write.from, write.terms);
    }
    this.durable.truncate(last);
    this.memory = this.durable.clone();
    this.writing = [];
  }

  compacted(index: number): void {
    this.memory.compactTo(index);
    this.durable.compactTo(index);
  }

  clone(): PeerLog {
    const copy = new PeerLog();
    copy.memory = this.memory.clone();
    copy.durable = this.durable.clone();
    copy.writing = this.writing.slice();
    return copy;
  }
}

/** The logs of all peers of a trace. */
export class PeerLogs {
  /** Region, then store. */
  private readonly logs = new Map<number, Map<number, PeerLog>>();

  /** The log of this peer; a fresh one when nothing is known of it. */
  of(region: number, store: number): PeerLog {
    let stores = this.logs.get(region);
    if (stores === undefined) {
      stores = new Map();
      this.logs.set(region, stores);
    }
    let log = stores.get(store);
    if (log === undefined) {
      log = new PeerLog();
      stores.set(store, log);
    }
    return log;
  }

  observe(event: TraceEvent): void {
    switch (event.kind) {
      case 'raft.appended':
        this.of(event.region, event.store).appended(event.from, event.terms);
        return;
      case 'raft.persisted':
        this.of(event.region, event.store).persisted(event.index, event.term);
        return;
      case 'raft.snapshot-applied':
        this.of(event.region, event.store).snapshotApplied(event.index, event.term);
        return;
      case 'raft.recovered':
        this.of(event.region, event.store).recovered(event.last);
        return;
      case 'raft.log-compacted':
        this.of(event.region, event.store).compacted(event.index);
        return;
      case 'region.destroyed':
        this.logs.get(event.region)?.delete(event.store);
        return;
    }
  }

  clone(): PeerLogs {
    const copy = new PeerLogs();
    for (const [region, stores] of this.logs) {
      const logs = new Map<number, PeerLog>();
      for (const [store, log] of stores) logs.set(store, log.clone());
      copy.logs.set(region, logs);
    }
    return copy;
  }
}
