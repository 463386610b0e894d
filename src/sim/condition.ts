import type { Effect, Endpoint } from '../model/effect.ts';
import type { AzId, ProcessId } from '../model/ids.ts';
import type { SimTime } from '../model/time.ts';

interface ActiveFault {
  readonly id: string;
  readonly since: SimTime;
  readonly effects: readonly Effect[];
}

/** Condition of one direction of a link. */
export interface LinkCondition {
  readonly cut: boolean;
  readonly addUs: number;
  readonly lossPpm: number;
}

const HEALTHY: LinkCondition = { cut: false, addUs: 0, lossPpm: 0 };

/**
 * The set of active faults, and the condition of every part as a fold over it. Healing removes one fault;
 * what the others do remains.
 */
export class Conditions {
  private faults: readonly ActiveFault[] = [];
  /** Changes with every change of the set; lets callers cache a fold. */
  version = 0;

  begin(id: string, effects: readonly Effect[], now: SimTime): void {
    this.faults = [...this.faults.filter((f) => f.id !== id), { id, since: now, effects }];
    this.version++;
  }

  heal(id: string): boolean {
    const rest = this.faults.filter((f) => f.id !== id);
    const found = rest.length !== this.faults.length;
    this.faults = rest;
    this.version++;
    return found;
  }

  link(from: ProcessId, fromAz: AzId, to: ProcessId, toAz: AzId): LinkCondition {
    if (this.faults.length === 0) return HEALTHY;
    let cut = false;
    let addUs = 0;
    let lossPpm = 0;
    for (const fault of this.faults) {
      for (const effect of fault.effects) {
        if (effect.type !== 'link-cut' && effect.type !== 'link-slow' && effect.type !== 'link-lossy')
          continue;
        if (!matches(effect.from, from, fromAz) || !matches(effect.to, to, toAz)) continue;
        if (effect.type === 'link-cut') cut = true;
        else if (effect.type === 'link-slow') addUs += effect.addUs;
        else lossPpm += effect.lossPpm;
      }
    }
    return { cut, addUs, lossPpm };
  }

  /** Extra fsync time, or null while the disk is stalled. */
  disk(process: ProcessId): number | null {
    let addUs = 0;
    for (const fault of this.faults) {
      for (const effect of fault.effects) {
        if (effect.type === 'disk-stalled' && effect.process === process) return null;
        if (effect.type === 'disk-slow' && effect.process === process) addUs += effect.addUs;
      }
    }
    return addUs;
  }

  /**
   * What of a lane stands still: all of it, or only work with `tag`; null when the work goes on. An effect on `scan` holds
   * for the lanes `scan/0`, `scan/1` … too.
   */
  laneStall(process: ProcessId, lane: string, tag: string): 'lane' | 'tag' | null {
    let found: 'tag' | null = null;
    for (const fault of this.faults) {
      for (const effect of fault.effects) {
        if (effect.type !== 'lane-stalled' || effect.process !== process) continue;
        if (effect.lane !== lane && !lane.startsWith(`${effect.lane}/`)) continue;
        if (effect.tag === undefined) return 'lane';
        if (effect.tag === tag) found = 'tag';
      }
    }
    return found;
  }

  /** Wall clock minus true time, µs, from the active clock faults. */
  clockOffsetUs(process: ProcessId, now: SimTime): number {
    let offset = 0;
    for (const fault of this.faults) {
      for (const effect of fault.effects) {
        if (effect.type !== 'clock-skew' || effect.process !== process) continue;
        offset += effect.offsetUs + Math.floor(((now - fault.since) * effect.driftPpm) / 1_000_000);
      }
    }
    return offset;
  }

  clone(): Conditions {
    const copy = new Conditions();
    copy.faults = this.faults;
    copy.version = this.version;
    return copy;
  }
}

function matches(endpoint: Endpoint, process: ProcessId, az: AzId): boolean {
  return endpoint === process || (endpoint.startsWith('az:') && endpoint.slice(3) === az);
}
