import { describe, expect, it } from 'vitest';
import { loaded, settle, UNTIL_US } from './testing.ts';

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
    expect(store.getState().inspection).toMatchObject({ ref: 'az:az-2', title: 'AZ 2' });
  });

  it('reports an engine that throws as a crash', async () => {
    const { controller, door, crashes } = await loaded();
    door.step = () => Promise.reject(new Error('missing peer'));
    await controller.step('event');
    expect(crashes).toHaveLength(1);
  });
});

const S = 1_000_000;

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
