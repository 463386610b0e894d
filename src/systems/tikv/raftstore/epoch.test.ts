import { describe, expect, it } from 'vitest';
import { must } from '../../../base/assert.ts';
import { encodeRawKey } from '../../../model/key.ts';
import type { Region, RegionEpoch } from '../../../model/region.ts';
import { TS_ZERO } from '../../../model/ts.ts';
import { watched } from '../../testing/watched.ts';
import {
  changePeersCommand,
  commitMergeCommand,
  prepareMergeCommand,
  rollbackMergeCommand,
  splitCommand,
  txnCommand,
  writeCommand,
} from './command.ts';
import type { Command } from './command.ts';
import { EPOCH_CHECKS, outdated } from './epoch.ts';

const EPOCH: RegionEpoch = { confVer: 5, version: 8 };
const REGION: Region = { id: 1, startKey: '', endKey: '', epoch: EPOCH, peers: [] };

/** Every command as proposed under EPOCH, and whether a moved version or confVer makes it invalid (facts cdc 0.5). */
const TABLE: readonly [Command['type'], Command, boolean, boolean][] = [
  ['write', writeCommand(EPOCH.version, 1, TS_ZERO, []), true, false],
  ['txn', txnCommand(EPOCH.version, 1, [], []), true, false],
  ['split', splitCommand(EPOCH, ['m'], []), true, true],
  ['prepare-merge', prepareMergeCommand(EPOCH, REGION, 1), true, true],
  ['commit-merge', commitMergeCommand(EPOCH, REGION, 1, []), true, true],
  ['rollback-merge', rollbackMergeCommand(EPOCH, 2, 1), true, true],
  ['change-peers', changePeersCommand(EPOCH, 'leave-joint', []), false, true],
];

describe('a command under another epoch', () => {
  it('is in the table, whatever it is', () => {
    expect(TABLE.map(([type]) => type).sort()).toEqual(Object.keys(EPOCH_CHECKS).sort());
  });

  it.each(TABLE)('%s', (_type, command, version, confVer) => {
    const moved = (by: Partial<RegionEpoch>): boolean =>
      outdated({ ...REGION, epoch: { ...EPOCH, ...by } }, command);
    expect(moved({})).toBe(false);
    expect(moved({ version: 9 })).toBe(version);
    expect(moved({ version: 7 })).toBe(version);
    expect(moved({ confVer: 6 })).toBe(confVer);
    expect(moved({ confVer: 4 })).toBe(confVer);
  });
});

describe('what an admin command does to the epoch', () => {
  /** `confVer/version` after each change of a Region on store 1, as traced. */
  const epochs = (c: ReturnType<typeof watched>, region: number, ...reasons: readonly string[]): string[] =>
    c.trace.flatMap(({ event }) =>
      event.kind === 'region.updated' &&
      event.region === region &&
      event.store === 1 &&
      reasons.includes(event.reason)
        ? [`${event.confVer}/${event.version}`]
        : [],
    );

  it('split: version + 1 for every new Region, on all that result; confVer stays', () => {
    const c = watched({});
    c.run(1);
    c.admin(1, { type: 'split', splitKeys: ['g', 'p'].map(encodeRawKey) });
    c.run(1);
    const after = c
      .store(1)
      .view(c.world.now)
      .regions.map(({ region }) => region.epoch);
    expect(after).toEqual([1, 2, 3].map(() => ({ confVer: 1, version: 3 })));
  });

  it('change of peers: confVer + 1 for every peer that changed; version stays', () => {
    const c = watched({ stores: 4, replicas: 3 });
    c.run(1);
    c.admin(1, { type: 'add-peer', store: 4 });
    c.run(2);
    // A learner first, then a voter.
    expect(epochs(c, 1, 'conf-change')).toEqual(['2/1', '3/1']);
    c.admin(1, { type: 'remove-peer', store: 4 });
    c.run(2);
    const last = epochs(c, 1, 'conf-change').at(-1);
    expect(last?.endsWith('/1')).toBe(true);
    expect(Number(last?.split('/')[0])).toBeGreaterThan(3);
  });

  it('merge: both + 1 on the source when prepared, the larger version + 1 on the target', () => {
    const c = watched({ splitKeys: ['h'] });
    c.run(1);
    c.admin(1, { type: 'merge', target: must(c.regionOn(1, 2), 'region 2') });
    c.run(2);
    expect(epochs(c, 1, 'prepare-merge')).toEqual(['2/2']);
    expect(epochs(c, 2, 'commit-merge')).toEqual(['1/3']);
  });

  it('rollback: version + 1 on the source, confVer stays as the preparation left it', () => {
    const c = watched({ splitKeys: ['h'] });
    c.run(1);
    // The target's leader cannot commit the merge while its own store is slow to prepare the source; meanwhile PD gives
    // the merge up and splits the target.
    c.world.external(() =>
      c.world.beginFault('f', [{ type: 'lane-stalled', process: 'store-1', lane: 'apply', tag: 'region:2' }]),
    );
    c.admin(2, { type: 'merge', target: must(c.regionOn(2, 1), 'region 1') });
    c.run(11);
    c.admin(1, { type: 'split', splitKeys: [encodeRawKey('c')] });
    c.run(1);
    c.world.external(() => c.world.healFault('f'));
    c.run(2);
    expect(epochs(c, 2, 'prepare-merge')).toEqual(['2/2']);
    expect(epochs(c, 2, 'rollback-merge')).toEqual(['2/3']);
  });
});
