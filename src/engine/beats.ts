import type { SimTime } from '../model/time.ts';
import type { TraceKind, TraceRecord } from '../model/trace.ts';
import type { Beat } from '../scenario/document.ts';
import type { Caption } from './api.ts';

export interface HappenedBeat {
  readonly at: SimTime;
  readonly beat: Beat;
}

/** Follows the trace and knows which captions have happened. Beats at a time happen by themselves. */
export class Beats {
  private readonly beats: readonly Beat[];
  private readonly kinds: ReadonlySet<TraceKind>;
  /** Matches so far, per beat; −1 when it happened. */
  private matches: Int32Array;
  private seen: HappenedBeat[] = [];

  constructor(beats: readonly Beat[]) {
    this.beats = beats;
    this.kinds = new Set(beats.flatMap(({ on }) => ('kind' in on ? [on.kind] : [])));
    this.matches = new Int32Array(beats.length);
  }

  /** Returns the beats that happen with this record. */
  observe(record: TraceRecord): readonly HappenedBeat[] {
    const { event } = record;
    if (!this.kinds.has(event.kind)) return NONE;
    let happened: HappenedBeat[] = NONE;
    for (let i = 0; i < this.beats.length; i++) {
      const beat = this.beats[i] as Beat;
      const { on } = beat;
      const count = this.matches[i] as number;
      if (count < 0 || !('kind' in on) || on.kind !== event.kind) continue;
      if (on.region !== undefined && !('region' in event && event.region === on.region)) continue;
      if (
        on.process !== undefined &&
        record.by !== on.process &&
        !('process' in event && event.process === on.process)
      )
        continue;
      if (count + 1 < on.nth) {
        this.matches[i] = count + 1;
        continue;
      }
      this.matches[i] = -1;
      const entry = { at: record.at, beat };
      this.seen = [...this.seen, entry];
      happened = [...happened, entry];
    }
    return happened;
  }

  /** Beats at a fixed time, in their order. */
  timed(): HappenedBeat[] {
    return this.beats
      .flatMap((beat) => ('at' in beat.on ? [{ at: beat.on.at, beat }] : []))
      .sort((a, b) => a.at - b.at);
  }

  /** Beats bound to trace events that have happened so far. */
  get happened(): number {
    return this.seen.length;
  }

  /** The next beat at a fixed time behind `now`; null when there is none. */
  nextTimed(now: SimTime): HappenedBeat | null {
    return this.timed().find(({ at }) => at > now) ?? null;
  }

  /** The newest beat at or before `now`; of several at one moment the later in the document. */
  caption(now: SimTime): Caption {
    let newest: HappenedBeat | null = null;
    for (const entry of [...this.timed(), ...this.seen]) {
      if (entry.at <= now && (newest === null || entry.at >= newest.at)) newest = entry;
    }
    return { caption: newest?.beat.caption ?? '', tryNext: newest?.beat.tryNext ?? '' };
  }

  clone(): Beats {
    const copy = new Beats(this.beats);
    copy.matches = this.matches.slice();
    copy.seen = this.seen;
    return copy;
  }
}

const NONE: HappenedBeat[] = [];
