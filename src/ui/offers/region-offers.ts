import { rangesTouch } from '../../model/region.ts';
import type { Frame, RegionRow } from '../../model/frame.ts';
import type { RegionId } from '../../model/ids.ts';
import { refTo } from '../refs.ts';
import { say } from '../strings/later.ts';
import { offer } from './offer.ts';
import type { Offer } from './offer.ts';

export function regionOffers(frame: Frame, region: RegionRow): readonly Offer[] {
  if (region.cluster !== 'upstream') return [];
  const id = region.id;
  const about = [refTo.region(id)];
  const noLeader = region.leader === 0 ? say.offers.why.noLeader : '';
  const right = neighbour(frame, region, 'right');
  const left = neighbour(frame, region, 'left');
  return [
    offer('regions', `splitRegion region=${id}`, say.offers.splitMiddle(id), noLeader, about),
    offer('regions', `splitRegion region=${id}`, say.offers.splitAt(id), noLeader, about, ['key']),
    ...(right === null
      ? []
      : [
          offer(
            'regions',
            `mergeRegion region=${id} target=${right}`,
            say.offers.mergeRight(id, right),
            noLeader,
            about,
          ),
        ]),
    ...(left === null
      ? []
      : [
          offer(
            'regions',
            `mergeRegion region=${id} target=${left}`,
            say.offers.mergeLeft(id, left),
            noLeader,
            about,
          ),
        ]),
    ...region.stores.map((store) => {
      const health = frame.stores.find((row) => row.id === store)?.health ?? 'down';
      const why =
        store === region.leader
          ? say.offers.why.leads
          : noLeader !== ''
            ? noLeader
            : health === 'up'
              ? ''
              : say.offers.why.storeDown;
      return offer(
        'regions',
        `transferLeader region=${id} store=${store}`,
        say.offers.transfer(id, store),
        why,
        [...about, refTo.peer(id, store)],
      );
    }),
    ...replicaOffers(frame, region, noLeader),
  ];
}

/** Replicas come to stores without one, and leave as long as one stays. */
function replicaOffers(frame: Frame, region: RegionRow, noLeader: string): readonly Offer[] {
  const { id } = region;
  const about = [refTo.region(id)];
  const free = frame.stores.filter(
    (row) => row.cluster === region.cluster && !region.stores.includes(row.id),
  );
  const why = (health: string): string =>
    noLeader !== '' ? noLeader : health === 'up' ? '' : say.offers.why.storeDown;
  const last = region.stores.length === 1 ? say.offers.why.lastPeer : noLeader;
  return [
    ...free.map(({ id: to, health }) =>
      offer('regions', `addPeer region=${id} store=${to}`, say.offers.addPeer(id, to), why(health), about),
    ),
    ...region.stores.flatMap((from) => [
      ...free.map(({ id: to, health }) =>
        offer(
          'regions',
          `movePeer region=${id} from=${from} to=${to}`,
          say.offers.movePeer(id, from, to),
          why(health),
          [...about, refTo.peer(id, from)],
        ),
      ),
      offer('regions', `removePeer region=${id} store=${from}`, say.offers.removePeer(id, from), last, [
        ...about,
        refTo.peer(id, from),
      ]),
    ]),
  ];
}

function neighbour(frame: Frame, region: RegionRow, side: 'left' | 'right'): RegionId | null {
  const other = frame.regions.find(
    (row) =>
      row.cluster === region.cluster &&
      row.id !== region.id &&
      (side === 'right' ? rangesTouch(region, row) : rangesTouch(row, region)),
  );
  return other?.id ?? null;
}
