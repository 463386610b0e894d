import { assert } from '../base/assert.ts';
import type { Violation } from '../checks/index.ts';
import type { TraceEvent, TraceRecord } from '../model/trace.ts';
import type { ScenarioDoc } from '../scenario/document.ts';
import { Chronicle } from './chronicle.ts';
import type { Standing } from './findings.ts';
import { Findings } from './findings.ts';
import type { Keyframes } from './keyframes.ts';
import type { Run, Witness } from './run.ts';
import { SAMPLE_US } from './rates.ts';
import { mostCrowded } from './thinning.ts';

/** Records between two copies of the chronicle: judging so many again takes well below a second. */
const RECORDS_BETWEEN = 8_000;
/** What all copies may take, and what one takes that is far from its neighbours: measured on 9 stores with 400 peers, after one minute and ten. */
const COPIES_BYTES_MAX = 45_000_000;
const BYTES_PER_PEER = 6_500;
/** Keys that were written, and their versions. */
const BYTES_PER_RECORD = 1;
/** The one that has read nothing, the two newest, and one on the way, which with fewer would never stay there. */
const COPIES_MIN = 4;
const COPIES_MAX = 400;

/**
 * Judges and measures each record of a run once, however often the run goes back: the ledger proves that a replay is the
 * same, so what was found the first time is said again.
 *
 *     record n ── new? ──▶ chronicle (checks, measurements) ──▶ findings ──▶ what is traced behind it
 *                 │ replayed                                        ▲
 *                 └─────────────────────────────────────────────────┘
 *
 * Where the future is given up, the chronicle is made again from a copy of it before that place.
 */
export class Annals implements Witness {
  private now: Chronicle;
  private readonly findings = new Findings();
  /** Oldest first; the first one has read nothing. Empty where nobody will go back. */
  private readonly copies: Chronicle[] = [];
  private readonly peers: number;

  constructor(
    doc: ScenarioDoc,
    private readonly history: boolean,
  ) {
    this.now = new Chronicle(doc, history);
    const { splitKeys, replicas, recovery } = doc.cluster;
    this.peers = (splitKeys.length + 1) * (replicas + (recovery?.replicas ?? 0));
    if (history) this.copies.push(this.now.clone());
    this.noteStanding();
  }

  /** Up to the newest record, wherever the cursor is. */
  get chronicle(): Chronicle {
    return this.now;
  }

  observe(record: TraceRecord): readonly TraceEvent[] {
    if (record.n === this.now.length) {
      const violations = this.now.observe(record);
      if (violations.length > 0) this.findings.noteViolations(record.n, violations);
      if (violations.length > 0 || record.event.kind === 'run.drained') this.noteStanding();
    }
    return this.findings.newsOf(record.n);
  }

  sample({ world, watch }: Run): void {
    if (world.now <= this.now.sampledAt) return;
    this.now.sample(world, watch.lags);
    this.noteStanding();
  }

  /** How the checks stood at the run's place, as last sampled. */
  standing({ world }: Run): Standing {
    return this.findings.standing(world.traceLength);
  }

  violations({ world }: Run): readonly Violation[] {
    return this.findings.violations(world.traceLength);
  }

  /** Says what was found again, but judges nothing: for copies of a run that are given up. */
  get memory(): Witness {
    const { findings } = this;
    return {
      observe: (record) => findings.newsOf(record.n),
      sample: () => {},
      standing: (run) => this.standing(run),
    };
  }

  /** Keeps a copy when the chronicle has grown far enough since the newest one. */
  maybeKeep(): void {
    const { copies, now } = this;
    const newest = copies[copies.length - 1];
    if (newest === undefined || now.length - newest.length < RECORDS_BETWEEN) return;
    copies.push(now.clone());
    while (copies.length > copiesMax(this.peers, now.length))
      copies.splice(
        mostCrowded(
          copies.map(({ length }) => length),
          RECORDS_BETWEEN,
        ),
        1,
      );
  }

  /** The chronicle at the run's place. In the past it is made by a replay from the nearest copy. */
  chronicleAt(run: Run, keyframes: Keyframes): Chronicle {
    const length = run.world.traceLength;
    if (this.now.length === length && this.now.sampledAt === run.sampledAt) return this.now;
    let place = this.copies.length - 1;
    while (place > 0 && !isBefore(this.copies[place] as Chronicle, run)) place--;
    const chronicle = (this.copies[place] as Chronicle).clone();
    const { findings } = this;
    // Of two that stand at the same record, the one that has not been sampled either.
    const samplesNextAt = chronicle.sampledAt + SAMPLE_US;
    const replay = keyframes.before(
      chronicle.length + 1,
      Math.min(run.world.now, samplesNextAt - 1),
      run.doc,
    );
    replay.witness = {
      observe: (record) => {
        if (record.n === chronicle.length && record.n < length) chronicle.observe(record);
        return findings.newsOf(record.n);
      },
      sample: ({ world, watch }) => {
        if (world.now > chronicle.sampledAt && world.now <= run.sampledAt)
          chronicle.sample(world, watch.lags);
      },
      standing: () => findings.standing(length),
    };
    replay.advance(run.world.now, run.world.handled - replay.world.handled);
    assert(chronicle.length === length, `judged ${chronicle.length} of ${length} records again`);
    return chronicle;
  }

  /** The run's place is the newest: what lies beyond it is forgotten. */
  cut(run: Run, keyframes: Keyframes): void {
    this.now = this.chronicleAt(run, keyframes);
    this.findings.truncate(run.world.traceLength);
    while (this.copies.length > 1 && !isBefore(this.copies[this.copies.length - 1] as Chronicle, run))
      this.copies.pop();
  }

  private noteStanding(): void {
    const { judges, length } = this.now;
    this.findings.noteStanding(length, judges.rows(), judges.comparison());
    if (!this.history) this.findings.forgetStandings();
  }
}

/** Of a run with so many peers and records. */
export function copiesMax(peers: number, records: number): number {
  const oneBytes = peers * BYTES_PER_PEER + records * BYTES_PER_RECORD;
  return Math.min(COPIES_MAX, Math.max(COPIES_MIN, Math.floor(COPIES_BYTES_MAX / oneBytes)));
}

function isBefore(chronicle: Chronicle, { world, sampledAt }: Run): boolean {
  return chronicle.length <= world.traceLength && chronicle.sampledAt <= sampledAt;
}
