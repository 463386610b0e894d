import { firstDifference, inOrder } from '../../scenario/commands.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { libraryDoc } from '../../scenario/library/index.ts';
import type { Action } from '../../model/command.ts';
import type { RunCondition } from '../../model/condition.ts';
import type { Frame, SeriesWindow } from '../../model/frame.ts';
import type { Changed, EngineDoor, Moved } from '../../worker/protocol.ts';
import { testFrame } from '../scene/testing.ts';
import { Controller } from './controller.ts';
import type { Host } from './page-host.ts';
import { createUiStore } from './store.ts';
import type { Commands } from './versions.ts';

const EVENT_US = 1_000;
export const UNTIL_US = 120_000_000;

const none = new Float64Array();
/** Charts of a run in which nothing was measured. */
export const NO_SERIES: SeriesWindow = {
  bucketUs: 1,
  t: none,
  values: {
    'write-p50': none,
    'write-p99': none,
    'pre-propose-p99': none,
    'cdc-p50': none,
    'cdc-p99': none,
    'resolved-ts-lag': none,
    'checkpoint-lag': none,
    'write-qps': none,
    'read-qps': none,
  },
  marks: [],
};

/** An engine whose next event is always 1 ms away; it answers when the test lets it. */
class FakeDoor implements EngineDoor {
  at = 0;
  newest = 0;
  calls: string[] = [];
  advancing = 0;
  advancingMost = 0;
  refuse = '';
  end = UNTIL_US;
  commands: Commands = [];
  /** When the condition of `runUntil` becomes true. */
  metAt = Infinity;
  /** As far as one portion of work goes. */
  portion = Infinity;

  private frame(): Frame {
    return {
      ...testFrame(),
      at: this.at,
      validUntil: this.at + EVENT_US,
      run: this.at >= this.end ? 'ended' : 'running',
    };
  }

  private moved(): Moved {
    this.newest = Math.max(this.newest, this.at);
    return {
      frame: this.frame(),
      newest: this.newest,
      keyframeAt: 0,
      marks: [],
      caption: 'a caption',
      tryNext: '',
    };
  }

  private changed(): Changed {
    return { ...this.moved(), commands: this.commands };
  }

  load(doc: ScenarioDoc) {
    this.at = 0;
    this.newest = 0;
    return Promise.resolve({
      ok: true as const,
      value: { title: doc.title, untilUs: UNTIL_US, frame: this.frame(), commands: this.commands },
    });
  }

  async advance(until: number) {
    this.calls.push(`advance ${until}`);
    this.advancing++;
    this.advancingMost = Math.max(this.advancingMost, this.advancing);
    await Promise.resolve();
    this.advancing--;
    this.at = Math.min(
      this.end,
      this.at + this.portion,
      Math.max(this.at, Math.floor(until / EVENT_US) * EVENT_US),
    );
    return this.moved();
  }

  seek(at: number) {
    this.calls.push(`seek ${at}`);
    this.at = Math.min(at, this.newest + this.portion);
    return Promise.resolve(this.moved());
  }

  step(what: string) {
    this.calls.push(`step ${what}`);
    this.at += EVENT_US;
    return Promise.resolve(this.moved());
  }

  act(action: Action) {
    if (this.refuse !== '') return Promise.resolve({ ok: false as const, error: this.refuse });
    this.commands = [...this.commands.filter((command) => command.at <= this.at), { at: this.at, ...action }];
    this.newest = this.at;
    return Promise.resolve({ ok: true as const, value: this.changed() });
  }

  rewrite(commands: Commands) {
    this.calls.push(`rewrite ${commands.length}`);
    const from = firstDifference(this.commands, inOrder(commands));
    this.commands = inOrder(commands);
    this.newest = Math.min(this.newest, from - 1);
    this.at = Math.min(this.at, this.newest);
    return Promise.resolve({ ok: true as const, value: this.changed() });
  }

  async runUntil(condition: RunCondition) {
    this.calls.push(`until ${condition.on}`);
    await Promise.resolve();
    this.at = Math.min(this.end, this.at + 5 * EVENT_US);
    return { ...this.moved(), met: this.at >= this.metAt ? 'it happened' : null };
  }

  inspect() {
    return Promise.resolve(null);
  }

  trace() {
    return Promise.resolve({ lines: [], matched: 0, oldestKept: 0 });
  }

  series() {
    return Promise.resolve(NO_SERIES);
  }

  heat() {
    return Promise.resolve({
      from: 0,
      columnUs: 1,
      columns: 0,
      bands: 0,
      startKeys: [],
      startWords: [],
      regions: new Int32Array(),
      leaders: new Int16Array(),
      writes: new Float32Array(),
      lags: new Float32Array(),
    });
  }

  exportTrace() {
    return Promise.reject(new Error('not asked for'));
  }

  spaceTime(from: number, to: number) {
    return Promise.resolve({ from, to, items: [], pending: [], notes: [], cut: false });
  }

  report() {
    return Promise.reject(new Error('not asked for'));
  }

  document() {
    return Promise.reject(new Error('not asked for'));
  }
}

/** Time and pictures that come when the test says so. */
class FakeHost implements Host {
  time = 0;
  waiting: (() => void) | null = null;
  requests = 0;

  now() {
    return this.time;
  }

  requestFrame(callback: () => void) {
    this.waiting = callback;
    return ++this.requests;
  }

  cancelFrame() {
    this.waiting = null;
  }

  async frame(ms: number) {
    this.time += ms;
    const { waiting } = this;
    this.waiting = null;
    waiting?.();
    await settle();
  }
}

/** Lets everything that has been answered go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

/** A page on which the default story stands, its engine and its time in the hands of the test. */
export async function loaded() {
  const door = new FakeDoor();
  const host = new FakeHost();
  const store = createUiStore();
  const crashes: unknown[] = [];
  const controller = new Controller(door, store, host, (error) => crashes.push(error));
  const doc = libraryDoc('first-light');
  if (doc === null) throw new Error('the default story is missing');
  await controller.load(doc, { at: null, selection: null });
  await settle();
  return { door, host, store, controller, crashes, doc };
}
