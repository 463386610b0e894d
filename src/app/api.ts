import type { Result } from '../base/result.ts';
import { fail } from '../base/result.ts';
import type { Action } from '../model/command.ts';
import type { EntityRef, Frame, Inspection } from '../model/frame.ts';
import type { Report } from '../model/report.ts';
import { parseDuration } from '../model/time.ts';
import { parseAction, parseActionObject } from '../scenario/actions.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import { parseScenario } from '../scenario/parse.ts';
import { say } from '../ui/strings/index.ts';
import type { Page } from '../ui/state/page.ts';
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
  step(what: 'event' | 'message' | 'tick'): Promise<Moment>;
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
    async seek(at) {
      await ready;
      const us = typeof at === 'number' ? Math.round(at * 1e6) : parseDuration(at);
      if (us === null || !Number.isFinite(us) || us < 0) return fail(say.errors.unknownTime(String(at)));
      await controller.seek(us);
      return { ok: true, value: moment() };
    },
    async do(action) {
      await ready;
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

async function readSpec(
  spec: string | object,
): Promise<Result<{ doc: ScenarioDoc; view: { at: number | null; selection: string | null } }>> {
  const fresh = { at: null, selection: null };
  if (typeof spec === 'object') {
    const parsed = parseScenario(spec);
    return parsed.ok ? { ok: true, value: { doc: parsed.value, view: fresh } } : parsed;
  }
  const story = libraryDoc(spec);
  if (story !== null) return { ok: true, value: { doc: story, view: fresh } };
  if (!spec.includes('#/'))
    return fail(`${say.errors.unknownSpec}, got ${JSON.stringify(spec.slice(0, 60))}`);
  return readAddress(spec);
}
