import type { RegionId, StoreId } from '../model/ids.ts';
import type { EventOf, TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'epoch-arithmetic',
  title: 'Epochs rise by the rules',
  words:
    'A split raises the version by the number of new Regions, a change of peers the confVer, a merge both as it must; and one log entry gives one epoch on every store.',
  source: 'facts 0.5, 5.3 I-R7',
};

interface Epoch {
  readonly version: number;
  readonly confVer: number;
  readonly stores: readonly StoreId[];
}

type Updated = EventOf<'region.updated'>;

class EpochArithmetic extends CheckBase {
  /** By store and Region. */
  private epochs = new Map<string, Epoch>();
  /** Epoch after the entry, by Region and index: the same everywhere. */
  private byEntry = new Map<string, string>();
  /** The source of the merge that this store is carrying out right now. */
  private absorbing = new Map<StoreId, RegionId>();

  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind === 'region.merge-committed') this.absorbing.set(event.store, event.source);
    else if (event.kind === 'region.updated') this.onUpdated(event, record, report);
    else if (event.kind === 'region.destroyed') this.epochs.delete(`${event.store}/${event.region}`);
  }

  clone(): EpochArithmetic {
    const copy = new EpochArithmetic();
    copy.evaluations = this.evaluations;
    copy.epochs = new Map(this.epochs);
    copy.byEntry = new Map(this.byEntry);
    copy.absorbing = new Map(this.absorbing);
    return copy;
  }

  private onUpdated(event: Updated, record: TraceRecord, report: Report): void {
    const key = `${event.store}/${event.region}`;
    const before = this.epochs.get(key) ?? null;
    this.epochs.set(key, { version: event.version, confVer: event.confVer, stores: event.stores });
    this.evaluations++;
    const wrong = (before === null ? '' : this.wrongStep(before, event)) || this.wrongEntry(event);
    if (wrong === '') return;
    const from = before === null ? '' : ` from ${before.version}/${before.confVer}`;
    const words =
      `Region ${event.region} on store ${event.store}: ${event.reason} at entry ${event.index} went${from} to ` +
      `${event.version}/${event.confVer} (version/confVer): ${wrong}`;
    report(this.violation(record, event.region, event.store, words));
  }

  private wrongStep(before: Epoch, event: Updated): string {
    const version = event.version - before.version;
    const confVer = event.confVer - before.confVer;
    switch (event.reason) {
      case 'split':
        return version >= 1 && confVer === 0 ? '' : 'a split raises the version only';
      case 'conf-change': {
        const came = event.stores.filter((store) => !before.stores.includes(store)).length;
        const left = before.stores.filter((store) => !event.stores.includes(store)).length;
        return version === 0 && confVer >= Math.max(1, came + left)
          ? ''
          : 'a change of peers raises the confVer by the number of peers it touches';
      }
      case 'prepare-merge':
        return version === 1 && confVer === 1 ? '' : 'PrepareMerge raises both by one';
      case 'rollback-merge':
        return version === 1 && confVer === 0 ? '' : 'a rollback raises the version by one';
      case 'commit-merge': {
        const source = this.epochs.get(`${event.store}/${this.absorbing.get(event.store) ?? 0}`);
        const expected = Math.max(before.version, source?.version ?? 0) + 1;
        return event.version === expected && confVer === 0
          ? ''
          : `CommitMerge makes the version ${expected}, one above the higher of both`;
      }
      case 'recovered':
        return version === 0 && confVer === 0 ? '' : 'a restart changes no epoch';
      default:
        return version >= 0 && confVer >= 0 ? '' : 'an epoch never falls';
    }
  }

  /** Replicas that applied the same entry must agree. */
  private wrongEntry(event: Updated): string {
    if (['bootstrap', 'recovered', 'snapshot', 'split-new'].includes(event.reason)) return '';
    const entry = `${event.region}/${event.index}`;
    const epoch = `${event.version}/${event.confVer}`;
    const known = this.byEntry.get(entry);
    if (known === undefined) this.byEntry.set(entry, epoch);
    return known === undefined || known === epoch ? '' : `another store had ${known} after the same entry`;
  }
}

export const epochArithmetic: CheckSpec = { ...INFO, create: () => new EpochArithmetic() };
