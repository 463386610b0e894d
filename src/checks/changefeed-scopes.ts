import type { ChangefeedId } from '../model/ids.ts';
import { encodeRawKey } from '../model/key.ts';
import type { KeyRange } from '../model/region.ts';
import { rangeContains } from '../model/region.ts';
import type { TraceEvent } from '../model/trace.ts';
import type { Ts } from '../model/ts.ts';

/** What a changefeed has promised to carry: the changes of these keys after `startTs`. */
export interface Scope extends KeyRange {
  /** False until it subscribed something: then its range is not known, and the whole key space is assumed. */
  readonly subscribed: boolean;
  readonly startTs: Ts;
}

/**
 * The scope of each changefeed, learned from what it does. The range is the hull of everything it subscribed,
 * so that a hole between subscriptions stays inside; the start is the smallest checkpoint it ever asked from
 * (or its first own checkpoint, as long as it has not subscribed).
 */
export class ChangefeedScopes {
  private scopes = new Map<ChangefeedId, Scope>();
  /** Grows with every change. */
  version = 0;

  get(changefeed: ChangefeedId): Scope | null {
    return this.scopes.get(changefeed) ?? null;
  }

  get size(): number {
    return this.scopes.size;
  }

  /** In the order they appeared. */
  all(): Scope[] {
    return [...this.scopes.values()];
  }

  /** True when this event shows a changefeed for the first time. */
  observe(event: TraceEvent): boolean {
    if (event.kind === 'changefeed.checkpoint') {
      if (this.scopes.has(event.changefeed)) return false;
      const scope = { startKey: '', endKey: '', subscribed: false, startTs: event.checkpoint };
      this.set(event.changefeed, scope);
      return true;
    }
    if (event.kind !== 'cdc.subscribed') return false;
    const { startKey, endKey, checkpointTs } = event;
    const known = this.scopes.get(event.changefeed);
    if (known === undefined || !known.subscribed) {
      const startTs = known !== undefined && known.startTs < checkpointTs ? known.startTs : checkpointTs;
      this.set(event.changefeed, { startKey, endKey, subscribed: true, startTs });
      return known === undefined;
    }
    const wider = {
      startKey: startKey < known.startKey ? startKey : known.startKey,
      endKey: endKey === '' || known.endKey === '' ? '' : endKey > known.endKey ? endKey : known.endKey,
      subscribed: true,
      startTs: checkpointTs < known.startTs ? checkpointTs : known.startTs,
    };
    if (
      wider.startKey !== known.startKey ||
      wider.endKey !== known.endKey ||
      wider.startTs !== known.startTs
    ) {
      this.set(event.changefeed, wider);
    }
    return false;
  }

  clone(): ChangefeedScopes {
    const copy = new ChangefeedScopes();
    copy.scopes = new Map(this.scopes);
    copy.version = this.version;
    return copy;
  }

  private set(changefeed: ChangefeedId, scope: Scope): void {
    this.scopes.set(changefeed, scope);
    this.version++;
  }
}

export function wholeSpace(scope: Scope): boolean {
  return scope.startKey === '' && scope.endKey === '';
}

export function scopeHolds(scope: Scope, userKey: string): boolean {
  return wholeSpace(scope) || rangeContains(scope, encodeRawKey(userKey));
}
