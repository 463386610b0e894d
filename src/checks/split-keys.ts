import { decodeMemcomparable, encodeMemcomparable } from '../model/key.ts';
import type { TraceRecord } from '../model/trace.ts';
import type { CheckInfo, CheckSpec, Report } from './check.ts';
import { CheckBase } from './check.ts';

const INFO: CheckInfo = {
  id: 'split-keys',
  title: 'A key is never cut in two',
  words: 'Regions meet at whole user keys: all versions of a key are in one Region.',
  source: 'facts 5.3 I-K3',
  only: 'splits',
};

class SplitKeys extends CheckBase {
  constructor() {
    super(INFO);
  }

  observe(record: TraceRecord, report: Report): void {
    const { event } = record;
    if (event.kind !== 'region.updated') return;
    if (event.reason !== 'split' && event.reason !== 'split-new') return;
    for (const boundary of [event.startKey, event.endKey]) {
      if (boundary === '') continue;
      this.evaluations++;
      if (isWhole(boundary)) continue;
      const words = `Region ${event.region} on store ${event.store}: a boundary of ${boundary.length} bytes is no whole user key`;
      report(this.violation(record, event.region, event.store, words));
    }
  }

  clone(): SplitKeys {
    const copy = new SplitKeys();
    copy.evaluations = this.evaluations;
    return copy;
  }
}

/** A versioned key is longer than the encoding of its user key: it does not come back the same. */
function isWhole(boundary: string): boolean {
  try {
    return encodeMemcomparable(decodeMemcomparable(boundary)) === boundary;
  } catch {
    return false;
  }
}

export const splitKeys: CheckSpec = { ...INFO, create: () => new SplitKeys() };
