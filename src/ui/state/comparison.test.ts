import { expect, it } from 'vitest';
import { must } from '../../base/assert.ts';
import type { SeriesWindow } from '../../model/frame.ts';
import type { Report } from '../../model/report.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { libraryDoc } from '../../scenario/library/index.ts';
import { testFrame } from '../scene/testing.ts';
import { compareRuns } from './comparison.ts';
import type { SpareEngine } from './page.ts';
import { NO_SERIES } from './testing.ts';

const doc = must(libraryDoc('first-light'), 'story');

/** An engine that comes a second further with each answer; its report says whose it is. */
class FakeEngine implements SpareEngine {
  loaded: ScenarioDoc | null = null;
  closed = 0;
  private at = 0;

  constructor(private readonly refuses = '') {}

  async load(given: ScenarioDoc): ReturnType<SpareEngine['load']> {
    if (given.id === this.refuses) return { ok: false, error: `${given.id} cannot be built` };
    this.loaded = given;
    return { ok: true, value: { title: '', untilUs: given.untilUs, frame: testFrame(), commands: [] } };
  }

  async advance(until: number): ReturnType<SpareEngine['advance']> {
    if (this.closed > 0) throw new Error('closed');
    this.at = Math.min(until, this.at + 1_000_000);
    const frame = { ...testFrame(), at: this.at };
    return { frame, newest: this.at, keyframeAt: 0, marks: [], caption: '', tryNext: '' };
  }

  async series(): Promise<SeriesWindow> {
    return NO_SERIES;
  }

  async report(): Promise<Report> {
    return {
      scenario: this.loaded?.id ?? '',
      seed: 1,
      simMs: this.at / 1_000,
      events: 0,
      wallMs: null,
      fingerprint: '',
      ok: true,
      checks: [],
      workload: { issued: 0, acked: 0, failed: 0, unknown: 0 },
      latency: {
        write: null,
        read: null,
        prePropose: null,
        cdc: null,
        resolvedTsLag: null,
        checkpointLag: null,
      },
      throughput: null,
      downstream: null,
      traffic: { intraAzBytes: 0, crossAzBytes: 0, byKind: {} },
      operations: { splits: 0, merges: 0, transfers: 0, whileWriting: 0 },
      drained: false,
      incidents: [],
    };
  }

  close(): void {
    this.closed++;
  }
}

function starting(...engines: FakeEngine[]): () => SpareEngine {
  let next = 0;
  return () => must(engines[next++], 'engine');
}

it('runs both to the same moment, past any violation, and ends both engines', async () => {
  const engines = [new FakeEngine(), new FakeEngine()] as const;
  const heard: number[] = [];
  const docs = { a: { ...doc, stopOnViolation: true }, b: { ...doc, id: 'other' } };
  const both = await compareRuns(starting(...engines), docs, 3_500_000, (done) => heard.push(done)).sides;
  if (!both.ok) throw new Error(both.error);
  expect([both.value.a.report, both.value.b.report].map(({ scenario, simMs }) => [scenario, simMs])).toEqual([
    ['first-light', 3_500],
    ['other', 3_500],
  ]);
  expect(engines.map((engine) => engine.loaded?.stopOnViolation)).toEqual([false, false]);
  expect(engines.every((engine) => engine.closed > 0)).toBe(true);
  expect(heard.at(-1)).toBe(1);
  expect(heard.toSorted((a, b) => a - b)).toEqual(heard);
});

it('fails with the reason when a run cannot be built, or when it is stopped', async () => {
  const engines = [new FakeEngine(), new FakeEngine('broken')] as const;
  const docs = { a: doc, b: { ...doc, id: 'broken' } };
  const refused = await compareRuns(starting(...engines), docs, 1e6, () => undefined).sides;
  expect(refused).toEqual({ ok: false, error: 'broken cannot be built' });
  expect(engines.every((engine) => engine.closed > 0)).toBe(true);

  const stopped = compareRuns(starting(new FakeEngine(), new FakeEngine()), { a: doc, b: doc }, 9e6, () =>
    stopped.stop(),
  );
  expect(await stopped.sides).toEqual({ ok: false, error: 'closed' });
});
