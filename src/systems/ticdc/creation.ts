import type { EtcdClient } from './etcd-client.ts';
import { encodeInfo, infoKey } from './keys.ts';
import type { Kit } from './kit.ts';
import type { Mirror } from './mirror.ts';
import type { ChangefeedSpec } from './msg.ts';
import type { ConfiguredChangefeed } from './options.ts';

/** How long etcd may take to show a changefeed before it is asked again. */
const CREATE_AGAIN_US = 1_000_000;

/** Changefeeds that somebody asked this capture to create, until they are in etcd. Creating twice does nothing. */
export class Creation {
  private createAtUs = 0;

  constructor(private wanted: readonly ChangefeedSpec[]) {}

  /** Those that exist from the start of the run. */
  static fromConfigured(changefeeds: readonly ConfiguredChangefeed[]): Creation {
    const wanted = changefeeds
      .filter((changefeed) => changefeed.atUs === 0)
      .map(({ id, startKey, endKey, spans, startTs = 'beginning' }) => ({
        id,
        startKey,
        endKey,
        spans,
        startTs,
      }));
    return new Creation(wanted);
  }

  want(spec: ChangefeedSpec): void {
    if (this.wanted.some((other) => other.id === spec.id)) return;
    this.wanted = [...this.wanted, spec];
    this.createAtUs = 0;
  }

  /** Writes the info key of each wanted changefeed that is not there. */
  tick(mirror: Mirror, etcd: EtcdClient, kit: Kit): void {
    const nowUs = kit.ctx.monotonicUs();
    this.wanted = this.wanted.filter((spec) => !mirror.has(infoKey(spec.id)));
    if (this.wanted.length === 0 || nowUs < this.createAtUs) return;
    this.createAtUs = nowUs + CREATE_AGAIN_US;
    for (const spec of this.wanted) {
      const key = infoKey(spec.id);
      const absent = { target: 'create', key, op: '=', revision: 0 } as const;
      etcd.txn({ for: 'create' }, [absent], [{ type: 'put', key, value: encodeInfo(spec), lease: 0 }], kit);
    }
  }

  clone(): Creation {
    const copy = new Creation(this.wanted);
    copy.createAtUs = this.createAtUs;
    return copy;
  }
}
