import { describe, expect, test } from 'vitest';
import { createEngine } from '../engine/index.ts';
import { encodeRawKey } from '../model/key.ts';
import { importPd } from '../scenario/import-pd.ts';

const hex = (key: string) =>
  key === ''
    ? ''
    : [...encodeRawKey(key)]
        .map((char) => char.charCodeAt(0).toString(16).padStart(2, '0'))
        .join('')
        .toUpperCase();

const store = (id: number, zone: string | null, more = {}) => ({
  store: {
    id,
    address: `10.0.0.${id}:20160`,
    labels: zone === null ? [] : [{ key: 'zone', value: zone }],
    state_name: 'Up',
    ...more,
  },
  status: { capacity: '100GiB' },
});

const region = (id: number, start: string, end: string, stores: readonly number[], leader: number) => ({
  id,
  start_key: start,
  end_key: end,
  epoch: { conf_ver: 5, version: 9 },
  peers: stores.map((store_id, i) => ({ id: id * 10 + i, store_id, role_name: 'Voter' })),
  leader: { id: id * 10, store_id: leader, role_name: 'Voter' },
});

const STORES = [store(1, 'east'), store(4, 'west'), store(7, 'north')];
const REGIONS = [
  region(44, hex('m'), '', [1, 4, 7], 7),
  region(2, '', hex('g'), [1, 4, 7], 4),
  region(30, hex('g'), hex('m'), [1, 4, 7], 4),
];

function imported(stores: readonly unknown[], regions: readonly unknown[]) {
  return importPd(
    { name: 'stores.json', text: JSON.stringify({ count: stores.length, stores }) },
    { name: 'regions.json', text: JSON.stringify({ count: regions.length, regions }) },
  );
}

describe('import pd', () => {
  test('takes zones, stores, boundaries and leaders over, and the result runs', () => {
    const result = imported(STORES, REGIONS);
    if (!result.ok) throw new Error(result.error);
    const { doc } = result.value;
    expect(doc.cluster.azs.map((az) => az.name)).toEqual(['east', 'west', 'north']);
    expect(doc.cluster.stores).toEqual([{ az: 'az-1' }, { az: 'az-2' }, { az: 'az-3' }]);
    expect(doc.cluster.splitKeys).toEqual(['g', 'm']);
    expect(doc.cluster.replicas).toBe(3);
    const built = createEngine({ ...doc, untilUs: 9_000_000 }, { history: false });
    if (!built.ok) throw new Error(built.error);
    built.value.advance(9_000_000);
    expect(built.value.refusals).toEqual([]);
    // PD's stores 4, 4, 7 are ours 2, 2, 3.
    expect(built.value.frame().regions.map((row) => row.leader)).toEqual([2, 2, 3]);
    expect(built.value.report().ok).toBe(true);
  });

  test('says what it leaves out', () => {
    const binary = '7480000000000000FF0500000000000000F8';
    const stores = [...STORES, store(9, 'east', { state_name: 'Tombstone' }), store(8, null)];
    const result = imported(stores, [
      region(1, '', binary, [1, 4, 7], 1),
      region(2, binary, '', [1, 4, 7], 4),
    ]);
    if (!result.ok) throw new Error(result.error);
    expect(result.value.doc.cluster.splitKeys).toEqual(['748000000000000005']);
    expect(result.value.doc.cluster.azs.map((az) => az.name)).toContain('no zone label');
    expect(result.value.notes.join('\n')).toMatch(
      /1 tombstone[\s\S]*hexadecimal[\s\S]*spread by the simulator/,
    );
  });

  test.each<[string, readonly unknown[], readonly unknown[], string]>([
    ['no stores', [], REGIONS, 'stores.json: stores: expected at least one store'],
    [
      'a store without id',
      [{ store: {} }],
      REGIONS,
      'stores.json: stores.0.store.id: expected "id", got undefined',
    ],
    [
      'a key that is no hex',
      STORES,
      [region(1, '', 'xyz', [1], 1)],
      'regions.json: regions.0.end_key: expected hexadecimal digits, got "xyz"',
    ],
    [
      'an unknown store',
      STORES,
      [region(1, '', '', [5], 5)],
      'regions.json: regions.0.peers.0.store_id: there is no store 5',
    ],
    ['a gap', STORES, [REGIONS[0], REGIONS[1]], 'regions.json: regions: Region 44 begins at "72'],
    ['a cut list', STORES, [REGIONS[1]], 'regions.json: regions: no Region reaches the end of the key space'],
    [
      'too many zones',
      Array.from({ length: 10 }, (_, i) => store(i + 1, `z${i}`)),
      REGIONS,
      'stores.json: stores: at most 9 zones are drawn, got 10',
    ],
  ])('refuses %s with one line', (_, stores, regions, line) => {
    const result = imported(stores, regions);
    expect(result.ok ? '' : result.error.slice(0, line.length)).toBe(line);
    expect(result.ok ? '' : result.error).not.toContain('\n');
  });
});
