import SortedBTree from 'sorted-btree';
import type { ChangefeedId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import { formatTs } from '../model/ts.ts';
import type { Ts } from '../model/ts.ts';
import { ChangefeedScopes, scopeHolds } from './changefeed-scopes.ts';
import type { Scope } from './changefeed-scopes.ts';
import type { Basis } from './basis.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { NumberChunks } from './chunks.ts';
import type { EffectiveWrites, Proposal } from './effective-writes.ts';
import type { KeyTable } from './key-table.ts';

const INFO: CheckInfo = {
  id: 'checkpoint-soundness',
  title: 'Checkpoint soundness',
  words:
    'When a changefeed publishes a checkpoint, the recovery cluster shows every upstream change up to it, or a later one of the same key. A change that an incremental scan skipped, because a newer one had replaced it, is owed no more; the newer one is.',
  source: 'facts 5.6 I-W3, 3.3.4, 10.16',
};

// The package is CommonJS: bundlers hand over its class directly, Node's own loader wraps it.
const BTree = ((SortedBTree as { default?: typeof SortedBTree }).default ??
  SortedBTree) as typeof SortedBTree;

/** Upstream writes that a checkpoint has still to pass: by timestamp, the keys written at it. */
type Due = SortedBTree<number, readonly number[]>;

class CheckpointSoundness extends CheckBase {
  private readonly keys: KeyTable;
  private readonly writes: EffectiveWrites;
  private scopes = new ChangefeedScopes();
  private due = new Map<ChangefeedId, Due>();
  /** Per key: the newest upstream timestamp. */
  private upstream = new NumberChunks();
  /** Per key, what a reader of the recovery cluster gets: its own timestamp there, and the upstream one it carries. */
  private downstream = new NumberChunks();
  private carried = new NumberChunks();
  /** Per key: the newest version an incremental scan has sent; older ones may never be sent (facts 3.3.4). */
  private scanned = new NumberChunks();

  constructor({ keys, writes }: Basis) {
    super(INFO);
    this.keys = keys;
    this.writes = writes;
  }

  observe(record: TraceRecord, report: Report): void {
    this.writes.observe(record, (write) => this.onEffective(write));
    const event = record.event;
    if (event.kind === 'cdc.subscribed') {
      if (this.scopes.observe(event)) this.begin(event.changefeed);
    } else if (event.kind === 'cdc.sent') {
      if (event.from === 'scan') this.onScanned(event);
    } else if (event.kind === 'changefeed.checkpoint') {
      if (this.scopes.observe(event)) this.begin(event.changefeed);
      this.onCheckpoint(event, record, report);
    }
  }

  clone(basis: Basis): CheckpointSoundness {
    const copy = new CheckpointSoundness(basis);
    copy.evaluations = this.evaluations;
    copy.scopes = this.scopes.clone();
    for (const [changefeed, due] of this.due) copy.due.set(changefeed, due.clone());
    copy.upstream = this.upstream.clone();
    copy.downstream = this.downstream.clone();
    copy.carried = this.carried.clone();
    copy.scanned = this.scanned.clone();
    return copy;
  }

  private onEffective(write: Proposal): void {
    const key = this.keys.idOf(write.key);
    if (write.cluster === 'recovery') {
      // Rows of one batch share a timestamp there; the last of a key wins.
      if (write.ts >= this.downstream.get(key)) {
        this.downstream.set(key, write.ts);
        this.carried.set(key, write.sourceTs);
      }
      return;
    }
    if (write.ts > this.upstream.get(key)) this.upstream.set(key, write.ts);
    for (const due of this.due.values()) add(due, write.ts, key);
  }

  private onScanned(event: EventOf<'cdc.sent'>): void {
    const key = this.keys.idOf(event.key);
    if (event.ts > this.scanned.get(key)) this.scanned.set(key, event.ts);
  }

  /** A changefeed that starts late owes what was there before it: of each key the newest version. */
  private begin(changefeed: ChangefeedId): void {
    const due: Due = new BTree<number, readonly number[]>();
    for (let key = 0; key < this.keys.size; key++) {
      const ts = this.upstream.get(key);
      if (ts > 0) add(due, ts, key);
    }
    this.due.set(changefeed, due);
  }

  private onCheckpoint(event: EventOf<'changefeed.checkpoint'>, record: TraceRecord, report: Report): void {
    const due = this.due.get(event.changefeed);
    const scope = this.scopes.get(event.changefeed);
    if (due === undefined || scope === null || (due.minKey() ?? Infinity) > event.checkpoint) return;
    let missing = 0;
    let first = '';
    due.forRange(0, event.checkpoint, true, (ts, keys) => {
      for (const key of keys) {
        if (!this.owes(scope, ts, key)) continue;
        this.evaluations++;
        if (this.carried.get(key) >= ts) continue;
        if (missing++ === 0) first = this.describe(ts, key);
      }
    });
    due.deleteRange(0, event.checkpoint, true);
    if (missing === 0) return;
    const more = missing === 1 ? '' : `, and ${missing - 1} more`;
    const words = `Changefeed ${event.changefeed} published checkpoint ${formatTs(event.checkpoint)}, but ${first}${more}`;
    report(this.violation(record, 0, 0, words));
  }

  private owes(scope: Scope, ts: number, key: number): boolean {
    return ts > scope.startTs && ts >= this.scanned.get(key) && scopeHolds(scope, this.keys.keyOf(key));
  }

  private describe(ts: number, key: number): string {
    const source = this.carried.get(key);
    const instead =
      this.downstream.get(key) === 0
        ? 'has nothing there'
        : source === 0
          ? 'has a value there that came from nowhere'
          : `shows its version of ${formatTs(source as Ts)}`;
    return `the recovery cluster lacks key ${this.keys.keyOf(key)} written at ${formatTs(ts as Ts)}: it ${instead}`;
  }
}

function add(due: Due, ts: number, key: number): void {
  const others = due.get(ts);
  due.set(ts, others === undefined ? [key] : [...others, key]);
}

export const checkpointSoundness: CheckSpec = { ...INFO, create: (basis) => new CheckpointSoundness(basis) };
