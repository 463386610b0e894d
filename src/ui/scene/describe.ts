import type { EntityRef, Frame, PeerRow } from '../../model/frame.ts';
import { formatDuration } from '../../model/time.ts';
import { bytes, bytesPerS, count } from '../format.ts';
import { say, tell } from '../strings/index.ts';
import { regionsById, storesById } from './lookup.ts';

/** A thing in words: its accessible name, and lines for the card under the pointer. */
export interface Description {
  readonly name: string;
  readonly lines: readonly string[];
}

export function peerRole(peer: PeerRow): string {
  if (peer.learner) return say.roles.learner;
  const role = say.roles[peer.role];
  return peer.member === 'incoming' || peer.member === 'demoting'
    ? `${role}, ${say.roles[peer.member]}`
    : role;
}

/** What a replica is, on which store, and what is wrong with it. */
export function peerName(frame: Frame, peer: PeerRow): string {
  const health = storesById(frame.stores).get(peer.store)?.health ?? 'up';
  const note = peer.note === '' ? '' : `, ${say.notes[peer.note]}`;
  const ill = health === 'up' ? '' : `, ${say.health[health]}`;
  return say.aria.peer(peer.region, peerRole(peer), peer.store, `${note}${ill}`);
}

function describePeer(frame: Frame, peer: PeerRow): Description {
  const region = regionsById(frame.regions).get(peer.region);
  return {
    name: peerName(frame, peer),
    lines: [
      ...(region === undefined
        ? []
        : [`[${region.startWords}, ${region.endWords}) · epoch ${region.confVer}·${region.version}`]),
      say.cards.log(peer.term, peer.last, peer.persisted),
      say.cards.applied(peer.commit, peer.applied),
      ...(peer.votesNeeded > 0 && peer.role !== 'leader' && peer.role !== 'follower'
        ? [say.cards.votes(peer.votesGranted, peer.votesNeeded)]
        : []),
    ],
  };
}

/** Words for anything a pointer or a selection can name; null when the frame no longer has it. */
export function describe(frame: Frame, ref: EntityRef): Description | null {
  const colon = ref.indexOf(':');
  const kind = ref.slice(0, colon);
  const id = ref.slice(colon + 1);
  switch (kind) {
    case 'peer': {
      const [region, store] = id.split('@').map(Number);
      const peer = frame.peers.find((row) => row.region === region && row.store === store);
      return peer === undefined ? null : describePeer(frame, peer);
    }
    case 'region': {
      const region = regionsById(frame.regions).get(Number(id));
      if (region === undefined) return null;
      return {
        name: say.aria.region(region.id, region.leader, ''),
        lines: [
          `[${region.startWords}, ${region.endWords}) · epoch ${region.confVer}·${region.version}`,
          say.tide.keysLine(count(region.keys), region.writeQps.toFixed(region.writeQps < 10 ? 1 : 0)),
          ...(region.heldBy === '' ? [] : [tell(region.heldBy)]),
        ],
      };
    }
    case 'store': {
      const store = storesById(frame.stores).get(Number(id));
      if (store === undefined) return null;
      return {
        name: say.aria.store(store.id, say.health[store.health], store.leaders, store.peers),
        lines: [
          `${store.process} · ${store.az}`,
          ...(store.fsyncUs === null ? [] : [say.map.fsync(formatDuration(store.fsyncUs))]),
          say.cards.queues(store.raftLogQueue, store.applyQueue, store.cdcQueue),
        ],
      };
    }
    case 'process':
    case 'capture': {
      const process = frame.processes.find((row) => row.id === id);
      const capture = frame.captures.find((row) => row.process === id || row.capture === id);
      if (capture !== undefined) {
        return {
          name: say.aria.capture(
            capture.process,
            say.health[capture.health],
            capture.owner,
            capture.spans.length,
          ),
          lines: [capture.az],
        };
      }
      if (process === undefined) return null;
      const work = frame.workloads.filter((row) => row.process === id).map((row) => row.words);
      return { name: say.aria.process(process.id, say.health[process.health]), lines: [process.az, ...work] };
    }
    case 'az': {
      const az = frame.azs.find((row) => row.id === id);
      return az === undefined
        ? null
        : {
            name: az.name,
            lines: frame.processes.filter((row) => row.az === id).map((row) => row.id),
          };
    }
    case 'link': {
      const [from = '', to = ''] = id.split('/');
      const nameOf = (az: string) => frame.azs.find((row) => row.id === az)?.name ?? az;
      const rows = frame.links.filter(
        (row) => (row.from === from && row.to === to) || (row.from === to && row.to === from),
      );
      return {
        name: say.map.linkBetween(nameOf(from), nameOf(to)),
        lines: rows.map(
          (row) =>
            `${nameOf(row.from)} → ${nameOf(row.to)}: ${row.cut ? say.map.linkCut : say.map.linkCarries(bytesPerS(row.bytesPerS), count(row.messagesPerS))}`,
        ),
      };
    }
    case 'message': {
      const flight = frame.flights.find((row) => row.id === Number(id));
      if (flight === undefined) return null;
      return {
        name: flight.label,
        lines: [
          `${flight.from} → ${flight.to}${flight.region === 0 ? '' : ` · Region ${flight.region}`}`,
          say.cards.batch(flight.count, bytes(flight.bytes), formatDuration(flight.dueAt - flight.sentAt)),
        ],
      };
    }
    case 'changefeed':
      return { name: say.cards.changefeed(id), lines: [] };
    default:
      return null;
  }
}

export const isLinkRef = (ref: EntityRef): boolean => ref.startsWith('link:');
