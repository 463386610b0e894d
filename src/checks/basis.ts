import type { TicdcConfig } from '../model/config.ts';
import { US_PER_S } from '../model/time.ts';
import { EffectiveWrites } from './effective-writes.ts';
import { KeyTable } from './key-table.ts';

/** With the real settings: 20 s, 10 s, 2 s, and one for the way. */
const WATCHDOG_US = 33 * US_PER_S;

/** What the checks of one run have in common, worked out once for all of them. */
export class Basis {
  /** How long a capture may take to end a lock that holds a resolved ts and whose time is over. */
  readonly watchdogUs: number;
  /** Only grows, and a key keeps its number: copies share it. */
  readonly keys: KeyTable;
  readonly writes: EffectiveWrites;

  constructor(watchdogUs = WATCHDOG_US, keys = new KeyTable(), writes = new EffectiveWrites()) {
    this.watchdogUs = watchdogUs;
    this.keys = keys;
    this.writes = writes;
  }

  /** For a run with these settings. */
  static of({ resolveLockLagUs, resolveLockIntervalUs, resolveLockTickUs }: TicdcConfig): Basis {
    return new Basis(resolveLockLagUs + resolveLockIntervalUs + resolveLockTickUs + US_PER_S);
  }

  clone(): Basis {
    return new Basis(this.watchdogUs, this.keys, this.writes.clone());
  }
}
