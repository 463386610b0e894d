import { createChecks } from '../../checks/index.ts';
import type { Violation } from '../../checks/index.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { Ts } from '../../model/ts.ts';
import type { Actor, Context, Message } from '../../sim/actor.ts';
import type { CdcEventBatch, CdcRegister, CdcResolved, CdcRow } from '../tikv/msg.ts';
import { MiniCluster } from './mini-cluster.ts';
import type { MiniOptions } from './mini-cluster.ts';

/** Stands in for a capture: it subscribes where it is told and remembers what it hears, in order. */
export class Listener implements Actor {
  readonly heard: (CdcEventBatch | CdcResolved)[] = [];

  start(): void {}
  receive(from: ProcessId, message: Message, ctx: Context): void {
    if (message.kind === 'test.subscribe') {
      const { store, register } = message as Message & { store: ProcessId; register: CdcRegister };
      ctx.send(store, register);
    } else if (message.kind === 'cdc.events') this.heard.push(message as CdcEventBatch);
    else if (message.kind === 'cdc.resolved') this.heard.push(message as CdcResolved);
    void from;
  }
  timer(): void {}
  written(): void {}
  worked(): void {}
  disconnected(): void {}
  clone(): Listener {
    return this;
  }
  afterCrash(): Listener {
    return this;
  }

  rows(requestId: number): CdcRow[] {
    return this.heard.flatMap((m) => (m.kind === 'cdc.events' && m.requestId === requestId ? m.rows : []));
  }
  errors(requestId: number): string[] {
    return this.heard.flatMap((m) =>
      m.kind === 'cdc.events' && m.requestId === requestId && m.error !== null ? [m.error.type] : [],
    );
  }
  resolved(requestId: number): Ts[] {
    return this.heard.flatMap((m) =>
      m.kind === 'cdc.resolved' && m.requestIds.includes(requestId) ? [m.ts] : [],
    );
  }
}

/** A cluster with a listener, watched by the checks of what a feed promises. */
export function listening(options: MiniOptions): { c: MiniCluster; ear: Listener; violations: Violation[] } {
  const c = new MiniCluster(options);
  const ear = new Listener();
  c.world.addProcess({
    id: 'ear',
    kind: 'capture',
    cluster: 'upstream',
    az: 'az-1',
    actor: ear,
    clockOffsetUs: 0,
  });
  const checks = createChecks(['resolved-ts-safety', 'causality']);
  const violations: Violation[] = [];
  c.world.onRecord = (record) => {
    c.trace.push(record);
    for (const check of checks) check.observe(record, (v) => violations.push(v));
  };
  return { c, ear, violations };
}

/** Subscribes the listener to all of a Region, as of the epoch this store knows. */
export function subscribe(
  c: MiniCluster,
  store: number,
  region: number,
  requestId: number,
  checkpointTs = 0 as Ts,
): void {
  const meta = c.regionOn(store, region);
  if (meta === null) throw new Error(`no region ${region} on store ${store}`);
  const register: CdcRegister = {
    kind: 'cdc.register',
    bytes: 64,
    requestId,
    region,
    epoch: meta.epoch,
    checkpointTs,
    startKey: '',
    endKey: '',
    capture: 'ear',
    changefeed: 'cf',
  };
  const message = { kind: 'test.subscribe', bytes: 0, store: `store-${store}`, register };
  c.world.external(() => c.world.inject('ear', message));
}
