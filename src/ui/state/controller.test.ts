import { describe, expect, it } from 'vitest';
import type { Frame } from '../../model/frame.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { libraryDoc } from '../../scenario/library/index.ts';
import { firstDifference, inOrder } from '../../scenario/commands.ts';
import type { Changed, EngineDoor, Moved } from '../../worker/protocol.ts';
import type { RunCondition } from '../../model/condition.ts';
import type { Action } from '../../model/command.ts';
import { moveCommand, editCommand, openBranch, redo, removeCommand, undo } from './deeds.ts';
import type { Commands } from './versions.ts';
import { testFrame } from '../scene/testing.ts';
import type { Host } from './controller.ts';
import { Controller } from './controller.ts';
import { nearestRate, RATES, stepRate } from './rates.ts';
import { createUiStore } from './store.ts';

const EVENT_US = 1_000;
const UNTIL_US = 120_000_000;

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
    const none = new Float64Array();
    return Promise.resolve({
      bucketUs: 1,
      t: none,
      marks: [],
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
    });
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

async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

async function loaded() {
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

describe('Controller', () => {
  it('a pause while a run is being built takes back the wish to play it', async () => {
    const { controller, store, doc } = await loaded();
    const loading = controller.load(doc, { at: null, selection: null, play: true });
    controller.pause();
    await loading;
    expect(store.getState().playing).toBe(false);
    await controller.load(doc, { at: null, selection: null, play: true });
    expect(store.getState().playing).toBe(true);
  });

  it('moves the cursor by elapsed time times the rate', async () => {
    const { controller, host, store } = await loaded();
    controller.play(0.5);
    await host.frame(20);
    expect(store.getState().cursor).toBe(10_000);
    await host.frame(20);
    expect(store.getState().cursor).toBe(20_000);
  });

  it('asks the engine for nothing while the frame still holds', async () => {
    const { controller, host, store, door } = await loaded();
    controller.play(0.01);
    door.calls = [];
    await host.frame(20);
    await host.frame(20);
    expect(store.getState().cursor).toBe(400);
    expect(door.calls).toEqual([]);
    await host.frame(80);
    expect(door.calls).toEqual(['advance 1200']);
  });

  it('never has two advances in flight', async () => {
    const { controller, host, door } = await loaded();
    controller.play(1);
    for (let i = 0; i < 20; i++) await host.frame(16);
    expect(door.advancingMost).toBe(1);
    expect(door.calls.length).toBeGreaterThan(10);
  });

  it('requests no frame while paused', async () => {
    const { controller, host } = await loaded();
    expect(host.requests).toBe(0);
    controller.play(1);
    await host.frame(16);
    controller.pause();
    expect(host.waiting).toBeNull();
    const before = host.requests;
    await host.frame(500);
    expect(host.requests).toBe(before);
  });

  it('does not leap after the page was hidden', async () => {
    const { controller, host, store } = await loaded();
    controller.play(1);
    await host.frame(60_000);
    expect(store.getState().cursor).toBeLessThanOrEqual(100_000);
  });

  it('pauses at the end and plays again from the start', async () => {
    const { controller, host, store, door } = await loaded();
    door.end = 50_000;
    controller.play(1);
    for (let i = 0; i < 8; i++) await host.frame(16);
    expect(store.getState().playing).toBe(false);
    expect(controller.atEnd()).toBe(true);
    controller.toggle();
    await settle();
    expect(door.calls).toContain('seek 0');
    expect(store.getState().playing).toBe(true);
  });

  it('keeps only the newest of many wishes to seek', async () => {
    const { controller, door, store } = await loaded();
    door.calls = [];
    await Promise.all([1, 2, 3, 4, 5].map((second) => controller.seek(second * 1_000_000)));
    expect(door.calls.length).toBeLessThan(5);
    expect(door.calls.at(-1)).toBe('seek 5000000');
    expect(store.getState().cursor).toBe(5_000_000);
  });

  it('keeps seeks inside the run', async () => {
    const { controller, store } = await loaded();
    await controller.seek(-5);
    expect(store.getState().cursor).toBe(0);
    await controller.seek(9e12);
    expect(store.getState().cursor).toBe(UNTIL_US);
  });

  it('says a refusal in one line and changes nothing', async () => {
    const { controller, door, store } = await loaded();
    door.refuse = 'Region 6 has no neighbour to its right';
    const before = store.getState().frame;
    const done = await controller.actText('mergeRegion region=6');
    expect(done).toEqual({ ok: false, error: door.refuse });
    expect(store.getState().frame).toBe(before);
    expect(store.getState().toasts.map((toast) => toast.text)).toEqual([door.refuse]);
  });

  it('refuses text that is no action without asking the engine', async () => {
    const { controller, store } = await loaded();
    expect((await controller.actText('splitRegoin region=1')).ok).toBe(false);
    expect(store.getState().toasts).toHaveLength(1);
  });

  it('shows React a new frame at most ten times a second while playing', async () => {
    const { controller, host, store } = await loaded();
    const shown = new Set<unknown>();
    store.subscribe((state) => shown.add(state.shown));
    controller.play(1);
    for (let i = 0; i < 60; i++) await host.frame(16);
    expect(shown.size).toBeGreaterThan(4);
    expect(shown.size).toBeLessThanOrEqual(12);
  });

  it('tells what a thing is when the engine has no page for it', async () => {
    const { controller, store } = await loaded();
    controller.select('az:az-2');
    await settle();
    expect(store.getState().inspection).toMatchObject({ ref: 'az:az-2', title: 'zone AZ 2' });
  });

  it('reports an engine that throws as a crash', async () => {
    const { controller, door, crashes } = await loaded();
    door.step = () => Promise.reject(new Error('missing peer'));
    await controller.step('event');
    expect(crashes).toHaveLength(1);
  });
});

const S = 1_000_000;
const KILL: Action = { do: 'kill', process: 'store-1' };
const RESTART: Action = { do: 'restart', process: 'store-1' };

describe('a change of mind', () => {
  it('a pause takes back the wish to play again from the start', async () => {
    const { controller, door, host, store } = await loaded();
    door.end = 50_000;
    controller.play(1);
    for (let i = 0; i < 8; i++) await host.frame(16);
    controller.toggle();
    controller.pause();
    await settle();
    expect(door.calls).toContain('seek 0');
    expect(store.getState().playing).toBe(false);
    await controller.seek(50_000);
    controller.toggle();
    controller.toggle();
    await settle();
    expect(store.getState().playing).toBe(false);
  });

  it('a seek beyond what is computed goes in portions, and a newer wish ends it', async () => {
    const { controller, door, store } = await loaded();
    door.portion = S;
    await controller.seek(3 * S);
    expect(store.getState().cursor).toBe(3 * S);
    expect(door.calls.slice(-3)).toEqual(['seek 3000000', 'advance 3000000', 'advance 3000000']);
    const far = controller.seek(100 * S);
    await Promise.resolve();
    await controller.seek(S);
    await far;
    expect(store.getState().cursor).toBe(S);
    const again = controller.seek(100 * S);
    controller.pause();
    await again;
    expect(store.getState().cursor).toBeLessThan(10 * S);
  });
});

describe('running until something happens', () => {
  it('goes on in portions until it does, and says by what', async () => {
    const { controller, door, store } = await loaded();
    door.metAt = 12_000;
    const met = controller.runUntil({ on: 'violation' });
    expect(store.getState().waiting).toEqual({ on: 'violation' });
    expect(await met).toEqual({ ok: true, value: 'it happened' });
    expect(store.getState()).toMatchObject({ waiting: null, playing: false, cursor: 15_000 });
  });

  it('ends with the run, on a pause, and when something else is wished', async () => {
    const { controller, door, store } = await loaded();
    door.end = 20_000;
    expect(await controller.runUntil({ on: 'violation' })).toMatchObject({ ok: false });
    expect(store.getState().waiting).toBeNull();
    door.end = UNTIL_US;
    for (const other of [
      () => controller.pause(),
      () => controller.toggle(),
      () => void controller.seek(0),
    ]) {
      const met = controller.runUntil({ on: 'violation' });
      other();
      expect(await met).toMatchObject({ ok: false });
      expect(store.getState().waiting).toBeNull();
    }
  });

  it('hears what comes with the last moment of a run, though a portion of work ended in it', async () => {
    const { controller, door } = await loaded();
    door.end = Infinity;
    door.at = UNTIL_US;
    door.metAt = UNTIL_US + 10_000;
    expect(await controller.runUntil({ on: 'violation' })).toEqual({ ok: true, value: 'it happened' });
  });

  it('steps to the next thing of the selection, and says when there is none', async () => {
    const { controller, door, store } = await loaded();
    await controller.step('selection');
    expect(store.getState().toasts).toHaveLength(1);
    controller.select('region:1');
    door.metAt = 1;
    await controller.step('selection');
    expect(door.calls).toContain('until thing');
  });
});

describe('commands of a run', () => {
  it('acting in the past keeps the former future, which can be gone back to', async () => {
    const { controller, store } = await loaded();
    await controller.seek(5 * S);
    await controller.act(KILL);
    await controller.seek(9 * S);
    await controller.act(RESTART);
    expect(store.getState().versions.branches).toEqual([]);
    await controller.seek(2 * S);
    await controller.act(KILL);
    const former = [
      { at: 5 * S, ...KILL },
      { at: 9 * S, ...RESTART },
    ];
    expect(store.getState().commands).toEqual([{ at: 2 * S, ...KILL }]);
    expect(store.getState().versions.branches).toEqual([{ commands: former, newest: 9 * S }]);
    await controller.seek(4 * S);
    const [branch] = store.getState().versions.branches;
    if (branch === undefined) throw new Error('no branch');
    await openBranch(controller, branch);
    expect(store.getState()).toMatchObject({ commands: former, cursor: 4 * S });
    expect(store.getState().versions.branches.map((each) => each.commands)).toEqual([
      [{ at: 2 * S, ...KILL }],
    ]);
    expect(await openBranch(controller, branch)).toMatchObject({ ok: false });
  });

  it('undo and redo go through every change, and a new one ends the redo', async () => {
    const { controller, store } = await loaded();
    const moments = () => store.getState().commands.map((command) => command.at / S);
    await controller.seek(5 * S);
    await controller.act(KILL);
    await controller.seek(9 * S);
    await controller.act(RESTART);
    await moveCommand(controller, 0, 7 * S);
    expect(moments()).toEqual([7, 9]);
    await removeCommand(controller, 1);
    expect(moments()).toEqual([7]);
    await editCommand(controller, 0, 3 * S, 'put key=g value=1');
    expect(store.getState().commands).toEqual([{ at: 3 * S, do: 'put', key: 'g', value: '1' }]);
    for (const [deed, expected] of [
      [undo, [7]],
      [undo, [7, 9]],
      [redo, [7]],
      [undo, [7, 9]],
      [undo, [5, 9]],
      [undo, [5]],
      [undo, []],
    ] as const) {
      await deed(controller);
      expect(moments()).toEqual(expected);
    }
    expect(await undo(controller)).toMatchObject({ ok: false });
    await redo(controller);
    expect(moments()).toEqual([5]);
    await moveCommand(controller, 0, -S);
    expect(moments()).toEqual([0]);
    expect(await redo(controller)).toMatchObject({ ok: false });
    expect(await editCommand(controller, 0, 0, 'explode')).toMatchObject({ ok: false });
    expect(await removeCommand(controller, 7)).toMatchObject({ ok: false });
  });

  it('the cursor stays where it was after a change', async () => {
    const { controller, store } = await loaded();
    await controller.seek(5 * S);
    await controller.act(KILL);
    await controller.seek(9 * S);
    await moveCommand(controller, 0, 2 * S);
    expect(store.getState().cursor).toBe(9 * S);
  });
});

describe('rates', () => {
  it('step along the list and stop at its ends', () => {
    expect(stepRate(0.2, 1)).toBe(0.5);
    expect(stepRate(0.001, -1)).toBe(0.001);
    expect(stepRate(100, 1)).toBe(100);
    expect(RATES[nearestRate(0.19)]).toBe(0.2);
  });
});
