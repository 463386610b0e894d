import type { Result } from '../base/result.ts';
import { fail } from '../base/result.ts';
import type { Action } from '../model/command.ts';
import type { RunCondition } from '../model/condition.ts';
import type { EntityRef, Frame, Inspection } from '../model/frame.ts';
import type { Report } from '../model/report.ts';
import { parseDuration } from '../model/time.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { say } from '../ui/strings/index.ts';
import { parseCondition } from '../ui/state/conditions.ts';
import type { StepKind } from '../ui/state/controller.ts';
import { editCommand, openBranch, redo, removeCommand, undo } from '../ui/state/deeds.ts';
import type { Page } from '../ui/state/page.ts';
import { forkOf } from '../ui/state/versions.ts';
import type { Commands } from '../ui/state/versions.ts';
import { readAddress } from './address.ts';

/**
 * `window.raftide`: the page for scripts, tests and embedders. Every call answers with a promise of plain data;
 * what cannot be done is a {@link Result} with one line, never a throw.
 */
export interface RaftideApi {
  readonly version: string;
  /** Resolves when the first run stands on the page. */
  readonly ready: Promise<true>;
  /** Resolves when the engine has answered everything that was asked. */
  idle(): Promise<true>;
  /** A story id, a link, or a scenario document (complete or only what differs from the defaults). */
  load(spec: string | object): Promise<Result<{ readonly title: string; readonly untilUs: number }>>;
  play(rate?: number): Promise<true>;
  pause(): Promise<true>;
  /** One event, message or tick, or the next thing that concerns the selection. */
  step(what: StepKind): Promise<Moment>;
  /**
   * As fast as it goes until a condition is true: `leader`, `leader region=3`, `violation`, `caption`, `lag checkpoint 500ms`,
   * `log words`, or the same as an object. Answers with what made it true.
   */
  runUntil(condition: string | RunCondition): Promise<Result<Moment & { readonly met: string }>>;
  /** Takes the last command back, or forward again. */
  undo(): Promise<Result<Moment>>;
  redo(): Promise<Result<Moment>>;
  /** What is done to the run, in order, as text. */
  commands(): Promise<readonly TimedText[]>;
  /** Changes, moves or (with null) removes the command at a place of `commands()`. */
  edit(index: number, command: TimedText | null): Promise<Result<Moment>>;
  /** Former futures, oldest first. */
  branches(): Promise<readonly BranchInfo[]>;
  /** Goes to the former future at a place of `branches()`. */
  openBranch(index: number): Promise<Result<Moment>>;
  /** A moment such as `12.5s`, or a number of seconds. */
  seek(at: string | number): Promise<Result<Moment>>;
  /** Action text (`splitRegion region=3`) or an action object. */
  do(action: string | object): Promise<Result<Moment>>;
  inspect(ref: EntityRef): Promise<Inspection | null>;
  select(ref: EntityRef | null): Promise<true>;
  report(): Promise<Report>;
  link(): Promise<Result<string>>;
  frame(): Promise<Frame | null>;
}

export interface Moment {
  readonly at: number;
  readonly fingerprint: string;
  readonly playing: boolean;
}

/** An action with its moment in seconds: `{at: 12.5, action: 'kill process=store-1'}`. */
export interface TimedText {
  readonly at: number;
  readonly action: string;
}

export interface BranchInfo {
  /** Seconds: where it leaves the present run, and how far it was computed. */
  readonly from: number;
  readonly newest: number;
  readonly commands: readonly TimedText[];
}

declare global {
  interface Window {
    raftide: RaftideApi;
  }
}

export function createApi(page: Page, ready: Promise<true>): RaftideApi {
  const { controller, store, door } = page;
  const moment = (): Moment => {
    const { cursor, frame, playing } = store.getState();
    return { at: Math.round(cursor), fingerprint: frame?.fingerprint ?? '', playing };
  };
  const withMoment = (done: Result<true>): Result<Moment> => (done.ok ? { ok: true, value: moment() } : done);
  const act = async (action: Result<Action>): Promise<Result<Moment>> => {
    if (!action.ok) return action;
    const done = await controller.act(action.value);
    return done.ok ? { ok: true, value: moment() } : done;
  };
  return {
    version: say.app.version,
    ready,
    async idle() {
      await ready;
      await controller.idle();
      return true;
    },
    async load(spec) {
      await ready;
      const read = await readSpec(spec);
      if (!read.ok) return read;
      const loaded = await controller.load(read.value.doc, read.value.view);
      if (!loaded.ok) return loaded;
      const { title, untilUs } = store.getState();
      return { ok: true, value: { title, untilUs } };
    },
    async play(rate) {
      await ready;
      controller.play(rate);
      return true;
    },
    async pause() {
      await ready;
      controller.pause();
      await controller.idle();
      return true;
    },
    async step(what) {
      await ready;
      await controller.step(what);
      return moment();
    },
    async runUntil(condition) {
      await ready;
      const read =
        typeof condition === 'string' ? parseCondition(condition) : { ok: true as const, value: condition };
      if (!read.ok) return read;
      const met = await controller.runUntil(read.value);
      return met.ok ? { ok: true, value: { ...moment(), met: met.value } } : met;
    },
    async undo() {
      await ready;
      return withMoment(await undo(controller));
    },
    async redo() {
      await ready;
      return withMoment(await redo(controller));
    },
    async commands() {
      await ready;
      return timedTexts(store.getState().commands);
    },
    async edit(index, command) {
      await ready;
      if (command === null) return withMoment(await removeCommand(controller, index));
      return withMoment(await editCommand(controller, index, Math.round(command.at * 1e6), command.action));
    },
    async branches() {
      await ready;
      const { versions, commands } = store.getState();
      return Promise.all(
        versions.branches.map(async (branch) => ({
          from: forkOf(branch, commands) / 1e6,
          newest: branch.newest / 1e6,
          commands: await timedTexts(branch.commands),
        })),
      );
    },
    async openBranch(index) {
      await ready;
      const branch = store.getState().versions.branches[index];
      return branch === undefined
        ? fail(say.timeline.noBranch)
        : withMoment(await openBranch(controller, branch));
    },
    async seek(at) {
      await ready;
      const us = typeof at === 'number' ? Math.round(at * 1e6) : parseDuration(at);
      if (us === null || !Number.isFinite(us) || us < 0) return fail(say.errors.unknownTime(String(at)));
      await controller.seek(us);
      return { ok: true, value: moment() };
    },
    async do(action) {
      await ready;
      const { parseAction, parseActionObject } = await import('../scenario/parse-action.ts');
      return act(typeof action === 'string' ? parseAction(action) : parseActionObject(action));
    },
    async inspect(ref) {
      await ready;
      return door.inspect(ref);
    },
    async select(ref) {
      await ready;
      controller.select(ref);
      await controller.idle();
      return true;
    },
    async report() {
      await ready;
      await controller.idle();
      return door.report();
    },
    async link() {
      await ready;
      return page.link();
    },
    async frame() {
      await ready;
      return store.getState().frame;
    },
  };
}

async function timedTexts(commands: Commands): Promise<TimedText[]> {
  const { textOf } = await import('../ui/state/command-text.ts');
  return commands.map((command) => ({ at: command.at / 1e6, action: textOf(command) }));
}

async function readSpec(
  spec: string | object,
): Promise<Result<{ doc: ScenarioDoc; view: { at: number | null; selection: string | null } }>> {
  const fresh = { at: null, selection: null };
  if (typeof spec === 'object') {
    const { parseScenario } = await import('../scenario/parse.ts');
    const parsed = parseScenario(spec);
    return parsed.ok ? { ok: true, value: { doc: parsed.value, view: fresh } } : parsed;
  }
  const { libraryDoc } = await import('../scenario/library/index.ts');
  const story = libraryDoc(spec);
  if (story !== null) return { ok: true, value: { doc: story, view: fresh } };
  if (!spec.includes('#/'))
    return fail(`${say.errors.unknownSpec}, got ${JSON.stringify(spec.slice(0, 60))}`);
  return readAddress(spec);
}
