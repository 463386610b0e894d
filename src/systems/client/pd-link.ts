import type { ClientConfig } from '../../model/config.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { Context } from '../../sim/actor.ts';
import type { PdMembers, ScanRegions, TsoRequest } from '../pd/msg.ts';
import { backoffUs } from './backoff.ts';

/** Routes asked for at once. */
export const SCAN_LIMIT = 128;

const REQUEST_BYTES = 48;

interface Call {
  readonly id: number;
  readonly sentAtUs: number;
  /** Where the scan begins; '' for a timestamp. */
  readonly startKey: string;
}

export interface PdRetryTimer {
  readonly kind: 'client.pd-retry';
}

const RETRY: PdRetryTimer = { kind: 'client.pd-retry' };

/** The client's two kinds of calls to PD, at most one of each under way; a failed one is made again after a backoff. */
export class PdLink {
  private readonly pd: PdMembers;
  private readonly config: ClientConfig;
  private lastId = 0;
  private scan: Call | null = null;
  private tso: Call | null = null;
  private failures = 0;
  private resting = false;

  constructor(pd: PdMembers, config: ClientConfig) {
    this.pd = pd;
    this.config = config;
  }

  /** False while PD is being left alone after a failure, or a scan is under way. */
  get canScan(): boolean {
    return !this.resting && this.scan === null;
  }

  get canAskTs(): boolean {
    return !this.resting && this.tso === null;
  }

  get idle(): boolean {
    return this.scan === null && this.tso === null;
  }

  sendScan(startKey: string, ctx: Context): void {
    this.scan = { id: ++this.lastId, sentAtUs: ctx.monotonicUs(), startKey };
    const message: ScanRegions = {
      kind: 'pd.scan-regions',
      bytes: REQUEST_BYTES + startKey.length,
      id: this.scan.id,
      startKey,
      endKey: '',
      limit: SCAN_LIMIT,
    };
    ctx.send(this.pd.current, message);
  }

  /** `count` consecutive timestamps in one answer. */
  sendTso(count: number, ctx: Context): void {
    this.tso = { id: ++this.lastId, sentAtUs: ctx.monotonicUs(), startKey: '' };
    const message: TsoRequest = { kind: 'pd.tso-request', bytes: REQUEST_BYTES, id: this.tso.id, count };
    ctx.send(this.pd.current, message);
  }

  /** Start key of the scan that this answer ends, null when it was given up. */
  endScan(id: number): string | null {
    if (this.scan?.id !== id) return null;
    const { startKey } = this.scan;
    this.scan = null;
    this.failures = 0;
    return startKey;
  }

  endTso(id: number): boolean {
    if (this.tso?.id !== id) return false;
    this.tso = null;
    this.failures = 0;
    return true;
  }

  /** The member that is asked. */
  get member(): ProcessId {
    return this.pd.current;
  }

  /** Nothing under way will be answered: rest, then the owner asks again, `leader` or else the next member. */
  onFailed(leader: ProcessId, ctx: Context): void {
    this.pd.follow(leader);
    if (this.idle) return;
    this.rest(ctx);
  }

  /** PD answered that it cannot. */
  onRefused(ctx: Context): void {
    this.pd.tryNext();
    this.rest(ctx);
  }

  onRetry(): void {
    this.resting = false;
  }

  overdue(nowUs: number, timeoutUs: number): boolean {
    const late = (call: Call | null): boolean => call !== null && nowUs - call.sentAtUs >= timeoutUs;
    return late(this.scan) || late(this.tso);
  }

  clone(): PdLink {
    const copy = new PdLink(this.pd.clone(), this.config);
    copy.lastId = this.lastId;
    copy.scan = this.scan;
    copy.tso = this.tso;
    copy.failures = this.failures;
    copy.resting = this.resting;
    return copy;
  }

  private rest(ctx: Context): void {
    this.scan = null;
    this.tso = null;
    if (this.resting) return;
    this.resting = true;
    ctx.setTimer(backoffUs('pdRpc', this.failures++, this.config, ctx.rng('client/backoff')), RETRY);
  }
}
