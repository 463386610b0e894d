import type { EventOf } from '../model/trace.ts';

const MS_PER_S = 1_000;

export interface MortalVersion {
  readonly value: string;
  /** UNIX seconds. */
  readonly expireS: number;
  /** A read has taken it for absent, rightly. */
  readonly gone: boolean;
}

/** Versions of the upstream cluster that were proposed with an end (facts 2.8), whatever became of the proposals. */
export class MortalVersions {
  private versions = new Map<string, MortalVersion>();

  onProposed(event: EventOf<'raw.proposed'>): void {
    const { cluster, key, ts, value, expireS } = event;
    if (expireS === undefined || value === null || cluster !== 'upstream') return;
    this.versions.set(nameOf(key, ts), { value, expireS, gone: false });
  }

  /** What a store says that it met: null unless its time was over by that store's clock, or if it was told before. */
  judge(event: EventOf<'raw.expired'>): MortalVersion | null {
    const name = nameOf(event.key, event.ts);
    const version = this.versions.get(name);
    if (version === undefined || version.gone) return null;
    if (Math.floor(event.wallMs / MS_PER_S) < version.expireS) return null;
    this.versions.set(name, { ...version, gone: true });
    return version;
  }

  /** A read was right to take this version for absent. */
  isGone(key: string, ts: number): boolean {
    return this.versions.get(nameOf(key, ts))?.gone === true;
  }

  /** Its value, null for a version that was to live for ever. */
  valueOf(key: string, ts: number): string | null {
    return this.versions.get(nameOf(key, ts))?.value ?? null;
  }

  clone(): MortalVersions {
    const copy = new MortalVersions();
    copy.versions = new Map(this.versions);
    return copy;
  }
}

function nameOf(key: string, ts: number): string {
  return `${ts} ${key}`;
}
