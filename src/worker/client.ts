import type { Endpoint, Remote } from 'comlink';
import { wrap } from 'comlink';
import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import type { Action } from '../model/command.ts';
import type { RunCondition } from '../model/condition.ts';
import type { EntityRef, Inspection, SeriesWindow } from '../model/frame.ts';
import type { HeatWindow } from '../model/heat.ts';
import type { Report } from '../model/report.ts';
import type { SpaceTime } from '../model/spacetime.ts';
import type { SimTime } from '../model/time.ts';
import type { ScenarioCommand, ScenarioDoc } from '../scenario/document.ts';
import type { FramePacket, PackedDoor, PackedMarks } from './frame-packet.ts';
import { FrameUnpacker } from './frame-unpacker.ts';
import type {
  Changed,
  EngineDoor,
  Loaded,
  Met,
  Moved,
  TraceFormat,
  TraceFilter,
  TraceLines,
} from './protocol.ts';

/** The worker failed: a bug of ours. `message` is the first line of what it said. */
export class EngineCrash extends Error {
  override readonly name = 'EngineCrash';
}

export interface EngineClient extends EngineDoor {
  /** Starts a fresh worker and loads the document as it last stood; at time 0. */
  restart(): Promise<Result<Loaded>>;
  /** Ends the worker; every call from then on fails. */
  close(): void;
}

/** The part of a `Worker` that is used. */
export interface WorkerPort extends Endpoint {
  terminate(): void;
}

export interface ClientOptions {
  /** Only `src/app` may start a worker, so it gives the way to. */
  readonly startWorker: () => WorkerPort;
  /** Called once for each worker that failed. */
  readonly onCrash: (error: string) => void;
}

/**
 * The page's side of the door. A call to a worker that failed does not hang: one that answers with a `Result` fails
 * with the reason, any other rejects with {@link EngineCrash}. The document survives, so that a link can still be made.
 */
export function createEngineClient(options: ClientOptions): EngineClient {
  return new Client(options);
}

class Client implements EngineClient {
  private readonly options: ClientOptions;
  private worker: WorkerPort;
  private remote: Remote<PackedDoor>;
  private frames = new FrameUnpacker();
  private crash: EngineCrash | null = null;
  /** Rejects the calls under way when the worker fails. */
  private pending = new Set<(crash: EngineCrash) => void>();
  private doc: ScenarioDoc | null = null;

  constructor(options: ClientOptions) {
    this.options = options;
    [this.worker, this.remote] = this.start();
  }

  load(doc: ScenarioDoc): Promise<Result<Loaded>> {
    return this.asResult(async () => {
      const loaded = await this.call(async (): Promise<Result<Loaded<FramePacket>>> => this.remote.load(doc));
      if (!loaded.ok) return loaded;
      this.doc = doc;
      return ok({ ...loaded.value, frame: this.frames.frame(loaded.value.frame) });
    });
  }

  advance(until: SimTime, budgetMs: number): Promise<Moved> {
    return this.show(() => this.remote.advance(until, budgetMs));
  }

  seek(at: SimTime, budgetMs: number): Promise<Moved> {
    return this.show(() => this.remote.seek(at, budgetMs));
  }

  runUntil(condition: RunCondition, budgetMs: number): Promise<Met> {
    return this.show(() => this.remote.runUntil(condition, budgetMs));
  }

  step(what: 'event' | 'message' | 'tick'): Promise<Moved> {
    return this.show(() => this.remote.step(what));
  }

  act(action: Action): Promise<Result<Changed>> {
    return this.change(async () => this.remote.act(action));
  }

  rewrite(commands: readonly ScenarioCommand[]): Promise<Result<Changed>> {
    return this.change(async () => this.remote.rewrite(commands));
  }

  inspect(ref: EntityRef): Promise<Inspection | null> {
    return this.call(() => this.remote.inspect(ref));
  }

  trace(filter: TraceFilter): Promise<TraceLines> {
    return this.call(() => this.remote.trace(filter));
  }

  series(from: SimTime, to: SimTime, points: number): Promise<SeriesWindow | null> {
    return this.call(() => this.remote.series(from, to, points));
  }

  heat(from: SimTime, to: SimTime, columnsMax: number, bandsMax: number): Promise<HeatWindow> {
    return this.call(() => this.remote.heat(from, to, columnsMax, bandsMax));
  }

  spaceTime(from: SimTime, to: SimTime): Promise<SpaceTime> {
    return this.call(() => this.remote.spaceTime(from, to));
  }

  exportTrace(format: TraceFormat): Promise<Result<string>> {
    return this.asResult(() =>
      this.call(async (): Promise<Result<string>> => this.remote.exportTrace(format)),
    );
  }

  report(): Promise<Report> {
    return this.call(() => this.remote.report());
  }

  async document(): Promise<ScenarioDoc> {
    if (this.crash !== null && this.doc !== null) return this.doc;
    return this.call(() => this.remote.document());
  }

  restart(): Promise<Result<Loaded>> {
    this.worker.terminate();
    this.fail(new EngineCrash('the engine is being restarted'));
    this.crash = null;
    this.frames = new FrameUnpacker();
    [this.worker, this.remote] = this.start();
    const { doc } = this;
    return doc === null ? Promise.resolve(fail('there is no run to load again')) : this.load(doc);
  }

  close(): void {
    this.worker.terminate();
    this.fail(new EngineCrash('the engine is closed'));
  }

  private change(run: () => Promise<Result<Changed<FramePacket, PackedMarks>>>): Promise<Result<Changed>> {
    return this.asResult(async () => {
      const done = await this.call(run);
      if (!done.ok) return done;
      if (this.doc !== null) this.doc = { ...this.doc, commands: done.value.commands };
      return ok(this.whole(done.value));
    });
  }

  private async show<T extends Moved<FramePacket, PackedMarks>>(run: () => Promise<T>) {
    return this.whole(await this.call(run));
  }

  /** Every answer that carries a frame passes here, in the order in which the worker sent them. */
  private whole<T extends Moved<FramePacket, PackedMarks>>(moved: T) {
    return { ...moved, frame: this.frames.frame(moved.frame), marks: this.frames.marks(moved.marks) };
  }

  private start(): [WorkerPort, Remote<PackedDoor>] {
    const worker = this.options.startWorker();
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const said = 'message' in event && typeof event.message === 'string' ? event.message : '';
      this.onFailed(worker, said === '' ? 'the worker could not be started' : said);
    });
    worker.addEventListener('messageerror', () =>
      this.onFailed(worker, 'an answer of the worker could not be read'),
    );
    return [worker, wrap<PackedDoor>(worker)];
  }

  private onFailed(worker: WorkerPort, error: string): void {
    if (worker !== this.worker || this.crash !== null) return;
    const line = error.split('\n')[0] ?? error;
    this.fail(new EngineCrash(line));
    this.options.onCrash(line);
  }

  private fail(crash: EngineCrash): void {
    this.crash = crash;
    const { pending } = this;
    this.pending = new Set();
    for (const reject of pending) reject(crash);
  }

  /** An exception inside the worker is a crash of it too: its state cannot be trusted any more. */
  private call<T>(run: () => Promise<T>): Promise<T> {
    if (this.crash !== null) return Promise.reject(this.crash);
    const { worker } = this;
    return new Promise<T>((resolve, reject) => {
      this.pending.add(reject);
      run().then(
        (value) => {
          this.pending.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.onFailed(worker, error instanceof Error ? error.message : String(error));
          reject(this.crash ?? new EngineCrash(String(error)));
        },
      );
    });
  }

  private async asResult<T>(run: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await run();
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
  }
}
