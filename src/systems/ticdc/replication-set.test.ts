import { describe, expect, test } from 'vitest';
import type { Ts } from '../../model/ts.ts';
import type { TableState } from './msg.ts';
import { ReplicationSet, type Order, type Report } from './replication-set.ts';
import { makeSpan } from './span.ts';

const SPAN = makeSpan('a', 'n');
const A = 'capture-a';
const B = 'capture-b';
const C = 'capture-c';

function report(state: TableState, checkpoint = 10): Report {
  return { state, checkpoint: checkpoint as Ts, resolved: (checkpoint + 5) as Ts };
}

const addSecondary = (to: string): Order => ({ to, action: 'add', secondary: true });
const addPrimary = (to: string): Order => ({ to, action: 'add', secondary: false });
const remove = (to: string): Order => ({ to, action: 'remove', secondary: false });

function fresh(wait = true): ReplicationSet {
  return new ReplicationSet(SPAN, 10 as Ts, 10 as Ts, wait);
}

function rebuilt(tables: Record<string, TableState>, wait = true): ReplicationSet {
  const set = fresh(wait);
  set.rebuild(Object.entries(tables).map(([capture, state]) => ({ capture, report: report(state) })));
  return set;
}

/** Prepare with a secondary and no primary. */
function preparing(): ReplicationSet {
  const set = fresh();
  set.add(A);
  return set;
}

function replicating(): ReplicationSet {
  return rebuilt({ [A]: 'Replicating' });
}

/** Prepare: A is primary, B the secondary of a move. */
function moving(): ReplicationSet {
  const set = replicating();
  set.move(B);
  return set;
}

/** Commit: A is primary and was told to stop, B is prepared. */
function committing(): ReplicationSet {
  const set = moving();
  set.onReport(B, report('Prepared'));
  return set;
}

/** What one report does to a set, in one line. */
function step(set: ReplicationSet, capture: string, state: TableState, checkpoint = 10) {
  const orders = set.onReport(capture, report(state, checkpoint));
  return { orders, state: set.state, primary: set.primary, secondary: set.secondary };
}

describe('the transition table (facts 4.5.7)', () => {
  test('Absent: AddTable makes the capture secondary, goes to Prepare and sends AddTable(secondary)', () => {
    const set = fresh();
    expect(set.add(A)).toEqual([addSecondary(A)]);
    expect([set.state, set.roleOf(A)]).toEqual(['Prepare', 'Secondary']);
  });

  test.each(['Absent', 'Preparing', 'Prepared', 'Replicating', 'Stopping', 'Stopped'] as const)(
    'Absent ignores a report of %s from a capture that has no role',
    (state) => {
      expect(step(fresh(), A, state)).toEqual({
        orders: [],
        state: 'Absent',
        primary: null,
        secondary: null,
      });
    },
  );

  test('Prepare, secondary Absent: AddTable(secondary) is sent again, on every report', () => {
    const set = preparing();
    expect(step(set, A, 'Absent').orders).toEqual([addSecondary(A)]);
    expect(step(set, A, 'Absent').orders).toEqual([addSecondary(A)]);
  });

  test('Prepare, secondary Preparing: wait', () => {
    expect(step(preparing(), A, 'Preparing')).toEqual({
      orders: [],
      state: 'Prepare',
      primary: null,
      secondary: A,
    });
  });

  test('Prepare, secondary Prepared without a primary: Commit, and promoted at once', () => {
    expect(step(preparing(), A, 'Prepared')).toEqual({
      orders: [addPrimary(A)],
      state: 'Commit',
      primary: A,
      secondary: null,
    });
  });

  test('Prepare, secondary Prepared with a primary: Commit, and the primary is told to stop', () => {
    expect(step(moving(), B, 'Prepared')).toEqual({
      orders: [remove(A)],
      state: 'Commit',
      primary: A,
      secondary: B,
    });
  });

  test('Prepare, primary Replicating: its progress is taken', () => {
    const set = moving();
    expect(step(set, A, 'Replicating', 33)).toEqual({
      orders: [],
      state: 'Prepare',
      primary: A,
      secondary: B,
    });
    expect(set.checkpoint).toBe(33);
  });

  test.each(['Stopping', 'Stopped'] as const)('Prepare, primary %s: cleared, preparing goes on', (state) => {
    expect(step(moving(), A, state)).toEqual({ orders: [], state: 'Prepare', primary: null, secondary: B });
  });

  test.each(['Stopping', 'Stopped'] as const)(
    'Prepare, secondary %s: back to Replicating with a primary',
    (state) => {
      expect(step(moving(), B, state)).toEqual({
        orders: [],
        state: 'Replicating',
        primary: A,
        secondary: null,
      });
    },
  );

  test.each(['Stopping', 'Stopped'] as const)('Prepare, secondary %s: Absent without one', (state) => {
    expect(step(preparing(), A, state)).toEqual({
      orders: [],
      state: 'Absent',
      primary: null,
      secondary: null,
    });
  });

  test('Commit, secondary Prepared and a primary exists: RemoveTable to the primary, again', () => {
    expect(step(committing(), B, 'Prepared').orders).toEqual([remove(A)]);
  });

  test('Commit, secondary Prepared, no primary, somebody Undetermined: wait (R-WAIT-UNDETERMINED)', () => {
    const set = rebuilt({ [A]: 'Stopping', [B]: 'Prepared' });
    expect(set.state).toBe('Commit');
    expect(step(set, B, 'Prepared')).toEqual({ orders: [], state: 'Commit', primary: null, secondary: B });
    step(set, A, 'Stopping');
    expect(step(set, B, 'Prepared').orders).toEqual([]);
    step(set, A, 'Stopped');
    expect(step(set, B, 'Prepared').orders).toEqual([addPrimary(B)]);
  });

  test('with R-WAIT-UNDETERMINED off the secondary is promoted while the other is still stopping', () => {
    const set = rebuilt({ [A]: 'Stopping', [B]: 'Prepared' }, false);
    expect(step(set, B, 'Prepared').orders).toEqual([addPrimary(B)]);
  });

  test('Commit, promoted capture still Prepared: AddTable(primary) again', () => {
    const set = preparing();
    step(set, A, 'Prepared');
    expect(step(set, A, 'Prepared')).toEqual({
      orders: [addPrimary(A)],
      state: 'Commit',
      primary: A,
      secondary: null,
    });
  });

  test.each(['Stopped', 'Absent'] as const)(
    'Commit, primary %s: final checkpoint taken, secondary promoted',
    (state) => {
      const set = committing();
      expect(step(set, A, state, 44)).toEqual({
        orders: [addPrimary(B)],
        state: 'Commit',
        primary: B,
        secondary: null,
      });
      expect([set.checkpoint, set.roleOf(A)]).toEqual([44, null]);
    },
  );

  test.each(['Stopped', 'Absent'] as const)('Commit, primary %s and nobody else: Absent', (state) => {
    const set = preparing();
    step(set, A, 'Prepared');
    expect(step(set, A, state)).toEqual({ orders: [], state: 'Absent', primary: null, secondary: null });
  });

  test.each(['Stopped', 'Absent'] as const)(
    "Commit, secondary %s: wait for the primary's report",
    (state) => {
      const set = committing();
      expect(step(set, B, state)).toEqual({ orders: [], state: 'Commit', primary: A, secondary: null });
      expect(step(set, A, 'Replicating').state).toBe('Replicating');
    },
  );

  test('Commit, secondary Stopped without a primary and without others: Absent', () => {
    const set = rebuilt({ [B]: 'Prepared' });
    expect(step(set, B, 'Stopped')).toEqual({ orders: [], state: 'Absent', primary: null, secondary: null });
  });

  test('Commit, secondary Stopped while somebody is still stopping: nobody gets the span before that ends', () => {
    const set = rebuilt({ [A]: 'Stopping', [B]: 'Prepared' });
    expect(step(set, B, 'Stopped').state).toBe('Removing');
    expect(set.add(C)).toEqual([]);
    step(set, A, 'Absent');
    expect(set.removed).toBe(true);
    set.becomeAddable();
    expect(set.add(C)).toEqual([addSecondary(C)]);
  });

  test('Commit, undetermined Absent: cleared', () => {
    const set = rebuilt({ [A]: 'Stopping', [B]: 'Prepared' });
    step(set, A, 'Absent');
    expect([set.state, set.roleOf(A)]).toEqual(['Commit', null]);
  });

  test('Commit, primary Replicating and a secondary: progress taken, RemoveTable again', () => {
    const set = committing();
    expect(step(set, A, 'Replicating', 55).orders).toEqual([remove(A)]);
    expect(set.checkpoint).toBe(55);
  });

  test('Commit, primary Replicating and no secondary: Replicating', () => {
    const set = preparing();
    step(set, A, 'Prepared');
    expect(step(set, A, 'Replicating')).toEqual({
      orders: [],
      state: 'Replicating',
      primary: A,
      secondary: null,
    });
  });

  test('Commit, Replicating from another than the primary: failure', () => {
    const set = committing();
    step(set, B, 'Replicating');
    expect(set.failure).toBe('[a, n) is replicated by capture-a and by capture-b');
  });

  test('Commit, primary Stopping and a secondary: progress taken, wait', () => {
    const set = committing();
    expect(step(set, A, 'Stopping', 66)).toEqual({ orders: [], state: 'Commit', primary: A, secondary: B });
    expect(set.checkpoint).toBe(66);
  });

  test('Replicating, primary Replicating: progress taken, and it never falls', () => {
    const set = replicating();
    step(set, A, 'Replicating', 77);
    step(set, A, 'Replicating', 70);
    expect([set.checkpoint, set.resolved]).toEqual([77, 82]);
  });

  test('Replicating, another Replicating too: failure', () => {
    const set = rebuilt({ [A]: 'Replicating', [B]: 'Stopping' });
    step(set, B, 'Replicating');
    expect(set.failure).not.toBe('');
  });

  test('Replicating, primary Stopped: final checkpoint taken, Absent', () => {
    const set = replicating();
    expect(step(set, A, 'Stopped', 88)).toEqual({
      orders: [],
      state: 'Absent',
      primary: null,
      secondary: null,
    });
    expect(set.checkpoint).toBe(88);
  });

  test('Replicating, primary Absent: nothing', () => {
    expect(step(replicating(), A, 'Absent').state).toBe('Replicating');
  });

  test.each(['Preparing', 'Prepared', 'Replicating'] as const)(
    'Removing, %s: RemoveTable is sent',
    (state) => {
      const set = replicating();
      expect(set.remove()).toEqual([remove(A)]);
      expect(step(set, A, state)).toMatchObject({ orders: [remove(A)], state: 'Removing' });
    },
  );

  test.each(['Stopped', 'Absent'] as const)(
    'Removing, %s: cleared, and finished when nobody is left',
    (state) => {
      const set = replicating();
      set.remove();
      step(set, A, state);
      expect(set.removed).toBe(true);
    },
  );

  test('a capture that is gone counts as Stopped: a moving span stays with the primary', () => {
    const set = moving();
    set.captureGone(B);
    expect([set.state, set.primary]).toEqual(['Replicating', A]);
    set.captureGone(A);
    expect([set.state, set.primary]).toEqual(['Absent', null]);
  });

  test('MoveTable is accepted only when Replicating and not to where the span is; RemoveTable and AddTable likewise', () => {
    expect(replicating().move(A)).toEqual([]);
    expect(replicating().move(B)).toEqual([addSecondary(B)]);
    expect(moving().move(C)).toEqual([]);
    expect(fresh().move(A)).toEqual([]);
    expect(moving().remove()).toEqual([]);
    expect(replicating().add(B)).toEqual([]);
  });

  test('a whole move: the new primary is told to write only after the old one has stopped', () => {
    const set = moving();
    const said: Order[] = [];
    const reports: [string, TableState][] = [
      [B, 'Absent'],
      [B, 'Preparing'],
      [A, 'Replicating'],
      [B, 'Prepared'],
      [A, 'Replicating'],
      [A, 'Stopping'],
      [B, 'Prepared'],
      [A, 'Stopped'],
      [B, 'Replicating'],
    ];
    for (const [capture, state] of reports) said.push(...set.onReport(capture, report(state)));
    expect(said).toEqual([addSecondary(B), remove(A), remove(A), remove(A), addPrimary(B)]);
    expect([set.state, set.primary, set.secondary]).toEqual(['Replicating', B, null]);
  });
});

describe('rebuilding from reports (facts 4.5.6)', () => {
  test.each([
    [{}, 'Absent', null],
    [{ [A]: 'Absent', [B]: 'Stopped' }, 'Absent', null],
    [{ [A]: 'Replicating' }, 'Replicating', A],
    [{ [A]: 'Replicating', [B]: 'Preparing' }, 'Prepare', A],
    [{ [A]: 'Replicating', [B]: 'Prepared' }, 'Commit', A],
    [{ [A]: 'Stopping', [B]: 'Prepared' }, 'Commit', null],
    [{ [A]: 'Stopping' }, 'Removing', null],
  ] satisfies [Record<string, TableState>, string, string | null][])('%j is %s', (tables, state, primary) => {
    const set = rebuilt(tables);
    expect([set.state, set.primary]).toEqual([state, primary]);
  });

  test('two primaries are a failure', () => {
    expect(rebuilt({ [A]: 'Replicating', [B]: 'Replicating' }).failure).not.toBe('');
  });
});
