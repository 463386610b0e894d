import type { PdConfig } from '../../model/config.ts';
import type { AzId, StoreId } from '../../model/ids.ts';
import type { StoreRecord } from './disk.ts';

/**
 * How a store looks to PD, by the age of its last heartbeat (facts 7.3):
 *
 *     up ──storeDisconnectedUs──▶ disconnected ──maxStoreDownUs──▶ down
 *      ▲                              │                             │
 *      └───────────── a heartbeat ────┴─────────────────────────────┘
 *
 * Nothing new is sent to a disconnected store; the replicas of one that is down are made up elsewhere.
 */
export type StoreState = 'up' | 'disconnected' | 'down';

export interface StoreFacts {
  readonly store: StoreId;
  readonly az: AzId;
  readonly state: StoreState;
}

/** What costs a store a snapshot comes one after the other (PD's store limit). */
export type LimitKind = 'add' | 'remove';

const MINUTE_US = 60_000_000;

/** What PD knows of stores beyond their names. In memory: a PD that starts believes in all of them for a while. */
export class StoreBook {
  private readonly config: PdConfig;
  /** Last heartbeat (monotonic µs), or when PD first heard of the store. */
  private seenUs = new Map<StoreId, number>();
  /** When the next peer may be added to, or removed from, a store. */
  private freeUs = new Map<string, number>();
  private startedUs = 0;

  constructor(config: PdConfig) {
    this.config = config;
  }

  start(nowUs: number): void {
    this.startedUs = nowUs;
  }

  onHeartbeat(store: StoreId, nowUs: number): void {
    this.seenUs.set(store, nowUs);
  }

  state(store: StoreId, nowUs: number): StoreState {
    const silentUs = nowUs - (this.seenUs.get(store) ?? this.startedUs);
    if (silentUs > this.config.maxStoreDownUs) return 'down';
    return silentUs > this.config.storeDisconnectedUs ? 'disconnected' : 'up';
  }

  facts(records: Iterable<StoreRecord>, nowUs: number): StoreFacts[] {
    return [...records]
      .map(({ store, az }) => ({ store, az, state: this.state(store, nowUs) }))
      .sort((a, b) => a.store - b.store);
  }

  /** Whether the store may be given, or relieved of, one more peer now. */
  mayChange(kind: LimitKind, store: StoreId, nowUs: number): boolean {
    return (this.freeUs.get(`${kind} ${store}`) ?? 0) <= nowUs;
  }

  changed(kind: LimitKind, store: StoreId, nowUs: number): void {
    const costUs = Math.floor(MINUTE_US / this.config.storeLimitPerMinute);
    this.freeUs.set(`${kind} ${store}`, nowUs + costUs);
  }

  clone(): StoreBook {
    const copy = new StoreBook(this.config);
    copy.seenUs = new Map(this.seenUs);
    copy.freeUs = new Map(this.freeUs);
    copy.startedUs = this.startedUs;
    return copy;
  }
}
