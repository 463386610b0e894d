import { describe } from '../model/describe.ts';
import type { SpaceTime, SpaceTimeItem, SpaceTimeMessage, SpaceTimeNote } from '../model/spacetime.ts';
import type { SimTime } from '../model/time.ts';
import type { TraceKind, TraceRecord } from '../model/trace.ts';
import type { Delivery, Item } from '../sim/item.ts';
import type { World } from '../sim/world.ts';
import { familyOf, labelOf, regionOf, shapeOf } from './flights.ts';
import type { Run } from './run.ts';

/** More than this nobody can read, and a diagram of it would take long to send. */
export const SPACETIME_ITEMS_MAX = 12_000;

/** What is worth a mark on a line: turns of the story, not its every step. */
const NOTABLE: ReadonlySet<TraceKind> = new Set<TraceKind>([
  'process.started',
  'process.crashed',
  'process.paused',
  'process.resumed',
  'net.connection-lost',
  'raft.role-changed',
  'raft.voted',
  'raft.committed',
  'raft.snapshot-sent',
  'raft.snapshot-applied',
  'raft.transfer-started',
  'region.updated',
  'region.destroyed',
  'region.split-proposed',
  'region.merge-prepared',
  'region.merge-committed',
  'region.merge-rolled-back',
  'pd.operator-created',
  'pd.operator-finished',
  'pd.operator-cancelled',
  'ts.flushed',
  'ts.synced',
  'raw.proposed',
  'client.invoked',
  'client.acked',
  'client.failed',
  'client.unknown',
  'cdc.subscribed',
  'cdc.initialized',
  'cdc.resolved',
  'cdc.error',
  'owner.elected',
  'span.state-changed',
  'sink.wrote',
  'changefeed.checkpoint',
  'check.violated',
]);

/**
 * Handles everything in `[from, to]` up to the moment `known` again on `run`, a copy that stands before `from` and is given up afterwards, and
 * writes down what it handles.
 */
export function spaceTimeOf(run: Run, from: SimTime, to: SimTime, known: SimTime): SpaceTime {
  if (from > 0 && run.world.now < from) run.advance(from - 1, Infinity);
  const items: SpaceTimeItem[] = [];
  const notes: SpaceTimeNote[] = [];
  run.listener = (record) => {
    if (NOTABLE.has(record.event.kind)) notes.push(noteOf(record));
  };
  const until = Math.min(to, known);
  while (run.nextAt <= until && items.length < SPACETIME_ITEMS_MAX) {
    const { world } = run;
    const next = world.nextAt === run.nextAt ? world.nextItem() : null;
    const dropped = next?.type === 'deliver' && world.doomed(next);
    const { handled } = world;
    if (!run.step()) break;
    if (next !== null && world.handled > handled) items.push(itemOf(next, world, dropped));
  }
  const cut = items.length >= SPACETIME_ITEMS_MAX;
  const { world } = run;
  return {
    from,
    to: cut ? world.now : to,
    items,
    pending: world.flights().map((flight) => messageOf(flight, world, world.doomed(flight))),
    notes,
    cut,
  };
}

function itemOf(item: Item, world: World, dropped: boolean): SpaceTimeItem {
  const { seq, cause } = item;
  const common = { seq, cause, at: world.now, process: item.to };
  if (item.type === 'deliver')
    return { ...common, type: 'message', label: '', message: messageOf(item, world, dropped) };
  switch (item.type) {
    case 'timer':
      return { ...common, type: 'timer', label: item.timer?.kind ?? '', message: null };
    case 'disk':
      return { ...common, type: 'disk', label: '', message: null };
    case 'lane':
      return { ...common, type: 'work', label: item.name, message: null };
    default:
      return { ...common, type: 'other', label: item.type, message: null };
  }
}

function messageOf(flight: Delivery, world: World, dropped: boolean): SpaceTimeMessage {
  const { seq, cause, from, to, sentAt, dueAt, message } = flight;
  return {
    seq,
    cause,
    from,
    to,
    sentAt,
    dueAt,
    label: labelOf(message),
    family: familyOf(flight, world),
    shape: shapeOf(message),
    region: regionOf(message),
    bytes: message.bytes,
    dropped,
  };
}

function noteOf({ n, at, by, item, event }: TraceRecord): SpaceTimeNote {
  return { n, at, process: by, item, kind: event.kind, words: describe(event) };
}
