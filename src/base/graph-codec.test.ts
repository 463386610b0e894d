import { describe, expect, test } from 'vitest';
import { GraphCodec } from './graph-codec.ts';
import { Packer } from './pack.ts';
import type { Records } from './record-list.ts';
import { Rng } from './rng.ts';
import type { Sections } from './sections.ts';
import type { Settling } from './settle.ts';
import { SETTLE } from './settle.ts';
import { Shared } from './shared.ts';

class Tree extends Shared {
  readonly leaves = [1, 2, 3];
}

class Account {
  balance = 0;
  readonly owner: string;
  friends: Account[] = [];

  constructor(owner: string) {
    this.owner = owner;
  }

  get isRich(): boolean {
    return this.balance > 1_000;
  }
}

/** Keeps records as they are. */
class Plain implements Records {
  readonly all: object[] = [];

  add(record: object): number {
    return this.all.push(record) - 1;
  }

  get(id: number): object {
    return this.all[id] as object;
  }

  find(object: object): { id: number; kind: number } | null {
    const id = this.all.indexOf(object);
    return id < 0 ? null : { id, kind: 0 };
  }
}

function codecOf(records = new Plain()): GraphCodec {
  return new GraphCodec(records, [['term', 'index']]);
}

describe('a state as bytes', () => {
  test('comes back with its classes, orders and cycles, and is one of its own', () => {
    const a = new Account('a');
    const b = new Account('b, whose name is longer than words are');
    a.friends = [b, a];
    b.friends = [a];
    a.balance = 5_000;
    const state = {
      numbers: [
        0,
        -1,
        127,
        128,
        2 ** 40,
        -(2 ** 40),
        0.5,
        NaN,
        Infinity,
        -Infinity,
        -0,
        Number.MAX_SAFE_INTEGER,
      ],
      words: ['', 'short', 'ÿ\u0000ÿ', '上海', 'x'.repeat(300)],
      others: [null, undefined, true, false],
      accounts: new Map<Account | string, Account>([
        ['first', a],
        [b, b],
      ]),
      set: new Set([3, 1, 2]),
      whole: [new Float64Array([1, 2 ** 45, -3]), new Int32Array([-1, 2]), new Uint8Array([255, 0])],
    };
    const codec = codecOf();
    const back = codec.read(codec.write(state)) as typeof state;
    expect(back).toEqual(state);
    expect([...back.set, ...back.accounts.keys()].map(String)).toEqual(
      [...state.set, ...state.accounts.keys()].map(String),
    );
    const again = back.accounts.get('first') as Account;
    expect([again.isRich, again.friends[1] === again, again === a]).toEqual([true, true, false]);
    again.balance = 1;
    expect(a.balance).toBe(5_000);
  });

  test('refers to what is shared, to what two copies have in common, and to no listener', () => {
    const tree = new Tree();
    const options = { name: 'never changes', wall: (): number => 1 };
    const stateOf = (): Record<string, unknown> => ({ tree, options, listener: () => 1, own: { tree } });
    const codec = codecOf();
    codec.shareCommon(stateOf(), stateOf());
    const state = stateOf();
    const back = codec.read(codec.write(state)) as typeof state;
    expect(back['tree']).toBe(tree);
    expect(back['options']).toBe(options);
    expect(back['listener']).toBeNull();
    expect(back['own']).toEqual(state['own']);
    expect(back['own']).not.toBe(state['own']);
  });

  test('has each record once, whoever refers to it and in however many states', () => {
    const records = new Plain();
    const codec = codecOf(records);
    const record = { term: 1, index: 2 };
    // Records may hold lists, and a list may hold records and other things.
    const other = { term: 1, index: [3, [4]] };
    const state = {
      logs: [[record], [record, [other], other, record]],
      extra: { term: 1, index: 2, more: true },
    };
    const first = codec.write(state);
    const second = codec.write(state);
    expect(second).toEqual(first);
    expect(records.all).toEqual([record, other]);
    const back = codec.read(second) as typeof state;
    expect(back.logs).toEqual(state.logs);
    expect(back.logs[0]?.[0]).toBe(record);
    expect(codec.readRecord(codec.writeRecord(other), 0)).toEqual(other);
    // What was read is the same record.
    expect(codec.write(back).bytes.length).toBe(first.bytes.length);
    expect(records.all).toHaveLength(2);
  });

  test('keeps what is referred to twice one thing, from state to state, however that changes', () => {
    const codec = codecOf();
    const [a, b, c] = [new Account('a'), new Account('b'), new Account('c')];
    const written: { readonly bytes: Sections; readonly state: readonly Account[] }[] = [];
    for (const state of [
      [a, b, a],
      [a, b, c],
      [c, c, b, b],
      [new Account('d'), a, b, a, b],
      [c],
      [b, c, b, c, b],
    ])
      written.push({ bytes: codec.write(state), state });
    for (const { bytes, state } of written.reverse()) {
      const back = codec.read(bytes) as Account[];
      expect(back).toEqual(state);
      expect(back.map((each) => back.indexOf(each))).toEqual(state.map((each) => state.indexOf(each)));
    }
  });

  test('has what settles in its settled layout', () => {
    class Bag implements Settling {
      constructor(private things: number[]) {}
      [SETTLE](): void {
        this.things = this.things.sort((a, b) => a - b);
      }
    }
    const codec = codecOf();
    expect(codec.write(new Bag([3, 1, 2]))).toEqual(codec.write(new Bag([2, 3, 1])));
    expect(codec.read(codec.write([new Bag([2, 1])]))).toEqual([new Bag([1, 2])]);
  });

  test('differs from the next one only where something has changed', () => {
    const codec = codecOf();
    const accounts = Array.from({ length: 500 }, (_, i) => new Account(`account ${i} of so many`));
    const before = codec.write(accounts);
    for (let round = 0; round < 20; round++) {
      const at = (round * 37) % accounts.length;
      (accounts[at] as Account).balance += 1_000;
      accounts.splice(round * 11, 1, new Account('new'));
      codec.write(accounts);
    }
    const after = codec.write(accounts);
    expect(codec.read(after)).toEqual(accounts);
    expect(new Packer().pack(after, before).bytes.length).toBeLessThan(before.bytes.length / 15);
  });
});

describe('a state read into one that is given up', () => {
  class Frozen {
    constructor(readonly name: string) {
      Object.freeze(this);
    }
  }

  test('is made of its objects; what is plain stays where it is the same, else it is left as it was', () => {
    const codec = codecOf();
    const make = (
      balance: number,
      note: string,
    ): { account: Account; same: object; note: { text: string }; list: string[]; fixed: Frozen } => {
      const account = new Account('a');
      account.balance = balance;
      account.friends = [account];
      return {
        account,
        same: { deep: [1, 'x'] },
        note: { text: note },
        list: [note],
        fixed: new Frozen(note),
      };
    };
    const bytes = codec.write(make(7, 'then'));
    const now = make(9, 'now');
    const { account, same, note, list, fixed } = now;
    const { root, isWhole } = codec.readInto(now, bytes);
    const back = root as typeof now;
    expect(isWhole).toBe(true);
    expect(back).toEqual(make(7, 'then'));
    expect(back.account).toBe(account);
    expect(back.account.friends[0]).toBe(account);
    expect(back.same).toBe(same);
    // Somebody else may still look at these.
    expect([note.text, list, fixed.name]).toEqual(['now', ['now'], 'now']);
    expect(back.fixed).toBeInstanceOf(Frozen);
  });

  test('takes nothing twice, nothing that all states share, and says when a listener is missing', () => {
    const codec = codecOf();
    const tree = new Tree();
    const common = new Account('everywhere');
    const heard = (): number => 1;
    codec.shareCommon([tree, common], [tree, common]);
    const first = new Account('x');
    const second = new Account('y');
    const bytes = codec.write({ a: first, b: second, c: new Account('z'), tree, on: heard });
    const both = new Account('both');
    const now = { a: both, b: both, c: common, tree: new Tree(), on: (): number => 2 };
    const { root, isWhole } = codec.readInto(now, bytes);
    const back = root as typeof now;
    expect([back.a.owner, back.b.owner, back.c.owner]).toEqual(['x', 'y', 'z']);
    expect(back.a).toBe(both);
    expect(common.owner).toBe('everywhere');
    expect(back.tree).toBe(tree);
    expect(isWhole && back.on()).toBe(2);
    // A list without anything is taken like any other, but not one that all states share.
    const [own, nothing]: [unknown[], unknown[]] = [[], []];
    codec.shareCommon([nothing], [nothing]);
    const lists = codec.readInto([own, own, nothing], codec.write([[], [], []])).root as unknown[];
    expect(lists).toEqual([[], [], []]);
    expect([lists[0] === own, lists[1] === own, lists[2] === nothing]).toEqual([true, false, false]);
    expect(codec.readInto({ a: 1 }, bytes).isWhole).toBe(false);
  });

  test('means the same as one that was read for itself, whatever stood there before', () => {
    const rng = Rng.fromSeed(5);
    const codec = codecOf();
    const common = { never: 'changes' };
    codec.shareCommon([common], [common]);
    const accounts: Account[] = [];
    const draw = (depth: number): unknown => {
      switch (rng.below(depth > 4 ? 4 : 11)) {
        case 0:
          return rng.below(3);
        case 1:
          return ['', 'word', 'a text that is longer than words are'][rng.below(3)];
        case 2:
          return [null, undefined, common, { term: 1, index: rng.below(3) }][rng.below(4)];
        case 3:
          return accounts[rng.below(accounts.length + 1)] ?? true;
        case 4:
        case 5: {
          const account = new Account(`owner ${rng.below(4)}`);
          accounts.push(account);
          account.balance = rng.below(3);
          account.friends = drawList(depth) as Account[];
          return account;
        }
        case 6:
          return drawList(depth);
        case 7:
          return new Map(
            Array.from({ length: rng.below(4) }, (_, i) => [i * 10 + rng.below(2), draw(depth + 1)]),
          );
        case 8:
          return new Set(Array.from({ length: rng.below(4) }, () => rng.below(6)));
        case 9:
          return new Int32Array(Array.from({ length: rng.below(3) }, () => rng.below(9)));
        default:
          return { left: draw(depth + 1), right: draw(depth + 1) };
      }
    };
    const drawList = (depth: number): unknown[] =>
      Array.from({ length: rng.below(5) }, () => draw(depth + 1));
    let now: object = {};
    const states: { readonly bytes: Sections; readonly state: object }[] = [];
    for (let round = 0; round < 300; round++) {
      accounts.length = 0;
      const state = { one: drawList(0), two: draw(0), three: draw(0) };
      states.push({ bytes: codec.write(state), state });
      const { bytes, state: wanted } = states[rng.below(states.length)] as (typeof states)[number];
      now = codec.readInto(now, bytes).root as object;
      expect(now).toEqual(wanted);
      // Whatever is one thing there is one thing here: changing all of it in one place shows.
      expect(shapeOf(now)).toEqual(shapeOf(wanted));
    }
  });
});

/** Of each object on a walk through all of them: when it was met first. */
function shapeOf(root: object): number[] {
  const met = new Map<object, number>();
  const walk: number[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const known = met.get(value);
    // A record that is equal to another may be the same one.
    if ('term' in value) return;
    walk.push(known ?? met.size);
    if (known !== undefined) return;
    met.set(value, met.size);
    const held = value instanceof Map || value instanceof Set ? [...value.values()] : Object.values(value);
    held.forEach(visit);
  };
  visit(root);
  return walk;
}
