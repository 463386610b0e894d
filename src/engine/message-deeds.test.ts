import { expect, test } from 'vitest';
import type { MessageAction } from '../model/command.ts';
import type { FlightRow } from '../model/frame.ts';
import type { TraceEvent } from '../model/trace.ts';
import type { Engine } from './index.ts';
import { flightSeq } from './flights.ts';
import { engineOf, storyOf } from './testing.ts';

const AT_US = 3_000_000;

function start(commands: readonly MessageAction[] = [], at = AT_US): Engine {
  return engineOf(storyOf('first-light', { commands: commands.map((action) => ({ at, ...action })) }));
}

/** The first moment after `AT_US` at which such a message is on its way. */
function firstFlight(engine: Engine, wanted: (row: FlightRow) => boolean): FlightRow {
  engine.advance(AT_US);
  for (let i = 0; i < 50_000; i++) {
    // A command comes after everything else of its moment: so does the choice of a message.
    engine.advance(engine.at);
    const found = engine.frame().flights.find((row) => !row.doomed && row.dueAt > engine.at && wanted(row));
    if (found !== undefined) return found;
    engine.step('message');
  }
  throw new Error('no such message');
}

const isAppend = (row: FlightRow): boolean => row.family === 'raft' && row.label === 'append';
const isAnswer = (row: FlightRow): boolean => row.family === 'client' && row.shape === 'accepted';

function dropsAfter(engine: Engine, us: number): readonly TraceEvent[] {
  const seen: TraceEvent[] = [];
  engine.onRecord = ({ event }) => {
    if (event.kind === 'net.dropped' || event.kind === 'net.connection-lost') seen.push(event);
  };
  engine.advance(engine.at + us);
  return seen;
}

test('a raft message can be missing alone; any other one breaks its connection, as loss on a stream does', () => {
  const raft = start();
  const append = firstFlight(raft, isAppend);
  expect(raft.act({ do: 'dropMessage', message: flightSeq(append.id) })).toMatchObject({ ok: true });
  expect(raft.frame().flights.find((row) => row.id === append.id)?.doomed).toBe(true);
  expect(raft.inspect(`message:${append.id}`)?.facts).toContainEqual(
    expect.objectContaining({ name: 'arrives', value: 'no: it gets lost on its way' }),
  );
  expect(dropsAfter(raft, 100_000)).toEqual([
    { kind: 'net.dropped', from: append.from, to: append.to, message: 'raft.batch', reason: 'discarded' },
  ]);

  const client = start();
  const answer = firstFlight(client, isAnswer);
  client.act({ do: 'dropMessage', message: flightSeq(answer.id) });
  const events = dropsAfter(client, 100_000);
  expect(events[0]).toMatchObject({ kind: 'net.dropped', from: answer.from, reason: 'lost' });
  expect(events).toContainEqual({ kind: 'net.connection-lost', from: answer.from, to: answer.to });
});

test('what was done to a message is a command: the same document does the same to the same message', () => {
  const by = start();
  const append = firstFlight(by, isAppend);
  const action: MessageAction = { do: 'delayMessage', message: flightSeq(append.id), byUs: 40_000 };
  const at = by.at;
  by.act(action);
  expect(by.frame().flights.find((row) => row.id === append.id)?.dueAt).toBe(append.dueAt + 40_000);
  by.advance(at + 500_000);
  const again = start([action], at);
  again.advance(at + 500_000);
  expect(again.fingerprint).toBe(by.fingerprint);
  expect(again.refusals).toEqual([]);
  const without = start();
  without.advance(at + 500_000);
  expect(without.fingerprint).not.toBe(by.fingerprint);
});

test('what has arrived, was lost already or cannot come twice is refused with the reason', () => {
  const engine = start();
  const answer = firstFlight(engine, isAnswer);
  const message = flightSeq(answer.id);
  expect(engine.impossible({ do: 'duplicateMessage', message })).toBe(
    `${answer.label} travels on a stream that delivers each message once; only raft messages can come twice`,
  );
  engine.act({ do: 'dropMessage', message });
  expect(engine.impossible({ do: 'delayMessage', message, byUs: 1 })).toBe(
    `message ${message} will not arrive anyway`,
  );
  engine.advance(answer.dueAt);
  expect(engine.act({ do: 'dropMessage', message })).toEqual({
    ok: false,
    error: `message ${message} is not on its way now`,
  });
});

test('a raft message that comes twice, at once and late, harms nothing', () => {
  const engine = start();
  const append = firstFlight(engine, isAppend);
  const message = flightSeq(append.id);
  const { flightsTotal } = engine.frame();
  engine.act({ do: 'duplicateMessage', message });
  engine.act({ do: 'duplicateMessage', message, byUs: 200_000 });
  expect(engine.frame().flightsTotal).toBe(flightsTotal + 2);
  engine.advance(engine.at + 1_000_000);
  expect(engine.violations).toEqual([]);
});
