import { assert } from '../base/assert.ts';
import type { RunState } from '../model/frame.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceEvent, TraceRecord } from '../model/trace.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import type { World } from '../sim/world.ts';
import { Conductor } from './conductor.ts';
import type { Standing } from './findings.ts';
import { SAMPLE_US } from './rates.ts';
import type { Watch } from './watch.ts';

/** Judges what a run does; not part of its state. */
export interface Witness {
  /** Told of each record in order; returns what is traced behind it. */
  observe(record: TraceRecord): readonly TraceEvent[];
  /** Told after each sample. */
  sample(run: Run): void;
  /** How the checks stand at the run's place. */
  standing(run: Run): Standing;
}

/** All that a run is, but for its document, which whoever goes back brings along. */
export interface RunParts {
  readonly world: World;
  readonly watch: Watch;
  readonly conductor: Conductor;
  readonly state: RunState;
  readonly nextSampleAt: SimTime;
}

/**
 * A run at one moment: the world, what the document still wants from it, and those who watch it. `clone()` is a
 * keyframe. One thing happens at a time, in an order that no portioning can change:
 *
 *     items of the world at T ──▶ sample at T ──▶ changefeeds, churn, commands at T, each followed by its items
 */
export class Run {
  doc: ScenarioDoc;
  readonly world: World;
  readonly watch: Watch;
  readonly conductor: Conductor;
  state: RunState = 'running';
  /** Null: nobody judges. */
  witness: Witness | null = null;
  /** Told of each record; not part of the state. */
  listener: ((record: TraceRecord) => void) | null = null;
  /** Told after each sample; not part of the state. */
  onSampled: (() => void) | null = null;
  private halted = false;
  private nextSampleAt: SimTime = SAMPLE_US;

  constructor(doc: ScenarioDoc, world: World, watch: Watch, conductor: Conductor = new Conductor(doc)) {
    this.doc = doc;
    this.world = world;
    this.watch = watch;
    this.conductor = conductor;
    world.onRecord = (record) => this.onRecord(record);
  }

  /** Moment of the newest sample, 0 before the first. */
  get sampledAt(): SimTime {
    return this.nextSampleAt - SAMPLE_US;
  }

  /** When something happens next: an item, a command or the end. */
  get nextAt(): SimTime {
    return Math.min(this.world.nextAt, this.conductor.nextAt(this.doc), this.doc.untilUs);
  }

  /** Runs to `until` or the end, at most `itemsMax` items; returns how many. */
  advance(until: SimTime, itemsMax: number): number {
    const { world, conductor } = this;
    const goal = Math.min(until, this.doc.untilUs);
    let handled = 0;
    this.halted = false;
    while (this.state === 'running' && !this.halted) {
      const dueAt = conductor.nextAt(this.doc);
      const stop = Math.max(world.now, Math.min(goal, dueAt, this.nextSampleAt));
      handled += world.runUntil(stop, itemsMax - handled);
      if (world.stopRequested) continue;
      if (world.nextAt <= stop || world.now < stop) break;
      if (this.nextSampleAt <= world.now) this.sample();
      else if (dueAt <= world.now) conductor.performNext(this.doc, world, this.watch.progress);
      else if (world.now >= this.doc.untilUs) this.state = 'ended';
      else if (world.now >= goal) break;
    }
    return handled;
  }

  /** Whoever listens has seen enough: `advance` returns behind the item at hand. */
  halt(): void {
    this.halted = true;
    this.world.stopRequested = true;
  }

  /** One item, or what is due before the next item. False when nothing is left. */
  step(): boolean {
    if (this.state !== 'running') return false;
    const at = this.nextAt;
    // Only samples can lie between here and there.
    if (at > this.world.now) this.advance(at - 1, 0);
    this.advance(at, this.world.nextAt > at ? 0 : 1);
    return true;
  }

  /** Carries the next command out; it is due now and everything before it has been done. */
  performCommand(): void {
    this.conductor.performNext(this.doc, this.world, this.watch.progress);
  }

  get parts(): RunParts {
    const { world, watch, conductor, state, nextSampleAt } = this;
    return { world, watch, conductor, state, nextSampleAt };
  }

  /** Goes on from these parts, which are its own ones changed. */
  become({ world, watch, conductor, state, nextSampleAt }: RunParts): void {
    assert(
      world === this.world && watch === this.watch && conductor === this.conductor,
      'parts of another run',
    );
    this.state = state;
    this.nextSampleAt = nextSampleAt;
  }

  /** A run of copies of these parts. */
  static of(doc: ScenarioDoc, { world, watch, conductor, state, nextSampleAt }: RunParts): Run {
    const run = new Run(doc, world.clone(), watch.clone(), conductor.clone(doc));
    run.state = state;
    run.nextSampleAt = nextSampleAt;
    return run;
  }

  clone(): Run {
    return Run.of(this.doc, this.parts);
  }

  private sample(): void {
    this.watch.sample(this.world);
    this.nextSampleAt += SAMPLE_US;
    this.witness?.sample(this);
    this.onSampled?.();
  }

  private onRecord(record: TraceRecord): void {
    const { watch, world, doc } = this;
    const drained = watch.observe(record);
    this.listener?.(record);
    for (const event of this.witness?.observe(record) ?? NONE) {
      world.trace('', event);
      if (doc.stopOnViolation) this.end('violated');
    }
    if (drained) {
      world.trace('', { kind: 'run.drained' });
      if (doc.stopWhenDrained) this.end('ended');
    }
    if (this.conductor.follow(watch.progress, record.at)) world.stopRequested = true;
  }

  private end(state: RunState): void {
    if (this.state === 'running') this.state = state;
    this.world.stopRequested = true;
  }
}

const NONE: readonly TraceEvent[] = [];
