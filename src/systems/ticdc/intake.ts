import type { ProcessId } from '../../model/ids.ts';
import type { CdcWindowUpdate } from '../tikv/msg.ts';
import type { Kit } from './kit.ts';

/**
 * What this capture took in of each store's event feed and has not said yet. It says so when half a window has come
 * together, as HTTP/2 streams do; a capture that stands still says nothing, and the store stops sending.
 */
export class Intake {
  private taken = new Map<ProcessId, number>();

  take(from: ProcessId, bytes: number, kit: Kit): void {
    const taken = (this.taken.get(from) ?? 0) + bytes;
    if (taken * 2 < kit.env.config.cdc.streamWindowBytes) {
      this.taken.set(from, taken);
      return;
    }
    this.taken.delete(from);
    const update: CdcWindowUpdate = { kind: 'cdc.window-update', bytes: 13, consumed: taken };
    kit.ctx.send(from, update);
  }

  /** The stream broke: the next one begins with a whole window. */
  reset(from: ProcessId): void {
    this.taken.delete(from);
  }

  clone(): Intake {
    const copy = new Intake();
    copy.taken = new Map(this.taken);
    return copy;
  }
}
