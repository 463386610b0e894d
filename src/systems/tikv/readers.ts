import type { Context } from '../../sim/actor.ts';
import type { CdcEndpoint } from './cdc/endpoint.ts';
import type { RegionError } from './msg.ts';
import type { Peer, ReadContinuation } from './raftstore/peer.ts';
import type { ReadServer } from './raftstore/taps.ts';
import type { RawService } from './rawkv/service.ts';
import type { TxnService } from './txn/service.ts';

/** Gives what waited for a read index back to whoever asked. */
export class Readers implements ReadServer {
  private readonly raw: RawService;
  private readonly txn: TxnService;
  private readonly cdc: CdcEndpoint;

  constructor(raw: RawService, txn: TxnService, cdc: CdcEndpoint) {
    this.raw = raw;
    this.txn = txn;
    this.cdc = cdc;
  }

  onReadReady(peer: Peer, then: ReadContinuation, ctx: Context): void {
    if (then.type === 'capture') this.cdc.onCaptureReady(peer, then, ctx);
    else if (then.type === 'txn') this.txn.onReadReady(peer, then.task, ctx);
    else if (then.type === 'txn-read') this.txn.reads.onReady(peer, then.from, then.message, ctx);
    else this.raw.onReadReady(peer, then, ctx);
  }

  onReadFailed(then: ReadContinuation, error: RegionError, ctx: Context): void {
    if (then.type === 'capture') this.cdc.onCaptureFailed(then, error, ctx);
    else if (then.type === 'txn') this.txn.onTaskDone(then.task, error, ctx);
    else if (then.type === 'txn-read') this.txn.reads.onFailed(then.from, then.message, error, ctx);
    else this.raw.onReadFailed(then, error, ctx);
  }
}
