import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { Keyframes } from './keyframes.ts';
import { Ledger } from './ledger.ts';
import { Rehearsal } from './rehearsal.ts';
import type { Run, Witness } from './run.ts';
import { startRun } from './start.ts';
import { FIRST_LIGHT } from './testing.ts';

const KEYFRAMES = 6;
const SILENT: Witness = {
  observe: () => [],
  sample: () => {},
  standing: () => ({ checks: [], comparison: null }),
};

function started(): Run {
  const run = startRun(FIRST_LIGHT, true);
  if (!run.ok) throw new Error(run.error);
  return run.value;
}

/** A run up to its sixth keyframe, with a rehearsal at every second one. `noted`: what the ledger is told of each record's fingerprint. */
function rehearsed(noted: (word: number) => number): { readonly run: Run; readonly ledger: Ledger } {
  const run = started();
  const keyframes = new Keyframes(run);
  const ledger = new Ledger();
  run.listener = (record) => ledger.note(record, noted(run.world.fingerprint.short));
  const rehearsal = new Rehearsal(2);
  while (keyframes.count <= KEYFRAMES) {
    must(run.advance(run.doc.untilUs, keyframes.itemsLeft(run)) || null, 'items enough for all keyframes');
    if (keyframes.maybeKeep(run)) rehearsal.onKept(run, keyframes, ledger, SILENT);
  }
  return { run, ledger };
}

test('a rehearsal changes nothing of the run, and records nothing', () => {
  const { run, ledger } = rehearsed((word) => word);
  const twin = started();
  twin.advance(run.world.now, run.world.handled);
  expect(twin.world.handled).toBe(run.world.handled);
  expect(twin.world.fingerprint.hex()).toBe(run.world.fingerprint.hex());
  expect(ledger.length).toBe(run.world.traceLength);
});

test('a replay that differs from what was recorded is named where it happens', () => {
  expect(() => rehearsed((word) => word + 1)).toThrow(/replay differs from the recorded run at record \d+/);
});
