import { expose } from 'comlink';
import { afterEach, describe, expect, test } from 'vitest';
import { libraryDoc } from '../scenario/library/index.ts';
import type { Frame, MarkRow } from '../model/frame.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { createEngineClient } from './client.ts';
import type { EngineClient, WorkerPort } from './client.ts';
import { FramePacker } from './frame-packer.ts';
import type { FramePacket, PackedMarks } from './frame-packet.ts';
import { EngineHost } from './host.ts';
import type { Carrier } from './host.ts';

const S = 1_000_000;

function story(): ScenarioDoc {
  const doc = libraryDoc('first-light');
  if (doc === null) throw new Error('no story');
  return doc;
}

/** A worker's two ends on one thread: what passes is structured-cloned as between real threads. */
class LocalWorker extends EventTarget implements WorkerPort {
  readonly channel = new MessageChannel();
  terminated = false;

  constructor(host: object) {
    super();
    expose(host, this.channel.port2);
    this.channel.port1.addEventListener('message', (event) =>
      this.dispatchEvent(new MessageEvent('message', { data: event.data })),
    );
    this.channel.port1.start();
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.channel.port1.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.channel.port1.close();
    this.channel.port2.close();
  }

  break(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

const WHOLE: Carrier<Frame, readonly MarkRow[]> = { frame: (frame) => frame, marks: (marks) => marks };
const workers: LocalWorker[] = [];
const crashes: string[] = [];

function client(host: () => object = () => new EngineHost(new FramePacker())): EngineClient {
  return createEngineClient({
    startWorker: () => {
      const worker = new LocalWorker(host());
      workers.push(worker);
      return worker;
    },
    onCrash: (error) => crashes.push(error),
  });
}

afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
  crashes.length = 0;
});

describe('the door', () => {
  test('loads, advances, seeks, steps, acts and answers through a message port', async () => {
    const door = client();
    const loaded = await door.load(story());
    expect(loaded).toMatchObject({
      ok: true,
      value: { title: 'First light', frame: { at: 0, run: 'running' } },
    });
    let moved = await door.advance(2 * S, 10_000);
    expect(moved.frame.at).toBe(2 * S);
    const { fingerprint } = moved.frame;
    moved = await door.seek(S, 10_000);
    expect(moved).toMatchObject({ frame: { at: S }, newest: 2 * S });
    moved = await door.step('event');
    expect(moved.frame.at).toBeGreaterThanOrEqual(S);
    moved = await door.seek(2 * S, 10_000);
    expect(moved.frame.fingerprint).toBe(fingerprint);
    const done = await door.act({ do: 'splitRegion', region: 2, key: 'g' });
    expect(done.ok).toBe(true);
    expect(await door.act({ do: 'splitRegion', region: 99 })).toEqual({
      ok: false,
      error: 'there is no Region 99',
    });
    expect((await door.document()).commands[0]).toEqual({
      at: 2 * S,
      do: 'splitRegion',
      region: 2,
      key: 'g',
    });
    expect((await door.inspect('region:1'))?.title).toBe('Region 1');
    expect((await door.series(0, 2 * S, 10))?.t).toBeInstanceOf(Float64Array);
    const log = await door.trace({
      before: 2 * S,
      limit: 3,
      kinds: null,
      region: null,
      process: null,
      text: '',
    });
    expect(log.lines).toHaveLength(3);
    expect((await door.report()).simMs).toBe(2_000);
    door.close();
  });

  test('a budget stops in the middle, and going on ends at the same fingerprint', async () => {
    const door = client();
    await door.load(story());
    let calls = 0;
    let moved = await door.advance(2 * S, 0);
    expect(moved.frame.at).toBeLessThan(2 * S);
    while (moved.frame.at < 2 * S) {
      moved = await door.advance(2 * S, 1);
      calls++;
    }
    expect(calls).toBeGreaterThan(3);
    const whole = new EngineHost(WHOLE);
    await whole.load(story());
    expect(moved.frame.fingerprint).toBe((await whole.advance(2 * S, 10_000)).frame.fingerprint);
    door.close();
  });

  test('begins unjudged, and goes on as the run that was judged from its beginning', async () => {
    const door = client();
    await door.load(story());
    let moved = await door.advance(1_000, 10_000);
    expect(await door.series(0, 1_000, 10)).toBeNull();
    expect(moved.frame.checks).toEqual([]);
    for (let at = 2_000; moved.frame.checks.length === 0; at += 2_000) moved = await door.advance(at, 10_000);
    expect(moved.frame.peers.some(({ role }) => role === 'leader')).toBe(true);
    expect(moved.frame.at).toBeLessThan(S);
    const straight = client();
    await straight.load(story());
    await straight.report();
    const judged = await straight.advance(moved.frame.at, 10_000);
    expect(moved.frame).toEqual(judged.frame);
    expect(await door.report()).toEqual(await straight.report());
    door.close();
    straight.close();
  });

  test('runs until something happens, and with other commands, in portions', async () => {
    const door = client();
    await door.load({ ...story(), commands: [] });
    let met = await door.runUntil({ on: 'leader', region: 2 }, 0);
    expect(met.met).toBeNull();
    while (met.met === null && met.frame.at < 2 * S)
      met = await door.runUntil({ on: 'leader', region: 2 }, 5);
    expect(met.met).toContain('leader');
    const far = await door.seek(S, 0);
    expect(far.frame.at).toBeLessThan(S);
    await door.seek(S, 10_000);
    const changed = await door.rewrite([{ at: S / 2, do: 'kill', process: 'store-3' }]);
    expect(changed).toMatchObject({ ok: true, value: { newest: S / 2 - 1, commands: [{ at: S / 2 }] } });
    expect(await door.rewrite([{ at: -1, do: 'resignOwner' }])).toMatchObject({ ok: false });
    expect((await door.document()).commands).toHaveLength(1);
    door.close();
  });

  test('a document that cannot be built is a failure, not a crash', async () => {
    const door = client();
    const doc = story();
    const bad = { ...doc, cluster: { ...doc.cluster, replicas: 9 } };
    expect(await door.load(bad)).toMatchObject({ ok: false, error: expect.stringContaining('replicas') });
    expect(crashes).toEqual([]);
    expect((await door.load(doc)).ok).toBe(true);
    door.close();
  });
});

describe('a worker that fails', () => {
  test('rejects what was under way, says so once, keeps the document, and comes back on restart', async () => {
    const door = client();
    await door.load(story());
    await door.advance(S, 10_000);
    await door.act({ do: 'kill', process: 'store-3' });
    const [worker] = workers;
    const underWay = door.advance(2 * S, 10_000);
    worker?.break('replay differs at record 7\n  at stack');
    await expect(underWay).rejects.toThrow('replay differs at record 7');
    await expect(door.report()).rejects.toThrow('replay differs');
    expect(await door.act({ do: 'resignOwner' })).toMatchObject({
      ok: false,
      error: 'replay differs at record 7',
    });
    expect(crashes).toEqual(['replay differs at record 7']);
    expect((await door.document()).commands[0]).toEqual({ at: S, do: 'kill', process: 'store-3' });
    const again = await door.restart();
    expect(again.ok).toBe(true);
    expect(worker?.terminated).toBe(true);
    const moved = await door.advance(2 * S, 10_000);
    expect(moved.frame.stores.find((store) => store.id === 3)?.health).toBe('down');
    door.close();
    await expect(door.report()).rejects.toThrow('closed');
  });

  test('an exception inside the engine is a crash with its message', async () => {
    class Broken extends EngineHost<FramePacket, PackedMarks> {
      override seek(): Promise<never> {
        return Promise.reject(new Error('replay differs from the recorded run'));
      }
    }
    const door = client(() => new Broken(new FramePacker()));
    await door.load(story());
    await expect(door.seek(5, 10)).rejects.toThrow('replay differs from the recorded run');
    expect(crashes).toEqual(['replay differs from the recorded run']);
    door.close();
  });
});
