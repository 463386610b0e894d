import { memoryUsage } from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { must } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { Rng } from '../base/rng.ts';
import { createEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import { US_PER_S } from '../model/time.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { largeBench } from './bench-scenarios.ts';
import type { BenchFigure } from './parts.ts';

const SEEKS = 1_000;
const PORTION_US = 10 * US_PER_S;

/**
 * What going back costs: the memory that a run takes more when it keeps its history, per simulated second (it packs values that
 * one without history leaves open, so this is less than the sum of its parts), and how long a seek to a random moment takes.
 * Each seek replays and compares, so the figures stand for a run that is proven to be the same. It is a task of its own, as in the
 * page's worker: between two of them the engine under it tidies up.
 */
export async function benchSeek(
  now: () => number,
  seconds: number,
  note: (words: string) => void,
): Promise<Result<readonly BenchFigure[]>> {
  const doc = { ...largeBench(), untilUs: seconds * US_PER_S };
  const bare = runBare(doc, now, note);
  if (!bare.ok) return bare;
  const kept = runWhole(doc, true, now, note);
  if (!kept.ok) return kept;
  const { engine, heapBytes, wallMs } = kept.value;
  const { fingerprint } = engine;
  const keyframes = must(engine.keyframes, 'keyframes of an engine with history');
  const moments = Rng.fromSeed(1);
  const tookMs: number[] = [];
  for (let i = 0; i < SEEKS; i++) {
    const at = moments.below(doc.untilUs);
    const startedMs = now();
    engine.seek(at);
    engine.frame();
    tookMs.push(now() - startedMs);
    if ((i + 1) % 100 === 0) note(`${i + 1} seeks`);
    await setImmediate();
  }
  engine.seek(doc.untilUs);
  must(engine.fingerprint === fingerprint ? true : null, 'the same run after a thousand seeks');
  tookMs.sort((a, b) => a - b);
  const perSecond = (bytes: number): number => bytes / 1e6 / seconds;
  const at = (percent: number): number => tookMs[Math.ceil((tookMs.length * percent) / 100) - 1] ?? 0;
  return ok([
    { name: 'seek: p50', value: at(50), unit: 'ms' },
    { name: 'seek: p99', value: at(99), unit: 'ms' },
    { name: 'seek: slowest', value: at(100), unit: 'ms' },
    { name: 'seek: history', value: perSecond(heapBytes - bare.value.heapBytes), unit: 'MB/simulated s' },
    { name: 'seek: run without history', value: perSecond(bare.value.heapBytes), unit: 'MB/simulated s' },
    { name: 'seek: keyframes', value: perSecond(keyframes.bytes), unit: 'MB/simulated s' },
    { name: 'seek: a keyframe', value: keyframes.bytes / 1e6 / keyframes.count, unit: 'MB' },
    { name: 'seek: between keyframes', value: engine.events / keyframes.count, unit: 'items' },
    { name: 'seek: keeping history costs', value: (wallMs / bare.value.wallMs - 1) * 100, unit: '%' },
  ]);
}

interface Cost {
  readonly heapBytes: number;
  readonly wallMs: number;
}

interface Ran extends Cost {
  readonly engine: Engine;
}

/** The engine is gone afterwards: it would be in the way of every later garbage collection. */
function runBare(doc: ScenarioDoc, now: () => number, note: (words: string) => void): Result<Cost> {
  const ran = runWhole(doc, false, now, note);
  return ran.ok ? ok({ heapBytes: ran.value.heapBytes, wallMs: ran.value.wallMs }) : ran;
}

/** Memory is what the run added to the process, after collecting garbage. */
function runWhole(
  doc: ScenarioDoc,
  history: boolean,
  now: () => number,
  note: (words: string) => void,
): Result<Ran> {
  const beforeBytes = usedBytes();
  const built = createEngine(doc, { history });
  if (!built.ok) return built;
  const engine = built.value;
  const startedMs = now();
  while (!engine.ended) {
    engine.advance(Math.min(doc.untilUs, engine.at + PORTION_US));
    if (engine.at % (6 * PORTION_US) === 0)
      note(`${history ? 'with' : 'without'} history: ${engine.at / US_PER_S} s`);
  }
  const wallMs = now() - startedMs;
  return ok({ engine, heapBytes: usedBytes() - beforeBytes, wallMs });
}

/** Heap and typed arrays that are in use. */
function usedBytes(): number {
  // What goes the first time may have held other things.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Node hands its collector out only on demand. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}
