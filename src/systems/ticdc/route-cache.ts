import type { ProcessId, StoreId } from '../../model/ids.ts';
import type { Region } from '../../model/region.ts';

/** A Region of a cluster that the capture is a client of. Its bounds are encoded keys. Frozen. */
export interface Route {
  readonly region: Region;
  readonly leaderStore: StoreId;
  readonly startKey: string;
  /** Null: no bound. */
  readonly endKey: string | null;
}

/** Which Region and store an encoded key goes to, as far as known. Sorted; may have holes, never overlaps. */
export class RouteCache {
  private routes: Route[] = [];
  private stores = new Map<StoreId, ProcessId>();

  learnStores(stores: readonly { readonly store: StoreId; readonly process: ProcessId }[]): void {
    for (const { store, process } of stores) this.stores.set(store, process);
  }

  processOf(store: StoreId): ProcessId | null {
    return this.stores.get(store) ?? null;
  }

  /** `hint` is looked at first: neighbours in a batch often go the same way. */
  find(key: string, hint: Route | null): Route | null {
    if (hint !== null && holds(hint, key)) return hint;
    const route = this.routes[this.countUpTo(key) - 1];
    return route !== undefined && holds(route, key) ? route : null;
  }

  /** Replaces what overlaps, unless that is newer. A Region without a known leader makes a hole. */
  install(region: Region, leaderStore: StoreId): void {
    const { startKey } = region;
    const endKey = region.endKey === '' ? null : region.endKey;
    const fresh: Route = { region, leaderStore, startKey, endKey };
    const overlapping = this.routes.filter((route) => overlaps(route, fresh));
    if (overlapping.some((route) => route.region.epoch.version > region.epoch.version)) return;
    const kept = this.routes.filter((route) => !overlaps(route, fresh) && route.region.id !== region.id);
    if (leaderStore !== 0) kept.push(fresh);
    this.routes = kept.sort((a, b) => (a.startKey < b.startKey ? -1 : 1));
  }

  drop(route: Route): void {
    this.routes = this.routes.filter((other) => other !== route);
  }

  /** Forgets the route when nobody knows the leader. */
  setLeader(route: Route, leaderStore: StoreId): void {
    this.routes = this.routes.flatMap((other) => {
      if (other !== route) return [other];
      return leaderStore === 0 ? [] : [{ ...other, leaderStore }];
    });
  }

  clone(): RouteCache {
    const copy = new RouteCache();
    copy.routes = this.routes.slice();
    copy.stores = new Map(this.stores);
    return copy;
  }

  /** How many routes start at or before `key`. */
  private countUpTo(key: string): number {
    let low = 0;
    let high = this.routes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const route = this.routes[middle];
      if (route !== undefined && route.startKey <= key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function holds(route: Route, key: string): boolean {
  return key >= route.startKey && (route.endKey === null || key < route.endKey);
}

function overlaps(a: Route, b: Route): boolean {
  return (a.endKey === null || b.startKey < a.endKey) && (b.endKey === null || a.startKey < b.endKey);
}
