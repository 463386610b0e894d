import type { RegionId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';
import { TripleChunks } from './chunks.ts';
import { PeerLogs } from './peer-log.ts';

const INFO: CheckInfo = {
  id: 'log-matching',
  title: 'Log matching',
  words:
    'Two logs of a Region that hold an entry with the same index and term hold the same command there, and are the same before it. No log has a gap.',
  source: 'Raft §5.3; facts 5.3 I-R2',
};

/** What the entry named by (index, term) is: its command, and the term of the entry before it (0: not known). */
interface Entry {
  readonly term: number;
  readonly digest: number;
  readonly before: number;
}

interface RegionEntries {
  /** Per index: term, digest, term before. The newest term seen at that index. */
  newest: TripleChunks;
  /** Entries of other terms at an index; conflicts are rare. */
  others: Map<number, readonly Entry[]>;
  /** The lowest index any peer ever appended, before which there are only snapshots. */
  first: number;
}

/**
 * An entry is named by its index and term. If each name stands for one command and one preceding name, then by
 * induction equal names mean equal prefixes. So one table per Region is enough; peers only need their terms.
 */
class LogMatching extends CheckBase {
  private logs = new PeerLogs();
  private regions = new Map<RegionId, RegionEntries>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    if (record.event.kind === 'raft.appended') this.onAppended(record.event, record, report);
    this.logs.observe(record.event);
  }

  clone(): LogMatching {
    const copy = new LogMatching();
    copy.evaluations = this.evaluations;
    copy.logs = this.logs.clone();
    for (const [id, region] of this.regions) {
      copy.regions.set(id, {
        newest: region.newest.clone(),
        others: new Map(region.others),
        first: region.first,
      });
    }
    return copy;
  }

  private onAppended(event: EventOf<'raft.appended'>, record: TraceRecord, report: Report): void {
    const { from, terms, digests, store } = event;
    const log = this.logs.of(event.region, store).memory;
    let region = this.regions.get(event.region);
    if (region === undefined) {
      region = { newest: new TripleChunks(), others: new Map(), first: from };
      this.regions.set(event.region, region);
    }
    // A log that nobody has heard of begins where the Region's logs begin, or with a snapshot.
    const next = log.last === 0 ? region.first : log.last + 1;
    this.evaluations++;
    if (from > next) {
      const words = `Region ${event.region}: the log of store ${store} has a gap: entry ${from} came after entry ${next - 1}`;
      report(this.violation(record, event.region, store, words));
    }
    if (from < region.first) region.first = from;

    let before = log.termAt(from - 1);
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] as number;
      const words = this.compare(region, from + i, { term, digest: (digests[i] as number) | 0, before });
      if (words !== '') {
        report(
          this.violation(record, event.region, store, `Region ${event.region}, store ${store}: ${words}`),
        );
      }
      before = term;
    }
  }

  /** Words for what is wrong, '' when nothing is. */
  private compare(region: RegionEntries, index: number, entry: Entry): string {
    const { newest, others } = region;
    const term = newest.get(index, 0);
    if (term === 0) {
      newest.set(index, entry.term, entry.digest, entry.before);
      return '';
    }
    let known: Entry | undefined;
    if (term === entry.term) {
      known = { term, digest: newest.get(index, 1), before: newest.get(index, 2) };
      if (known.before === 0 && entry.before !== 0) newest.set(index, term, known.digest, entry.before);
    } else {
      const list = others.get(index) ?? [];
      known = list.find((other) => other.term === entry.term);
      if (known === undefined && entry.term > term) {
        others.set(index, [...list, { term, digest: newest.get(index, 1), before: newest.get(index, 2) }]);
        newest.set(index, entry.term, entry.digest, entry.before);
      } else if (known === undefined) {
        others.set(index, [...list, entry]);
      }
    }
    if (known === undefined) return '';
    this.evaluations++;
    if (known.digest !== entry.digest) {
      return `entry ${index} of term ${entry.term} is another command than the entry with that index and term elsewhere`;
    }
    if (known.before !== 0 && entry.before !== 0 && known.before !== entry.before) {
      return (
        `entry ${index} of term ${entry.term} follows an entry of term ${entry.before}, ` +
        `elsewhere it follows one of term ${known.before}: the logs differ before it`
      );
    }
    return '';
  }
}

export const logMatching: CheckSpec = { ...INFO, create: () => new LogMatching() };
