import type { RunCondition } from '../model/condition.ts';
import { describe } from '../model/describe.ts';
import { formatMoment, US_PER_MS } from '../model/time.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { Beats } from './beats.ts';
import { concerns, involves } from './trace-store.ts';
import type { Lags } from './watch.ts';

/** Recognises the moment that a run is played up to. */
export class Waiting {
  /** What made the condition true, in words; null until then. */
  met: string | null = null;
  private readonly condition: RunCondition;
  private readonly words: string;

  private readonly beats: Beats;
  /** Captions that had happened when the waiting began. */
  private readonly told: number;

  /** `beats`: of the run that is waited for; they have seen a record before this is told of it. */
  constructor(condition: RunCondition, beats: Beats) {
    this.condition = condition;
    this.beats = beats;
    this.told = beats.happened;
    this.words = condition.on === 'log' ? condition.words.trim().toLowerCase() : '';
  }

  /** True with the record that makes it true. */
  onRecord(record: TraceRecord): boolean {
    if (this.met !== null || !this.matches(record)) return false;
    this.met =
      this.condition.on === 'caption' ? this.beats.caption(record.at).caption : describe(record.event);
    return true;
  }

  /** True with the sample that makes it true. */
  onSample(lags: Lags, at: number): boolean {
    const { condition } = this;
    if (this.met !== null || condition.on !== 'lag' || condition.of === 'write') return false;
    const lagUs = condition.of === 'checkpoint' ? lags.checkpointUs : lags.resolvedUs;
    if (lagUs <= condition.aboveMs * US_PER_MS) return false;
    this.met = `${condition.of} lag ${Math.round(lagUs / US_PER_MS)} ms at ${formatMoment(at)}`;
    return true;
  }

  private matches(record: TraceRecord): boolean {
    const { condition } = this;
    const { event } = record;
    switch (condition.on) {
      case 'leader':
        return (
          event.kind === 'raft.role-changed' &&
          event.role === 'leader' &&
          (condition.region === null || event.region === condition.region)
        );
      case 'violation':
        return event.kind === 'check.violated';
      case 'caption':
        return this.beats.happened > this.told;
      case 'lag':
        return (
          condition.of === 'write' &&
          event.kind === 'client.acked' &&
          event.op !== 'get' &&
          event.latencyUs > condition.aboveMs * US_PER_MS
        );
      case 'log':
        return event.kind.includes(this.words) || describe(event).toLowerCase().includes(this.words);
      case 'thing':
        return (
          (condition.region !== null && concerns(event, condition.region)) ||
          (condition.process !== null && involves(record, condition.process))
        );
    }
  }
}
