import { assert } from '../base/assert.ts';
import { formatMoment } from '../model/time.ts';
import type { Keyframes } from './keyframes.ts';
import type { Ledger } from './ledger.ts';
import type { Run, Witness } from './run.ts';

/** Keyframes from one rehearsal to the next: one rehearsal takes about as long as one keyframe. */
const EVERY = 64;

/**
 * Goes back while the run goes on: now and then another run is read from the keyframe before the newest and replays what came
 * since, as a seek would. What cannot be gone back to is found where it happens, not by the one who wants to look; and who
 * does finds the way trodden: the first seeks of an engine that never went back take up to five times as long.
 *
 *     keyframes   ▪────▪────▪────▪────▪ the run
 *     rehearsal                  ▪───▶▪ the same?
 */
export class Rehearsal {
  private run: Run | null = null;
  private kept = 0;

  /** `every`: keyframes from one to the next. */
  constructor(private readonly every = EVERY) {}

  /** A keyframe was kept of `now`. */
  onKept(now: Run, keyframes: Keyframes, ledger: Ledger, memory: Witness): void {
    if (++this.kept % this.every !== 0 || keyframes.count < 2) return;
    const run = keyframes.beforeNewest(this.run, now.doc);
    this.run = run;
    run.doc = now.doc;
    run.witness = memory;
    run.listener = (record) => {
      const isNew = ledger.note(record, run.world.fingerprint.short);
      assert(
        !isNew,
        `a replay went on to record ${record.n} at ${formatMoment(record.at)}, which nothing has recorded`,
      );
    };
    run.advance(now.world.now, now.world.handled - run.world.handled);
    keyframes.forgetRead();
    // What happens at one moment without any item, a sample or a command, need not have happened in both.
    if (run.world.traceLength === now.world.traceLength)
      assert(
        run.world.fingerprint.hex() === now.world.fingerprint.hex(),
        `a replay to ${formatMoment(now.world.now)} differs from the recorded run`,
      );
  }
}
