import type { ProcessId } from '../../model/ids.ts';
import type { Context } from '../../sim/actor.ts';
import type { EtcdKeyValue, EtcdTap } from '../etcd/msg.ts';
import { changefeedOfStatus, decodeStatus } from './keys.ts';

/** Tells the trace what etcd holds of each changefeed, whoever wrote it: also one who is the owner no more. */
export class StatusTap implements EtcdTap {
  onPut(from: ProcessId, { key, value, createRevision, modRevision }: EtcdKeyValue, ctx: Context): void {
    const changefeed = changefeedOfStatus(key);
    if (changefeed === null) return;
    const { checkpoint, resolved, state } = decodeStatus(value);
    ctx.trace({
      kind: 'changefeed.persisted',
      changefeed,
      process: from,
      checkpoint,
      resolved,
      state,
      fresh: createRevision === modRevision,
      revision: modRevision,
    });
  }
}
