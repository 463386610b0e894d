import type { EntityRef, Frame } from '../../model/frame.ts';
import type { StoreId } from '../../model/ids.ts';
import { regionOf, storeOf } from '../refs.ts';
import { say } from '../strings/later.ts';
import type { Offer } from './offer.ts';
import { regionOffers } from './region-offers.ts';

/** A store that a replica can be carried to. */
export interface Drop {
  readonly store: StoreId;
  /** What letting go there would do; the person chooses when there is more than one. */
  readonly offers: readonly Offer[];
  /** '' when something can be done there, else why not. */
  readonly impossible: string;
}

/**
 * Where the replica `ref` can be carried: a leader hands leadership to a store that has a replica; to a store without one
 * the replica moves, or another one is added.
 */
export function dropsFor(frame: Frame, ref: EntityRef): readonly Drop[] {
  const id = regionOf(ref);
  const from = storeOf(ref);
  const region = frame.regions.find((row) => row.id === id && row.cluster === 'upstream');
  if (region === undefined || from === null) return [];
  const all = regionOffers(frame, region);
  return frame.stores
    .filter((row) => row.cluster === region.cluster && row.id !== from)
    .map(({ id: store }) => {
      const wanted = region.stores.includes(store)
        ? region.leader === from
          ? [`transferLeader region=${id} store=${store}`]
          : []
        : [`movePeer region=${id} from=${from} to=${store}`, `addPeer region=${id} store=${store}`];
      const offers = all
        .filter((offer) => wanted.includes(offer.command))
        .toSorted((a, b) => wanted.indexOf(a.command) - wanted.indexOf(b.command));
      const possible = offers.filter((offer) => offer.impossible === '');
      const why = offers[0]?.impossible ?? say.drag.hasReplica;
      return { store, offers: possible, impossible: possible.length > 0 ? '' : why };
    });
}
