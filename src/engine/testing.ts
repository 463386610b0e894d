import { must } from '../base/assert.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { libraryDoc } from '../scenario/library/index.ts';
import type { Engine } from './api.ts';
import { createEngine } from './index.ts';

const MS = 1_000;

/** A story of the library with some of it changed. Tests only. */
export function storyOf(id: string, changes: Partial<ScenarioDoc> = {}): ScenarioDoc {
  return { ...must(libraryDoc(id), `story ${id}`), ...changes };
}

/** An engine at the beginning of a run; throws what is wrong with the document. Tests only. */
export function engineOf(doc: ScenarioDoc, history = true): Engine {
  const built = createEngine(doc, { history });
  if (!built.ok) throw new Error(built.error);
  return built.value;
}

/** One with history, played on to `until`, µs. Tests only. */
export function engineAt(doc: ScenarioDoc, until: number): Engine {
  const engine = engineOf(doc);
  engine.advance(until);
  return engine;
}

/** A whole cluster to which nothing is done. Tests only. */
export const FIRST_LIGHT = storyOf('first-light', { commands: [] });

/** The same cluster with a script that fits into three seconds. Tests only. */
export const SHORT = storyOf('first-light', {
  commands: [
    { at: 1_500 * MS, do: 'transferLeader', region: 2, store: 3 },
    { at: 2_500 * MS, do: 'splitRegion', region: 5, key: 's' },
  ],
  beats: [
    { id: 'welcome', on: { at: 0 }, caption: 'Welcome.' },
    { id: 'acks', on: { kind: 'client.acked', nth: 3 }, caption: 'Three answers.' },
    {
      id: 'transfer',
      on: { at: 1_500 * MS },
      caption: 'Leadership moves.',
      tryNext: 'transferLeader region=2 store=1',
    },
    {
      id: 'moved',
      on: { kind: 'raft.transfer-started', nth: 1, region: 2, process: 'store-2' },
      caption: 'It has begun.',
    },
  ],
});
