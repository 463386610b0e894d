import type { EntityRef, FlightRow, Frame } from '../../model/frame.ts';
import { flightOf, messageOf } from '../refs.ts';
import { say } from '../strings/later.ts';
import { offer } from './offer.ts';
import type { Offer } from './offer.ts';

/** Enough to let the next heartbeat pass, and enough to let everybody give up waiting. */
const DELAYS = [
  { words: '20 ms', byUs: 20_000 },
  { words: '2 s', byUs: 2_000_000 },
] as const;

/** What can be done to one message on its way. */
export function messageOffers(frame: Frame, ref: EntityRef): readonly Offer[] {
  const message = messageOf(ref);
  if (message === null) return [];
  const flight = flightOf(ref, frame);
  const { why } = say.offers;
  const gone = flight === null ? why.arrived : flight.doomed ? why.doomed : '';
  const late = gone !== '' ? gone : isSenderDown(frame, flight) ? why.senderDown : '';
  const twice = gone !== '' ? gone : flight?.family === 'raft' ? '' : why.once;
  const about = [ref];
  const make = (command: string, words: string, impossible: string, asks: Offer['asks'] = []) =>
    offer('messages', `${command} message=${message}`, words, impossible, about, asks);
  return [
    make('dropMessage', say.offers.dropMessage, gone),
    ...DELAYS.map(({ words, byUs }) =>
      offer(
        'messages',
        `delayMessage message=${message} byUs=${byUs}`,
        say.offers.delayMessage(words),
        late,
        about,
      ),
    ),
    make('delayMessage', say.offers.delayBy, late, ['byUs']),
    make('duplicateMessage', say.offers.duplicateMessage, twice),
    offer(
      'messages',
      `duplicateMessage message=${message} byUs=${DELAYS[1].byUs}`,
      say.offers.duplicateLater(DELAYS[1].words),
      twice,
      about,
    ),
  ];
}

function isSenderDown(frame: Frame, flight: FlightRow | null): boolean {
  return frame.processes.some((process) => process.id === flight?.from && process.health === 'down');
}
