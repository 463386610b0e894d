import type { CaptureId, ChangefeedId, ProcessId } from '../../model/ids.ts';
import type { EtcdEvent, EtcdKeyValue } from '../etcd/msg.ts';
import {
  CAPTURE_PREFIX,
  changefeedOfInfo,
  decodeCapture,
  decodeInfo,
  decodeStatus,
  OWNER_PREFIX,
  statusKey,
  type CaptureRecord,
  type ChangefeedStatus,
} from './keys.ts';
import type { ChangefeedSpec } from './msg.ts';

/** A changefeed's status, and the etcd revision that wrote it: what a change of it is guarded by. */
export interface StoredStatus {
  readonly id: ChangefeedId;
  readonly status: ChangefeedStatus;
  readonly modRevision: number;
}

/** The capture cluster's keys as this capture last saw them: loaded once, then kept up by a watch (facts 4.1.5). */
export class Mirror {
  private keys = new Map<string, EtcdKeyValue>();
  private seenRevision = 0;

  /** Everything up to here has been seen; 0 before the first load. */
  get revision(): number {
    return this.seenRevision;
  }

  load(kvs: readonly EtcdKeyValue[], revision: number): void {
    this.keys = new Map(kvs.map((kv) => [kv.key, kv]));
    this.seenRevision = revision;
  }

  apply(events: readonly EtcdEvent[], revision: number): void {
    for (const { type, kv } of events) {
      if (type === 'put') this.keys.set(kv.key, kv);
      else this.keys.delete(kv.key);
    }
    this.seenRevision = Math.max(this.seenRevision, revision);
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** The winning candidate: smallest create revision (facts 4.1.4). */
  get winner(): EtcdKeyValue | null {
    let winner: EtcdKeyValue | null = null;
    for (const kv of this.keys.values()) {
      if (!kv.key.startsWith(OWNER_PREFIX)) continue;
      if (winner === null || kv.createRevision < winner.createRevision) winner = kv;
    }
    return winner;
  }

  /** Process of the capture that owns, as far as known. */
  get ownerProcess(): ProcessId | null {
    const { winner } = this;
    if (winner === null) return null;
    return this.captures().find((record) => record.capture === winner.value)?.process ?? null;
  }

  /** Live captures, in the order they registered. */
  captures(): readonly CaptureRecord[] {
    const found: EtcdKeyValue[] = [];
    for (const kv of this.keys.values()) if (kv.key.startsWith(CAPTURE_PREFIX)) found.push(kv);
    found.sort((a, b) => a.createRevision - b.createRevision);
    return found.map((kv) => decodeCapture(kv.value));
  }

  hasCapture(capture: CaptureId): boolean {
    return this.keys.has(CAPTURE_PREFIX + capture);
  }

  /** Changefeeds in the order they were created. */
  changefeeds(): readonly ChangefeedSpec[] {
    const found: EtcdKeyValue[] = [];
    for (const kv of this.keys.values()) if (changefeedOfInfo(kv.key) !== null) found.push(kv);
    found.sort((a, b) => a.createRevision - b.createRevision);
    return found.map((kv) => decodeInfo(kv.value));
  }

  status(id: ChangefeedId): StoredStatus | null {
    const kv = this.keys.get(statusKey(id));
    return kv === undefined ? null : { id, status: decodeStatus(kv.value), modRevision: kv.modRevision };
  }

  clone(): Mirror {
    const copy = new Mirror();
    copy.keys = new Map(this.keys);
    copy.seenRevision = this.seenRevision;
    return copy;
  }
}
