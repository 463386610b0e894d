import type { EntityRef, Frame } from '../../model/frame.ts';
import { messageOf, processOf, refTo, regionOf, storeOf } from '../refs.ts';
import { say } from '../strings/later.ts';
import { faultOffers } from './fault-offers.ts';
import { messageOffers } from './message-offers.ts';
import { offer } from './offer.ts';
import type { Offer } from './offer.ts';
import { processOffers } from './process-offers.ts';
import { regionOffers } from './region-offers.ts';
import { zoneOffers } from './zone-offers.ts';

/** Everything that can be done, but to messages. */
export function allOffers(frame: Frame): readonly Offer[] {
  return [
    ...frame.regions.flatMap((region) => regionOffers(frame, region)),
    ...zoneOffers(frame),
    ...processOffers(frame),
    ...faultOffers(frame),
    ...dataOffers(frame),
  ];
}

/** Offers about one thing; a peer has those of its Region, then those of its store. */
export function offersFor(frame: Frame, ref: EntityRef): readonly Offer[] {
  // Messages are too many to be offered all: only who asks for one is told.
  if (messageOf(ref) !== null) return messageOffers(frame, ref);
  const wanted = new Set<EntityRef>([ref]);
  const region = regionOf(ref);
  if (region !== null) wanted.add(refTo.region(region));
  const store = storeOf(ref);
  const process =
    store !== null ? frame.stores.find((row) => row.id === store)?.process : processOf(ref, frame);
  if (process !== undefined && process !== null) wanted.add(refTo.process(process));
  return allOffers(frame).filter((offer) => offer.about.some((about) => wanted.has(about)));
}

function dataOffers(frame: Frame): readonly Offer[] {
  if (frame.stores.length === 0) return [];
  return [
    offer('data', 'put', say.palette.putKey, '', [], ['key', 'value']),
    offer('data', 'get', say.palette.getKey, '', [], ['key']),
    offer('data', 'delete', say.palette.deleteKey, '', [], ['key']),
  ];
}
