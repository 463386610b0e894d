import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { US_PER_MS } from '../../model/time.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { libraryDoc, libraryList } from '../../scenario/library/index.ts';
import { buildWorld } from '../build.ts';
import { createEngine } from '../index.ts';
import type { Engine } from '../index.ts';
import { Run } from '../run.ts';
import { Watch } from '../watch.ts';

/**
 * What every story was when somebody last looked at it and found it right. A change of any protocol, setting or
 * draw shows here; `UPDATE_GOLDEN=1 npx vitest run src/engine/golden` writes the files anew.
 */
interface Golden {
  readonly scenario: string;
  readonly untilMs: number;
  readonly fingerprint: string;
  readonly events: number;
}

/** Long enough for elections, the first captured changes and, in the matrix, the whole run. */
const UNTIL_MS = 10_000;

function fileOf(id: string): string {
  return fileURLToPath(new URL(`./${id}.json`, import.meta.url));
}

function engineOf(doc: ScenarioDoc, history: boolean): Engine {
  const built = createEngine(doc, { history });
  if (!built.ok) throw new Error(built.error);
  return built.value;
}

function goldenOf(doc: ScenarioDoc, engine: Engine): Golden {
  return { scenario: doc.id, untilMs: UNTIL_MS, fingerprint: engine.fingerprint, events: engine.events };
}

describe.each(libraryList().map((entry) => entry.id))('%s', (id) => {
  const doc = libraryDoc(id);
  if (doc === null) throw new Error(`no story ${id}`);
  const untilUs = UNTIL_MS * US_PER_MS;

  test('is what it was', () => {
    const engine = engineOf(doc, false);
    engine.advance(untilUs);
    const golden = goldenOf(doc, engine);
    const file = fileOf(id);
    if (env['UPDATE_GOLDEN'] === '1') writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
    expect(existsSync(file), `${file} is missing: write it with UPDATE_GOLDEN=1`).toBe(true);
    expect(golden).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    expect(engine.violations).toEqual([]);
  });

  test('is the same in portions, with random seeks on the way, and when it goes on in a copy', () => {
    const straight = engineOf(doc, false);
    const rng = Rng.fromSeed(doc.seed).fork(`golden/${id}`);
    while (!straight.ended && straight.at < untilUs) straight.advance(untilUs, rng.between(1, 3_000));
    // The last portion may have ended between two items of the very last moment.
    straight.advance(untilUs);

    const seeking = engineOf(doc, true);
    for (let i = 0; i < 4; i++) {
      seeking.advance(rng.below(untilUs));
      seeking.seek(rng.below(seeking.newest + 1));
    }
    seeking.advance(untilUs);
    expect(goldenOf(doc, seeking)).toEqual(goldenOf(doc, straight));

    const built = buildWorld(doc);
    if (!built.ok) throw new Error(built.error);
    let run = new Run(doc, built.value, new Watch(doc, false));
    for (const stop of [0.1, 0.4, 0.9]) {
      run.advance(Math.floor(straight.at * stop), Infinity);
      const copy = run.clone();
      // The original goes astray; the copy must not notice.
      run.advance(Math.floor(straight.at * stop) + 50_000, Infinity);
      run = copy;
    }
    run.advance(untilUs, Infinity);
    expect([run.world.fingerprint.hex(), run.world.handled]).toEqual([straight.fingerprint, straight.events]);
  });
});
