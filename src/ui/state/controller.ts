import type { Result } from '../../base/result.ts';
import { fail } from '../../base/result.ts';
import type { Action } from '../../model/command.ts';
import type { RunCondition } from '../../model/condition.ts';
import type { EntityRef } from '../../model/frame.ts';
import type { SimTime } from '../../model/time.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import type { Changed, EngineDoor, Moved } from '../../worker/protocol.ts';
import { processOf, regionOf } from '../refs.ts';
import { say, tell } from '../strings/index.ts';
import type { Telling } from './authoring.ts';
import { PAGE_HOST } from './page-host.ts';
import type { Host } from './page-host.ts';
import { Picture } from './picture.ts';
import { EVERYTHING, Questions } from './questions.ts';
import { RATE_MAX, stepRate } from './rates.ts';
import type { DiagramState, LogFilter, UiStore } from './store.ts';
import { Turns } from './turns.ts';
import { stepped } from './versions.ts';
import type { Branch, Commands, Step } from './versions.ts';

/** Worker time per animation frame: leaves room for painting at 60 Hz. */
const BUDGET_MS = 10;
/** When the engine cannot keep the wished speed, simulated time matters more than smoothness. */
const BUDGET_BEHIND_MS = 30;
/** On a long way it only matters to be seen moving: each portion costs a picture besides. */
const BUDGET_TRAVEL_MS = 100;
/** A page that was hidden must not leap when it comes back. */
const LONGEST_FRAME_MS = 100;
const TOAST_MS = 6_000;
const TOASTS_MAX = 4;

/**
 * Drives the engine for the page. One animation-frame loop while playing, at most one `advance` in flight; a paused
 * page requests no frames.
 *
 *     paused ──play──▶ playing ──(pause │ end │ violation │ any seek, step or act keeps playing)──▶ paused
 */
export class Controller {
  private frameRequest: number | null = null;
  private lastTick = 0;
  private advancing = false;
  private wantedSeek: SimTime | null = null;
  private nextToast = 1;
  private session = 0;
  /** The last advance spent its budget before it came where it should. */
  private behind = false;
  /** A run being built, or one that goes back to its beginning, is to play once it is there; a pause takes the wish back. */
  private playOnceThere = false;
  /** Counts wishes to be somewhere: whoever is on a longer way ends it when there is a newer one. */
  private journey = 0;
  /** The journey of the newest seek. */
  private newestSeek = 0;
  private travelling: Promise<void> = Promise.resolve();

  private readonly questions: Questions;
  private readonly picture: Picture;
  /** Operations other than advance; the loop waits for them. */
  private readonly turns: Turns;

  constructor(
    private readonly door: EngineDoor,
    readonly store: UiStore,
    private readonly host: Host = PAGE_HOST,
    private readonly crashed: (error: unknown) => void = () => undefined,
  ) {
    this.questions = new Questions(door, store, () => host.now(), crashed);
    this.picture = new Picture(store, host);
    const over = (): void => {
      this.lastTick = host.now();
      this.picture.forgetRate();
    };
    this.turns = new Turns(crashed, over, (working) => store.setState({ working }));
  }

  /** Builds a run and stands at its beginning, or at `at`; then plays it if asked to, unless paused meanwhile. */
  async load(
    doc: ScenarioDoc,
    view: { at: SimTime | null; selection: EntityRef | null; play?: boolean },
  ): Promise<Result<true>> {
    this.pause();
    this.playOnceThere = view.play ?? false;
    this.session++;
    this.questions.begin();
    const loaded = await this.turns.take(() => this.door.load(doc));
    if (loaded === null) return fail(say.errors.engineStopped);
    if (!loaded.ok) return loaded;
    this.picture.begin(doc, loaded.value, view.selection);
    if (view.at !== null) await this.seek(Math.min(view.at, loaded.value.untilUs));
    else await this.move(() => this.door.advance(0, BUDGET_MS), null);
    this.playIfWished();
    return { ok: true, value: true };
  }

  /* ---- time ------------------------------------------------------------------------------------------- */

  play(rate?: number): void {
    const { phase, frame, cursor, untilUs, waiting } = this.store.getState();
    if (rate !== undefined) this.setRate(rate);
    // Playing at the wished speed takes the place of playing up to something.
    if (waiting !== null) this.journey++;
    if (phase !== 'ready' || frame === null || this.frameRequest !== null) return;
    const atEnd = cursor >= untilUs || (frame.run !== 'running' && cursor >= this.store.getState().newest);
    if (atEnd) return;
    this.store.setState({
      playing: true,
      achievedRate: null,
      inspectionBefore: this.store.getState().inspection,
    });
    this.lastTick = this.host.now();
    this.picture.forgetRate();
    this.frameRequest = this.host.requestFrame(this.onFrame);
  }

  pause(): void {
    this.playOnceThere = false;
    this.journey++;
    if (this.frameRequest !== null) this.host.cancelFrame(this.frameRequest);
    this.frameRequest = null;
    if (!this.store.getState().playing) return;
    this.store.setState({ playing: false, achievedRate: null });
    this.picture.show(true);
    this.refresh();
  }

  toggle(): void {
    const { playing, waiting } = this.store.getState();
    if (playing || waiting !== null || this.playOnceThere) this.pause();
    else if (this.atEnd()) void this.playAgain();
    else this.play();
  }

  atEnd(): boolean {
    const { frame, cursor, untilUs, newest } = this.store.getState();
    return frame !== null && (cursor >= untilUs || (frame.run !== 'running' && cursor >= newest));
  }

  setRate(rate: number): void {
    this.picture.forgetRate();
    this.store.setState({ rate: Math.min(RATE_MAX, Math.max(0.001, rate)), achievedRate: null });
  }

  faster(): void {
    this.setRate(stepRate(this.store.getState().rate, 1));
  }

  slower(): void {
    this.setRate(stepRate(this.store.getState().rate, -1));
  }

  /** Goes anywhere in the run. While one seek is under way only the newest wish is kept. */
  async seek(at: SimTime): Promise<void> {
    const target = Math.round(Math.min(Math.max(0, at), this.store.getState().untilUs));
    const waiting = this.wantedSeek !== null;
    this.wantedSeek = target;
    this.newestSeek = ++this.journey;
    this.store.setState({ inspectionBefore: null });
    if (!waiting) this.travelling = this.travel(target);
    await this.travelling;
  }

  /** What is not computed yet is computed in portions, so that the page shows how far it is and can change its mind. */
  private async travel(first: SimTime): Promise<void> {
    let target = first;
    let mine = this.newestSeek;
    let moved = await this.turns.take(() => {
      target = this.wantedSeek ?? first;
      this.wantedSeek = null;
      mine = this.newestSeek;
      return this.door.seek(target, BUDGET_BEHIND_MS);
    });
    while (moved !== null && mine === this.journey && !isThere(moved, target)) {
      this.pass(moved);
      moved = await this.turns.take(() => this.door.advance(target, BUDGET_TRAVEL_MS));
    }
    if (moved === null) return;
    this.picture.take(moved, null);
    this.arrive();
  }

  /** Shows how far a longer way has come, as often as eyes can follow. */
  private pass(moved: Moved): void {
    this.picture.take(moved, null);
    this.picture.show(false);
    this.questions.refreshSometimes();
  }

  /** Shows all of what was taken last. */
  private arrive(): void {
    this.picture.show(true);
    this.refresh();
  }

  private async playAgain(): Promise<void> {
    const { playing } = this.store.getState();
    this.playOnceThere = !playing;
    await this.seek(0);
    this.playIfWished();
  }

  private playIfWished(): void {
    if (!this.playOnceThere) return;
    this.playOnceThere = false;
    this.play();
  }

  seekBy(us: number): Promise<void> {
    return this.seek((this.wantedSeek ?? this.store.getState().cursor) + us);
  }

  /** One event, message or tick, or the next thing that concerns the selection. */
  async step(what: StepKind): Promise<void> {
    if (what === 'selection') {
      await this.stepSelection();
      return;
    }
    this.pause();
    this.store.setState({ inspectionBefore: this.store.getState().inspection });
    await this.move(() => this.door.step(what), null);
  }

  /** Plays as fast as the engine can until `condition` is true; says by what, or why it did not come to that. */
  async runUntil(condition: RunCondition): Promise<Result<string>> {
    const { inspection } = this.store.getState();
    this.pause();
    const { journey } = this;
    this.store.setState({ waiting: condition, inspectionBefore: inspection });
    try {
      for (;;) {
        const moved = await this.turns.take(() => this.door.runUntil(condition, BUDGET_TRAVEL_MS));
        if (moved === null) return fail(say.errors.engineStopped);
        this.pass(moved);
        if (moved.met !== null) return { ok: true, value: moved.met };
        // At the last moment something may still be to come: only the engine knows when it is over.
        if (moved.frame.run !== 'running') return fail(say.until.never);
        if (journey !== this.journey) return fail(say.until.stopped);
      }
    } finally {
      this.store.setState({ waiting: null });
      this.arrive();
    }
  }

  /** To the next thing that concerns the selection. */
  async stepSelection(): Promise<Result<string>> {
    const { selection, frame } = this.store.getState();
    const region = regionOf(selection);
    const process = processOf(selection, frame);
    const found =
      region === null && process === null
        ? fail(say.timeline.selectFirst)
        : await this.runUntil({ on: 'thing', region, process });
    if (!found.ok) this.toast('info', found.error);
    return found;
  }

  /** To the moment of the observation before the cursor. */
  async stepBack(): Promise<void> {
    this.pause();
    const { frame, inspection } = this.store.getState();
    if (frame === null || frame.at <= 0) return;
    const before = inspection;
    await this.move(async () => {
      const window = await this.door.trace({ ...EVERYTHING, before: frame.at - 1, limit: 1 });
      const last = window.lines.at(-1);
      return this.door.seek(last?.record.at ?? 0, BUDGET_BEHIND_MS);
    }, null);
    this.store.setState({ inspectionBefore: before });
  }

  /* ---- acting ------------------------------------------------------------------------------------------ */

  /** Carries out an action at the cursor; a refusal is said in one line and changes nothing. */
  async act(action: Action): Promise<Result<true>> {
    this.journey++;
    this.store.setState({ inspectionBefore: this.store.getState().inspection });
    return this.change('deed', () => this.door.act(action));
  }

  /** The run with other commands, seen from the same moment. */
  async rewrite(step: Step, commands: Commands): Promise<Result<true>> {
    const { cursor } = this.store.getState();
    this.journey++;
    const done = await this.change(step, () => this.door.rewrite(commands));
    const { frame } = this.store.getState();
    if (done.ok && frame !== null && frame.at < Math.floor(cursor) && frame.run === 'running')
      await this.seek(cursor);
    return done;
  }

  /** The same run at the same moment, with another title, other words and other captions; commands stay as they are. */
  async retell(telling: Telling): Promise<Result<true>> {
    const doc = await this.turns.take(() => this.door.document());
    if (doc === null) return fail(say.errors.engineStopped);
    const { retold } = await import('./authoring.ts');
    const next = retold(doc, telling);
    if (!next.ok) return next;
    const { cursor, selection, versions, rate } = this.store.getState();
    const loaded = await this.load(next.value, { at: Math.round(cursor), selection });
    if (loaded.ok) this.store.setState({ versions, rate });
    return loaded;
  }

  private async change(step: Step, operation: () => Promise<Result<Changed>>): Promise<Result<true>> {
    let former: Branch = { commands: [], newest: 0 };
    const moved = await this.turns.take(() => {
      const { commands, newest } = this.store.getState();
      former = { commands, newest };
      return operation();
    });
    if (moved === null) return fail(say.errors.engineStopped);
    if (!moved.ok) {
      this.toast('problem', moved.error);
      return moved;
    }
    const { commands } = moved.value;
    this.picture.take(moved.value, null);
    this.store.setState(({ versions }) => ({
      commands,
      versions: stepped(versions, step, former, commands),
    }));
    this.arrive();
    return { ok: true, value: true };
  }

  /** The same from text such as `splitRegion region=3`. */
  async actText(text: string): Promise<Result<true>> {
    const { parseAction } = await import('../../scenario/parse-action.ts');
    const action = parseAction(text);
    if (!action.ok) {
      this.toast('problem', action.error);
      return action;
    }
    return this.act(action.value);
  }

  select(ref: EntityRef | null): void {
    if (this.store.getState().selection === ref) return;
    this.store.setState({ selection: ref, inspection: null, inspectionBefore: null });
    this.refresh();
  }

  setLogFilter(change: Partial<LogFilter>): void {
    this.store.setState((state) => ({ logFilter: { ...state.logFilter, ...change } }));
    this.refresh();
  }

  /** Series, inspection, log and what else open views show, for the present moment. */
  refresh(): void {
    this.questions.refresh();
  }

  setDiagram(change: Partial<DiagramState>): void {
    this.store.setState((state) => ({ diagram: { ...state.diagram, ...change } }));
    this.refresh();
  }

  toast(tone: 'info' | 'problem', text: string): void {
    const id = this.nextToast++;
    this.store.setState((state) => ({
      toasts: [...state.toasts.slice(1 - TOASTS_MAX), { id, tone, text: tell(text) }],
    }));
    if (tone === 'info') setTimeout(() => this.dismiss(id), TOAST_MS);
  }

  dismiss(id: number): void {
    this.store.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }));
  }

  /** Resolves when nothing is being asked of the engine. */
  async idle(): Promise<void> {
    for (;;) {
      const settled = await this.turns.settled();
      if (settled && !this.advancing && !this.questions.open) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /* ---- the loop ----------------------------------------------------------------------------------------- */

  private readonly onFrame = (): void => {
    this.frameRequest = this.host.requestFrame(this.onFrame);
    const { frame, cursor, rate, untilUs } = this.store.getState();
    // While the engine works, time adds up: the next answer catches up with it.
    if (frame === null || this.turns.taken || this.advancing) return;
    const now = this.host.now();
    const elapsed = Math.min(LONGEST_FRAME_MS, now - this.lastTick);
    this.lastTick = now;
    const target = Math.min(untilUs, cursor + elapsed * 1_000 * rate);
    if (target < frame.validUntil && target < untilUs) {
      this.store.setState({ cursor: target });
      this.picture.show(false);
    } else {
      void this.advanceTo(target);
    }
  };

  private async advanceTo(target: SimTime): Promise<void> {
    const session = this.session;
    this.advancing = true;
    try {
      const moved = await this.door.advance(Math.floor(target), this.behind ? BUDGET_BEHIND_MS : BUDGET_MS);
      this.behind = moved.frame.at < Math.floor(target);
      // A seek, a step or a new run that came meanwhile has the last word.
      if (session !== this.session || this.turns.taken || !this.store.getState().playing) return;
      this.picture.take(moved, target);
      this.picture.measureRate();
      this.picture.show(false);
      this.questions.refreshSometimes();
      if (this.atEnd()) this.pause();
    } catch (error) {
      this.crashed(error);
    } finally {
      this.advancing = false;
    }
  }

  private async move(operation: () => Promise<Moved>, target: SimTime | null): Promise<Moved | null> {
    const moved = await this.turns.take(operation);
    if (moved === null) return null;
    this.picture.take(moved, target);
    this.arrive();
    return moved;
  }
}

export type StepKind = 'event' | 'message' | 'tick' | 'selection';

function isThere({ frame }: Moved, target: SimTime): boolean {
  return frame.at >= Math.floor(target) || frame.run !== 'running';
}
