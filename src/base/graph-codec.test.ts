import { describe, expect, test } from 'vitest';
import type { Records } from './graph-codec.ts';
import { GraphCodec } from './graph-codec.ts';
import { pack } from './pack.ts';
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
    expect(codec.write(back).length).toBe(first.length);
    expect(records.all).toHaveLength(2);
  });

  test('keeps what is referred to twice one thing, from state to state, however that changes', () => {
    const codec = codecOf();
    const [a, b, c] = [new Account('a'), new Account('b'), new Account('c')];
    const written: { readonly bytes: Uint8Array; readonly state: readonly Account[] }[] = [];
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
    expect(pack(after, before).length).toBeLessThan(before.length / 15);
  });
});
