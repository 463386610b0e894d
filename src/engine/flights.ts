import type { FlightRow, FlightShape } from '../model/frame.ts';
import type { Message } from '../sim/actor.ts';
import type { Delivery } from '../sim/item.ts';
import type { World } from '../sim/world.ts';
import type { Message as RaftMessage } from '../raft/index.ts';
import type { RaftBatch, RegionRaftMessage } from '../systems/tikv/msg.ts';

/** More moving dots than this nobody can follow; the rest is counted. */
const FLIGHTS_SHOWN_MAX = 400;
/** Rows that one batch of raft messages becomes; the last one stands for the rest. A power of two. */
const ROWS_PER_BATCH = 4;

/**
 * Messages in flight as the scene draws them. A raft batch becomes a few rows, one per Region; their ids are the
 * queue number plus a fraction, so that the whole part names the message.
 */
export function flightRows(world: World): { readonly flights: FlightRow[]; readonly flightsTotal: number } {
  const all = world.flights();
  const flights: FlightRow[] = [];
  for (const delivery of all) {
    if (flights.length >= FLIGHTS_SHOWN_MAX) break;
    const doomed = world.doomed(delivery);
    if (delivery.message.kind === 'raft.batch')
      pushBatch(flights, delivery, delivery.message as RaftBatch, world, doomed);
    else flights.push(rowOf(delivery, world, doomed));
  }
  return { flights: flights.slice(0, FLIGHTS_SHOWN_MAX), flightsTotal: all.length };
}

/** The queue number that a flight's id or a `message:` reference stands for. */
export function flightSeq(id: number): number {
  return Math.floor(id);
}

/** A short word for what the message is; of a batch, for its first message. */
export function labelOf(message: Message): string {
  if (message.kind === 'raft.batch') {
    const first = (message as RaftBatch).items[0];
    return first === undefined ? 'raft' : raftLabel(first.message);
  }
  return message.kind.replace(/^(ticdc|client)\./, '');
}

export function familyOf({ from, to, message }: Delivery, world: World): FlightRow['family'] {
  const room = message.kind.slice(0, message.kind.indexOf('.'));
  switch (room) {
    case 'raft':
      return 'raft';
    case 'pd':
      return 'pd';
    case 'etcd':
      return 'etcd';
    case 'ticdc':
      return 'capture';
    case 'cdc':
      return message.kind.startsWith('cdc.check-leader') ? 'check-leader' : 'cdc';
    default:
      return world.process(from).kind === 'capture' || world.process(to).kind === 'capture'
        ? 'sink'
        : 'client';
  }
}

function pushBatch(
  rows: FlightRow[],
  delivery: Delivery,
  batch: RaftBatch,
  world: World,
  doomed: boolean,
): void {
  const base = rowOf(delivery, world, doomed);
  const groups = new Map<number, RegionRaftMessage[]>();
  for (const item of batch.items) {
    const group = groups.get(item.region);
    if (group === undefined) groups.set(item.region, [item]);
    else group.push(item);
  }
  let k = 0;
  let left = batch.items.length;
  for (const [region, items] of groups) {
    const first = items[0] as RegionRaftMessage;
    const isLast = k === ROWS_PER_BATCH - 1 && groups.size > ROWS_PER_BATCH;
    rows.push({
      ...base,
      id: delivery.seq + k / ROWS_PER_BATCH,
      label: raftLabel(first.message),
      shape: raftShape(first.message),
      region: isLast ? 0 : region,
      count: isLast ? left : items.length,
    });
    if (isLast) return;
    left -= items.length;
    k++;
  }
}

function rowOf(delivery: Delivery, world: World, doomed: boolean): FlightRow {
  const { seq, from, to, message, sentAt, dueAt } = delivery;
  return {
    id: seq,
    from,
    to,
    label: labelOf(message),
    shape: shapeOf(message),
    family: familyOf(delivery, world),
    region: regionOf(message),
    count: 1,
    sentAt,
    dueAt,
    bytes: message.bytes,
    doomed,
  };
}

const RAFT_LABELS: Readonly<Record<string, string>> = {
  MsgApp: 'append',
  MsgAppResp: 'append reply',
  MsgVote: 'vote',
  MsgVoteResp: 'vote reply',
  MsgPreVote: 'pre-vote',
  MsgPreVoteResp: 'pre-vote reply',
  MsgSnap: 'snapshot',
  MsgHeartbeat: 'heartbeat',
  MsgHeartbeatResp: 'heartbeat reply',
  MsgTimeoutNow: 'campaign now',
  MsgReadIndex: 'read index',
  MsgReadIndexResp: 'read index reply',
};

function raftLabel(message: RaftMessage): string {
  return RAFT_LABELS[message.type] ?? message.type;
}

function raftShape(message: RaftMessage): FlightShape {
  if (!message.type.endsWith('Resp')) return 'request';
  return message.reject ? 'rejected' : 'accepted';
}

const STREAMS: readonly string[] = ['cdc.events', 'cdc.resolved', 'etcd.watch-events'];

/** Of a raft batch, the shape of its first message. */
export function shapeOf(message: Message): FlightShape {
  if (message.kind === 'raft.batch') {
    const first = (message as RaftBatch).items[0];
    return first === undefined ? 'request' : raftShape(first.message);
  }
  if (STREAMS.includes(message.kind)) return 'stream';
  if (!message.kind.endsWith('-response')) return 'request';
  const error = 'error' in message ? message.error : null;
  return error === null || error === '' || error === undefined ? 'accepted' : 'rejected';
}

/** 0 when it is about none, or about several. */
export function regionOf(message: Message): number {
  if (message.kind === 'raft.batch') {
    const { items } = message as RaftBatch;
    const first = items[0]?.region ?? 0;
    return items.every((item) => item.region === first) ? first : 0;
  }
  const region = 'region' in message ? message.region : 0;
  if (typeof region === 'number') return region;
  return typeof region === 'object' && region !== null && 'id' in region && typeof region.id === 'number'
    ? region.id
    : 0;
}
