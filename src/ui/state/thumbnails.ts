import type { Frame } from '../../model/frame.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { thumbnailAt } from '../../scenario/library/thumbnail.ts';
import type { SpareEngine } from './page.ts';

type PictureEngine = Pick<SpareEngine, 'load' | 'advance' | 'close'>;

/** Worker time for one picture: a story that needs longer is shown where it stands then. */
const BUDGET_MS = 2_500;

/**
 * Frames for the gallery's pictures, computed one at a time by an engine of their own, and kept. The engine lives while
 * there is something to compute: an idle gallery has no worker, a closed one costs nothing.
 *
 *     want(id) ──▶ queue ──▶ load, advance ──▶ kept, told ──▶ next of the queue │ none left: engine closed
 */
export class Thumbnails {
  private readonly kept = new Map<string, Frame>();
  /** In the order of the page; what leaves the view leaves it. */
  private queue: string[] = [];
  private working: string | null = null;
  private engine: PictureEngine | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly startEngine: () => PictureEngine,
    private readonly docOf: (id: string) => ScenarioDoc | null,
  ) {}

  get(id: string): Frame | null {
    return this.kept.get(id) ?? null;
  }

  /** Told whenever a picture is there; gives how to stop listening. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  want(id: string): void {
    if (this.kept.has(id) || this.working === id || this.queue.includes(id)) return;
    this.queue.push(id);
    if (this.working === null) void this.work();
  }

  /** It is out of view: not needed unless it is being computed already. */
  drop(id: string): void {
    this.queue = this.queue.filter((other) => other !== id);
  }

  /** Ends all work at once; what was computed stays. */
  close(): void {
    this.queue = [];
    this.engine?.close();
    this.engine = null;
  }

  private async work(): Promise<void> {
    for (;;) {
      const id = this.queue.shift();
      if (id === undefined) break;
      this.working = id;
      // A closed or crashed engine gives no picture; the card then stays without one.
      const frame = await this.compute(id).catch(() => null);
      if (frame === null) continue;
      this.kept.set(id, frame);
      for (const listener of this.listeners) listener();
    }
    this.working = null;
    this.engine?.close();
    this.engine = null;
  }

  private async compute(id: string): Promise<Frame | null> {
    const doc = this.docOf(id);
    if (doc === null) return null;
    this.engine ??= this.startEngine();
    const { engine } = this;
    const loaded = await engine.load(doc);
    if (!loaded.ok) return null;
    return (await engine.advance(thumbnailAt(doc), BUDGET_MS)).frame;
  }
}
