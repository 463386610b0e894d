import type { Peer, Region } from '../../model/region.ts';
import type { Ts } from '../../model/ts.ts';
import type { Message } from '../../sim/actor.ts';
import type { ScanRegions } from '../pd/msg.ts';
import { FakeContext } from './fake-context.ts';
import type { RawGet, RawWrite, RegionError } from '../tikv/msg.ts';
import { ClientActor } from '../client/actor.ts';
import type { ClientDo } from '../client/msg.ts';
import type { SingleSpec } from '../client/operations/single.ts';
import type { WorkloadSpec } from '../client/workloads/index.ts';

const CONFIG = { client: { rpcTimeoutUs: 4_000_000, backoffBaseUs: 2_000, backoffCapUs: 500_000 } };
const PEERS: Peer[] = [1, 2, 3].map((store) => ({ id: store, storeId: store, role: 'voter' }));
export const MS = 1_000;

export function region(id: number, startKey = '', endKey = '', version = 1): Region {
  return { id, startKey, endKey, epoch: { confVer: 1, version }, peers: PEERS };
}

/** A client with the test as its cluster. */
export class Bench {
  ctx = new FakeContext('client-1');
  client: ClientActor;
  private readonly newest = new Map<number, number>();
  routes: { region: Region; leaderStore: number }[] = [{ region: region(1), leaderStore: 1 }];

  constructor(workloads: readonly WorkloadSpec[] = []) {
    this.client = new ClientActor({
      process: 'client-1',
      pd: 'pd-1',
      config: CONFIG,
      rules: { off: [] },
      workloads,
    });
    this.client.start(this.ctx);
  }

  put(key = 'k', value = 'v'): void {
    this.type({ op: 'put', key, value });
  }

  /** As a person at the console would. */
  type(spec: SingleSpec): void {
    const message: ClientDo = { kind: 'client.do', bytes: 1, spec, typed: `${spec.op} ${spec.key}` };
    this.client.receive('console', message, this.ctx);
  }

  /** Answers every scan with the routes of the bench. Returns how many there were. */
  pd(): number {
    const scans = this.ctx.takeSent('pd-1').filter((m): m is ScanRegions => m.kind === 'pd.scan-regions');
    for (const { id } of scans) {
      const stores = [1, 2, 3].map((store) => ({ store, process: `store-${store}` }));
      this.client.receive(
        'pd-1',
        this.message({ kind: 'pd.scan-regions-response', id, routes: this.routes, stores }),
        this.ctx,
      );
    }
    return scans.length;
  }

  /** What a store was sent since last asked. */
  at(store: number): (RawWrite | RawGet)[] {
    this.note();
    return this.ctx.takeSent(`store-${store}`) as (RawWrite | RawGet)[];
  }

  /** The oldest request to any store that was not looked at, with the store. */
  sent(): { store: number; request: RawWrite | RawGet } | null {
    this.note();
    const at = this.ctx.sent.findIndex((entry) => entry.to !== 'pd-1');
    const [entry] = at < 0 ? [] : this.ctx.sent.splice(at, 1);
    if (entry === undefined) return null;
    return { store: Number(entry.to.slice('store-'.length)), request: entry.message as RawWrite | RawGet };
  }

  /** The newest attempt of an operation. */
  private callOf(request: number): number {
    this.note();
    return this.newest.get(request) ?? -1;
  }

  /** Attempts have rising numbers. */
  private note(): void {
    for (const { message } of this.ctx.sent) {
      const { request, call } = message as Partial<RawWrite>;
      if (request !== undefined && call !== undefined) this.newest.set(request, call);
    }
  }

  refuse(store: number, request: number, error: RegionError): void {
    this.client.receive(
      `store-${store}`,
      this.message({ kind: 'raw.write-response', request, call: this.callOf(request), ts: 0 as Ts, error }),
      this.ctx,
    );
  }

  ack(store: number, request: RawWrite | RawGet, ts: number, value: string | null = null): void {
    const kind = request.kind === 'raw.get' ? 'raw.get-response' : 'raw.write-response';
    this.client.receive(
      `store-${store}`,
      this.message({ kind, request: request.request, call: request.call, ts, value, error: null }),
      this.ctx,
    );
  }

  /** Runs timers for `us`. */
  run(us: number): void {
    const until = this.ctx.nowUs + us;
    for (let timer = this.ctx.nextTimer(until); timer !== null; timer = this.ctx.nextTimer(until)) {
      this.client.timer(timer, this.ctx);
    }
  }

  /** Time from now until the next request leaves; at most a minute. */
  waitMs(): number {
    const start = this.ctx.nowUs;
    for (
      let timer = this.ctx.nextTimer(start + 60_000 * MS);
      timer !== null;
      timer = this.ctx.nextTimer(start + 60_000 * MS)
    ) {
      this.client.timer(timer, this.ctx);
      this.pd();
      if (this.ctx.sent.some((entry) => entry.to !== 'pd-1')) return (this.ctx.nowUs - start) / MS;
    }
    return Infinity;
  }

  private message(fields: { kind: string } & Record<string, unknown>): Message {
    return { bytes: 1, ...fields };
  }
}
