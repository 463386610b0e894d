import type { ChangefeedId } from '../../model/ids.ts';
import type { EtcdCompare, EtcdOp, EtcdRequest } from '../etcd/msg.ts';
import { CDC_PREFIX, type ChangefeedStatus } from './keys.ts';
import type { Kit } from './kit.ts';

/** Why something was asked of etcd: what to do with the answer. */
export type Purpose =
  | {
      readonly for:
        'grant' | 'register' | 'load' | 'keep-alive' | 'campaign' | 'resign' | 'revoke' | 'create';
    }
  | {
      readonly for: 'status';
      readonly changefeed: ChangefeedId;
      readonly status: ChangefeedStatus;
      /** '' when only the progress moved. */
      readonly reason: string;
    };

/** Remembers what was asked. Answers that come after the connection broke belong to nothing and are dropped. */
export class EtcdClient {
  private pending = new Map<number, Purpose>();
  private watchNow = 0;

  get watch(): number {
    return this.watchNow;
  }

  take(id: number): Purpose | null {
    const purpose = this.pending.get(id) ?? null;
    this.pending.delete(id);
    return purpose;
  }

  /** The connection broke: nothing asked so far will be answered. */
  forgetAll(): void {
    this.pending.clear();
    this.watchNow = 0;
  }

  grant(ttlUs: number, kit: Kit): void {
    this.ask({ kind: 'etcd.grant', bytes: 16, id: this.expect({ for: 'grant' }, kit), ttlUs }, kit);
  }

  keepAlive(lease: number, kit: Kit): void {
    this.ask({ kind: 'etcd.keep-alive', bytes: 16, id: this.expect({ for: 'keep-alive' }, kit), lease }, kit);
  }

  revoke(lease: number, kit: Kit): void {
    this.ask({ kind: 'etcd.revoke', bytes: 16, id: this.expect({ for: 'revoke' }, kit), lease }, kit);
  }

  load(kit: Kit): void {
    const id = this.expect({ for: 'load' }, kit);
    this.ask({ kind: 'etcd.range', bytes: 32, id, key: CDC_PREFIX, prefix: true }, kit);
  }

  watchFrom(startRevision: number, kit: Kit): void {
    this.watchNow = kit.ids.next();
    this.ask({ kind: 'etcd.watch', bytes: 32, watch: this.watchNow, prefix: CDC_PREFIX, startRevision }, kit);
  }

  cancelWatch(kit: Kit): void {
    this.ask({ kind: 'etcd.watch-cancel', bytes: 16, watch: this.watchNow }, kit);
    this.watchNow = 0;
  }

  txn(purpose: Purpose, compares: readonly EtcdCompare[], success: readonly EtcdOp[], kit: Kit): void {
    let bytes = 32 + 48 * compares.length;
    for (const op of success) bytes += op.key.length + (op.type === 'put' ? op.value.length : 0);
    this.ask({ kind: 'etcd.txn', bytes, id: this.expect(purpose, kit), compares, success, failure: [] }, kit);
  }

  clone(): EtcdClient {
    const copy = new EtcdClient();
    copy.pending = new Map(this.pending);
    copy.watchNow = this.watchNow;
    return copy;
  }

  private expect(purpose: Purpose, kit: Kit): number {
    const id = kit.ids.next();
    this.pending.set(id, purpose);
    return id;
  }

  private ask(request: EtcdRequest, kit: Kit): void {
    kit.ctx.send(kit.env.etcd, request);
  }
}
