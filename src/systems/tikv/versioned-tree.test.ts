import { expect, test } from 'vitest';
import { Rng } from '../../base/rng.ts';
import { StringPool } from '../../base/string-pool.ts';
import { VersionedTree } from './versioned-tree.ts';

type Model = Map<string, string>;

interface Pair {
  readonly tree: VersionedTree;
  readonly model: Model;
}

function sorted(model: Model, startKey = ''): [string, string][] {
  return [...model].filter(([key]) => key >= startKey).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What one sees from a random key on, in each of the ways to look. */
function seen({ tree, model }: Pair, rng: Rng): { readonly tree: unknown; readonly model: unknown } {
  const from = keyOf(rng);
  const below = sorted(model).filter(([key]) => key < from);
  return {
    tree: [
      tree.size,
      tree.get(from),
      tree.firstFrom(from),
      [...tree.entries(from)],
      [...tree.entriesReversed(from)],
    ],
    model: [model.size, model.get(from), sorted(model, from)[0], sorted(model, from), below.reverse()],
  };
}

function keyOf(rng: Rng): string {
  return String.fromCharCode(97 + rng.below(26)) + rng.below(4);
}

function change({ tree, model }: Pair, rng: Rng): void {
  const key = keyOf(rng);
  const what = rng.below(12);
  if (what === 0) {
    const end = keyOf(rng);
    tree.deleteRange(key, end);
    for (const each of [...model.keys()]) if (each >= key && each < end) model.delete(each);
  } else if (what < 4) {
    tree.delete(key);
    model.delete(key);
  } else {
    const value = `v${rng.below(5)}`;
    tree.set(key, value);
    model.set(key, value);
  }
}

test('copies of copies go their own ways, each like a map of its own', () => {
  const rng = Rng.fromSeed(5);
  const pairs: Pair[] = [{ tree: VersionedTree.over(new StringPool()), model: new Map() }];
  for (let i = 0; i < 4_000; i++) {
    const pair = pairs[rng.below(pairs.length)] as Pair;
    change(pair, rng);
    if (rng.chance(1, 40)) {
      const tree = rng.chance(1, 3) ? pair.tree.snapshot() : pair.tree.clone();
      pairs.push({ tree, model: new Map(pair.model) });
      if (pairs.length > 8) pairs.splice(rng.below(pairs.length), 1);
    }
    if (i % 10 !== 0) continue;
    for (const each of pairs) {
      const { tree, model } = seen(each, rng);
      expect(tree).toEqual(model);
    }
  }
  expect(pairs).toHaveLength(8);
});

test('a copy that writes the same again ends like the first, and shares everything with it', () => {
  const first: Pair = { tree: VersionedTree.over(new StringPool()), model: new Map() };
  const seed = Rng.fromSeed(9);
  for (let i = 0; i < 100; i++) change(first, seed);
  const replay: Pair = { tree: first.tree.clone(), model: new Map(first.model) };
  const again = seed.clone();
  for (let i = 0; i < 500; i++) change(first, seed);
  for (let i = 0; i < 250; i++) change(replay, again);
  expect(seen(replay, Rng.fromSeed(1)).tree).toEqual(seen(replay, Rng.fromSeed(1)).model);
  for (let i = 250; i < 500; i++) change(replay, again);
  expect([...replay.tree.entries('')]).toEqual([...first.tree.entries('')]);
  const shared: unknown = Reflect.get(first.tree, 'written');
  expect(Reflect.get(replay.tree, 'written')).toBe(shared);
  first.tree.set('a', 'yours');
  // What is not the same makes it leave.
  replay.tree.set('a', 'mine');
  replay.tree.set('b', 'too');
  expect([replay.tree.get('a'), first.tree.get('a'), first.tree.get('b')]).toEqual([
    'mine',
    'yours',
    undefined,
  ]);
});
