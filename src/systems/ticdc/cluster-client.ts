import { hash32 } from '../../base/hash.ts';
import type { ProcessId, RegionId } from '../../model/ids.ts';
import type { Region, RegionEpoch } from '../../model/region.ts';
import type { ScanRegions, ScanRegionsResponse } from '../pd/msg.ts';
import type { RegionError } from '../tikv/msg.ts';
import { setTimer, type Kit } from './kit.ts';
import { RouteCache, type Route } from './route-cache.ts';

/** Regions asked of PD at a time. */
const SCAN_LIMIT = 128;

/** What is carried to a Region's leader, again and again until it is answered. */
export interface ClusterJob {
  /** Whose it is; '' when it ends with nobody. */
  readonly table: string;
  /** Failures so far: the pause before the next attempt grows with them. */
  readonly attempt: number;
}

/** Where an attempt goes, and the fields that every request to a Region has. */
export interface Opened {
  readonly process: ProcessId;
  readonly header: {
    readonly request: number;
    readonly call: number;
    readonly region: RegionId;
    readonly epoch: RegionEpoch;
  };
}

interface Attempt<J> {
  readonly job: J;
  readonly route: Route;
  readonly process: ProcessId;
  readonly sentAtUs: number;
}

/**
 * The capture's client of one cluster: knows from its PD which Region and store a key goes to, and gives back every job
 * whose attempt failed, after a pause. Whoever owns it says what a job's request is.
 *
 *   job ──route known──> open ──ok──> answered
 *    ^  └──not known──> parked until PD answers ─┐
 *    │                    │ Region error, broken stream, timeout
 *    └── takeRetry <── backoff <─────────────────┘
 */
export class ClusterClient<J extends ClusterJob> {
  private routes = new RouteCache();
  private attempts = new Map<number, Attempt<J>>();
  private retries = new Map<number, J>();
  /** Jobs that wait for PD's answer. */
  private parked: J[] = [];
  private scan = { id: 0, sentAtUs: 0 };
  /** Tables that are closed or closing: nothing of theirs is tried again. */
  private cancelled = new Set<string>();

  constructor(private readonly cluster: 'upstream' | 'recovery') {}

  /** Jobs that were sent and not answered. */
  *underWay(): Iterable<J> {
    for (const { job } of this.attempts.values()) yield job;
  }

  /** Where an encoded key goes; null: {@link park} the job. `hint` is looked at first. */
  route(encodedKey: string, hint: Route | null = null): Route | null {
    return this.routes.find(encodedKey, hint);
  }

  /** The job comes back once PD was asked for Regions. */
  park(job: J, kit: Kit): void {
    this.parked.push(job);
    if (this.scan.id === 0) this.loadRoutes('', kit);
  }

  /** Begins an attempt, which the caller sends; null when the store of the route is not known: the job comes back. */
  open(job: J, route: Route, kit: Kit): Opened | null {
    const process = this.routes.processOf(route.leaderStore);
    if (process === null) {
      this.routes.drop(route);
      this.retryLater(job, kit);
      return null;
    }
    const request = requestNumber(kit);
    const { id: region, epoch } = route.region;
    this.attempts.set(request, { job, route, process, sentAtUs: kit.ctx.monotonicUs() });
    return { process, header: { request, call: request, region, epoch } };
  }

  /** The job that is carried out now; null when the answer was an error or is about nothing we wait for. */
  answered(
    { request, error }: { readonly request: number; readonly error: RegionError | null },
    kit: Kit,
  ): J | null {
    const attempt = this.attempts.get(request);
    if (attempt === undefined) return null;
    this.attempts.delete(request);
    const { job, route } = attempt;
    if (error === null) return job;
    // Somebody else has the span now: whatever this capture still has of it is not for it to write.
    if (error.type === 'Fenced') {
      this.cancel(job.table);
      return null;
    }
    this.learn(route, error);
    this.retryLater(job, kit);
    return null;
  }

  /** True when the answer was to a question of this client. */
  onScanRegions(message: ScanRegionsResponse, kit: Kit): boolean {
    if (this.scan.id !== message.id) return false;
    this.scan = { id: 0, sentAtUs: 0 };
    this.routes.learnStores(message.stores);
    let endKey = '';
    for (const { region, leaderStore } of message.routes) {
      this.routes.install(region, leaderStore);
      endKey = region.endKey;
    }
    if (message.routes.length >= SCAN_LIMIT && endKey !== '') this.loadRoutes(endKey, kit);
    // What still has no route has no leader that PD knows of: wait before asking again.
    this.unpark(kit);
    return true;
  }

  /** The pause of a job that {@link retryLater} put off is over; null when it was given up meanwhile. */
  takeRetry(id: number): J | null {
    const job = this.retries.get(id) ?? null;
    this.retries.delete(id);
    return job;
  }

  onDisconnected(process: ProcessId, kit: Kit): void {
    if (process === this.pd(kit)) this.onPdLost(kit);
    this.giveUp((attempt) => attempt.process === process, kit);
  }

  /** What PD has not answered is asked again. */
  onPdLost(kit: Kit): void {
    if (this.scan.id === 0) return;
    this.scan = { id: 0, sentAtUs: 0 };
    this.unpark(kit);
  }

  /** A request without answer for too long may or may not have been carried out: it is made again (facts 3.8.1). */
  checkTimeouts(timeoutUs: number, kit: Kit): void {
    const sentBefore = kit.ctx.monotonicUs() - timeoutUs;
    this.giveUp((attempt) => attempt.sentAtUs < sentBefore, kit);
    if (this.scan.sentAtUs < sentBefore) this.onPdLost(kit);
  }

  /** Forgets what `table` has not sent; requests on the way stay until answered and are not made again. */
  cancel(table: string): void {
    this.cancelled.add(table);
    this.parked = this.parked.filter((job) => job.table !== table);
    for (const [id, job] of this.retries) if (job.table === table) this.retries.delete(id);
  }

  retryLater(job: J, kit: Kit): void {
    if (this.cancelled.has(job.table)) return;
    const { backoffBaseUs, backoffCapUs } = kit.env.config.client;
    let delayUs = backoffBaseUs;
    for (let i = 0; i < job.attempt && delayUs < backoffCapUs; i++) delayUs *= 2;
    const id = kit.ids.next();
    this.retries.set(id, { ...job, attempt: job.attempt + 1 });
    setTimer(kit, Math.min(delayUs, backoffCapUs), 'ticdc.job-retry', '', id);
  }

  clone(): ClusterClient<J> {
    const copy = new ClusterClient<J>(this.cluster);
    copy.routes = this.routes.clone();
    copy.attempts = new Map(this.attempts);
    copy.retries = new Map(this.retries);
    copy.parked = this.parked.slice();
    copy.scan = this.scan;
    copy.cancelled = new Set(this.cancelled);
    return copy;
  }

  private pd(kit: Kit): ProcessId {
    return this.cluster === 'upstream' ? kit.env.upstreamPd : kit.env.recoveryPd;
  }

  private learn(route: Route, error: RegionError): void {
    switch (error.type) {
      case 'NotLeader':
        this.routes.setLeader(route, error.leaderStore);
        return;
      case 'EpochNotMatch':
        this.learnRegions(route, error.regions);
        return;
      case 'RegionNotFound':
      case 'KeyNotInRegion':
        this.routes.drop(route);
        return;
      case 'Fenced':
      case 'StaleCommand':
      case 'ServerIsBusy':
      case 'MaxTimestampNotSynced':
      case 'ProposalInMergingMode':
      case 'ReadIndexNotReady':
        return;
    }
  }

  /** The newer Regions that the store knows; it led the old one, so it is the best guess for them. */
  private learnRegions(route: Route, regions: readonly Region[]): void {
    this.routes.drop(route);
    for (const region of regions) this.routes.install(region, route.leaderStore);
  }

  private giveUp(which: (attempt: Attempt<J>) => boolean, kit: Kit): void {
    for (const [request, attempt] of [...this.attempts]) {
      if (!which(attempt)) continue;
      this.attempts.delete(request);
      this.routes.drop(attempt.route);
      this.retryLater(attempt.job, kit);
    }
  }

  private loadRoutes(startKey: string, kit: Kit): void {
    const id = kit.ids.next();
    this.scan = { id, sentAtUs: kit.ctx.monotonicUs() };
    const ask: ScanRegions = {
      kind: 'pd.scan-regions',
      bytes: 64,
      id,
      startKey,
      endKey: '',
      limit: SCAN_LIMIT,
    };
    kit.ctx.send(this.pd(kit), ask);
  }

  private unpark(kit: Kit): void {
    const parked = this.parked;
    this.parked = [];
    for (const job of parked) this.retryLater(job, kit);
  }
}

/** Unique in the whole run, far from the numbers of clients and of other captures. */
function requestNumber(kit: Kit): number {
  return (1 + (hash32(kit.env.process) % 4_000)) * 1_000_000_000_000 + kit.ids.next();
}
