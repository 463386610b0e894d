import type { EntityRef } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import type { Loaded, Moved } from '../../worker/protocol.ts';
import type { Host } from './page-host.ts';
import type { UiStore } from './store.ts';
import { NO_VERSIONS } from './versions.ts';

/** Words and figures of React: quick enough to follow, slow enough to read. */
const SHOWN_EVERY_MS = 200;
/** A speed is told over this much of the viewer's time. */
const RATE_OVER_MS = 1_000;

/**
 * What the engine answered, put where the page sees it:
 *
 *     loaded ──begin──▶ ┌ store ─────────────────────────────┐
 *     moved ───take───▶ │ frame, cursor, newest   (canvases) │──show, at most five times a second──▶ shown … (React)
 *                       └────────────────────────────────────┘
 */
export class Picture {
  private lastShown = -Infinity;
  private rateSince: { wall: number; at: SimTime } | null = null;

  constructor(
    private readonly store: UiStore,
    private readonly host: Pick<Host, 'now'>,
  ) {}

  /** A run that has just been built: nothing of the one before it stays. */
  begin(doc: ScenarioDoc, { title, untilUs, frame, commands }: Loaded, selection: EntityRef | null): void {
    this.store.setState(({ diagram }) => ({
      phase: 'ready',
      crash: null,
      doc,
      title,
      untilUs,
      frame,
      shown: frame,
      cursor: frame.at,
      shownAt: frame.at,
      newest: frame.at,
      shownNewest: frame.at,
      marks: [],
      commands,
      versions: NO_VERSIONS,
      draft: null,
      editing: null,
      keyframeAt: 0,
      caption: '',
      tryNext: '',
      rate: doc.rate,
      achievedRate: null,
      selection,
      inspection: null,
      inspectionBefore: null,
      series: null,
      heat: null,
      diagram: { ...diagram, piece: null },
      log: null,
      console: null,
    }));
  }

  /** `target` is the wished display moment inside the frame's validity; null: where the frame stands. */
  take({ frame, newest, keyframeAt, marks, caption, tryNext }: Moved, target: SimTime | null): void {
    const cursor =
      target === null ? frame.at : Math.min(Math.max(target, frame.at), Math.max(frame.at, frame.validUntil));
    this.store.setState(({ untilUs }) => ({
      frame,
      cursor: Math.min(cursor, untilUs),
      newest,
      keyframeAt,
      marks,
      caption,
      tryNext,
    }));
  }

  /** Lets React see what the canvases see; unless it has to be now, not too often. */
  show(now: boolean): void {
    const wall = this.host.now();
    if (!now && wall - this.lastShown < SHOWN_EVERY_MS) return;
    this.lastShown = wall;
    this.store.setState(({ frame, cursor, newest }) => ({
      shown: frame,
      shownAt: cursor,
      shownNewest: newest,
    }));
  }

  /** Tells once a second how fast simulated time really goes. */
  measureRate(): void {
    const { cursor } = this.store.getState();
    const wall = this.host.now();
    this.rateSince ??= { wall, at: cursor };
    const elapsed = wall - this.rateSince.wall;
    if (elapsed < RATE_OVER_MS) return;
    this.store.setState({ achievedRate: (cursor - this.rateSince.at) / (elapsed * 1_000) });
    this.rateSince = { wall, at: cursor };
  }

  /** Something else than time going by moved the cursor, or time goes by at another speed: the measure begins anew. */
  forgetRate(): void {
    this.rateSince = null;
  }
}
