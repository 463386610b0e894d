/** The shelves of the gallery, in its order. Their names are the page's words. */
export type GroupId =
  'first' | 'rawkv' | 'regions' | 'timestamps' | 'capture' | 'txn' | 'trouble' | 'scale' | 'more';

/** Each story's shelf: one line a story. One that is not here stands under `more`, and a test fails. */
const SHELVES: Readonly<Record<string, GroupId>> = {
  'first-light': 'first',
  'resolved-ts': 'first',
  'ycsb-a': 'first',
  'busy-feed': 'first',

  'store-lost': 'regions',
  'hot-region': 'regions',
  'az-move': 'regions',
  'merge-generations': 'regions',
  'merge-rollback-minority': 'regions',
  'merge-restart': 'regions',
  'merge-crash-in-snapshot': 'regions',
  'deaf-leader': 'regions',
  'lease-in-merge': 'regions',
  balance: 'regions',
  'read-before-own-term': 'regions',
  'late-heartbeat': 'regions',
  'ack-before-disk': 'regions',
  'old-term-entry': 'regions',
  'joint-halves': 'regions',
  'incomplete-log': 'regions',
  'vote-before-disk': 'regions',
  'deposed-reader': 'regions',
  'lonely-candidate': 'regions',
  'read-across-split': 'regions',
  'merge-meets-transfer': 'regions',

  'h1-transfer-without-flush': 'timestamps',
  'h2-flush-too-late': 'timestamps',
  'h3-flush-too-early': 'timestamps',
  'h4a-stamped-before-elected': 'timestamps',
  'h4b-stamped-then-deposed': 'timestamps',
  'h5-merge-without-flush': 'timestamps',
  'h6-merge-on-one-store': 'timestamps',
  'h7-snapshot-without-max-ts': 'timestamps',
  'h8-lock-after-ts': 'timestamps',
  'h9-cas-order': 'timestamps',
  'h10-failed-flush': 'timestamps',
  'h11-pd-falls-back': 'timestamps',
  'h12-clear-after-insert': 'timestamps',
  'hlc-transfer': 'timestamps',
  'hlc-split': 'timestamps',
  'hlc-merge': 'timestamps',
  'hlc-unapplied': 'timestamps',
  'pd-failover-and-back': 'timestamps',
  'pd-leader-paused': 'timestamps',
  'pd-late-save': 'timestamps',
  'write-without-pd': 'timestamps',

  'owner-switch': 'capture',
  'lost-lease': 'capture',
  'full-hands': 'capture',
  'late-feed': 'capture',
  'two-feeds': 'capture',
  'zombie-writer': 'capture',
  'one-lock-holds-all': 'capture',
  'stuck-quorum': 'capture',
  'slow-capture': 'capture',
  'merged-away': 'capture',
  'scan-meets-split': 'capture',
  'rts-before-init': 'capture',
  'merge-subscribed-twice': 'capture',
  'former-owner': 'capture',
  'late-status': 'capture',
  'collected-too-early': 'capture',
  'one-batch-twice': 'capture',
  'silent-store': 'capture',
  'merge-resolved-ts': 'capture',
  'split-behind-leader': 'capture',
  'stale-leader': 'capture',

  'locks-before-feed': 'txn',
  'old-observation': 'txn',
  'async-commit': 'txn',
  'txn-bank': 'txn',
  'half-committed': 'txn',
  'late-lock': 'txn',
  'txn-lock-holds-resolved-ts': 'txn',
  'stuck-lock': 'txn',

  'rawkv-case-1': 'rawkv',
  'rawkv-case-2-between': 'rawkv',
  'rawkv-case-2-after': 'rawkv',
  'rawkv-case-3-1-split': 'rawkv',
  'rawkv-case-3-2-merge': 'rawkv',
  'rawkv-case-3-3-transfer': 'rawkv',

  'nemesis-tikv': 'trouble',

  large: 'scale',
  huge: 'scale',
};

export const GROUPS: readonly GroupId[] = [
  'first',
  'timestamps',
  'regions',
  'capture',
  'txn',
  'rawkv',
  'trouble',
  'scale',
  'more',
];

export function groupOf(id: string): GroupId {
  return (Object.hasOwn(SHELVES, id) ? SHELVES[id] : undefined) ?? 'more';
}

/** For the test that nothing stands on a shelf which is not in the library. */
export const SHELVED: readonly string[] = Object.keys(SHELVES);
