import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { US_PER_MS } from '../../model/time.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { libraryDoc, libraryList } from '../../scenario/library/index.ts';
import { buildWorld } from '../build.ts';
import type { Engine } from '../index.ts';
import { Run } from '../run.ts';
import { engineOf } from '../testing.ts';
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

/** Stories that together use every room: these are also taken apart and copied in the middle. */
const THOROUGH: ReadonlySet<string> = new Set([
  'first-light',
  'rawkv-case-2-between',
  'rawkv-case-3-1-split',
  'rawkv-case-3-2-merge',
  'rawkv-case-3-3-transfer',
  'txn-bank',
  'hlc-merge',
  'pd-failover-and-back',
  'owner-switch',
  'nemesis-tikv',
]);

function fileOf(id: string): string {
  return fileURLToPath(new URL(`./${id}.json`, import.meta.url));
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

  test('is the same in random portions with random seeks on the way', () => {
    const golden = JSON.parse(readFileSync(fileOf(id), 'utf8')) as Golden;
    const rng = Rng.fromSeed(doc.seed).fork(`golden/${id}`);
    const seeking = engineOf(doc, true);
    for (let i = 0; i < (THOROUGH.has(id) ? 4 : 1); i++) {
      const goal = rng.below(untilUs);
      while (!seeking.ended && seeking.at < goal) seeking.advance(goal, rng.between(1, 3_000));
      seeking.seek(rng.below(seeking.newest + 1));
    }
    seeking.advance(untilUs);
    expect(goldenOf(doc, seeking)).toEqual(golden);
  });

  test.runIf(THOROUGH.has(id))('goes on the same in a copy, whatever becomes of the original', () => {
    const golden = JSON.parse(readFileSync(fileOf(id), 'utf8')) as Golden;
    const built = buildWorld(doc);
    if (!built.ok) throw new Error(built.error);
    let run = new Run(doc, built.value, new Watch(doc, false));
    for (const stop of [0.1, 0.4, 0.9]) {
      run.advance(Math.floor(untilUs * stop), Infinity);
      const copy = run.clone();
      // The original goes astray; the copy must not notice.
      run.advance(Math.floor(untilUs * stop) + 50_000, Infinity);
      run = copy;
    }
    run.advance(untilUs, Infinity);
    expect([run.world.fingerprint.hex(), run.world.handled]).toEqual([golden.fingerprint, golden.events]);
  });
});
