import type { Frame } from '../../model/frame.ts';
import { refTo } from '../refs.ts';
import { say } from '../strings/later.ts';
import { offer } from './offer.ts';
import type { Offer } from './offer.ts';

/** A whole zone at once: a power cut, and the power coming back. */
export function zoneOffers(frame: Frame): readonly Offer[] {
  return frame.azs.flatMap(({ id, name }) => {
    const own = frame.processes.filter((process) => process.az === id && process.kind !== 'client');
    const down = own.filter((process) => process.health === 'down').length;
    const about = [refTo.az(id)];
    const { killAz, restartAz, why } = say.offers;
    return [
      offer(
        'processes',
        `killAz az=${id}`,
        killAz(name, own.length - down),
        down === own.length ? why.nothingRuns : '',
        about,
      ),
      offer('processes', `restartAz az=${id}`, restartAz(name), down === 0 ? why.nothingDown : '', about),
    ];
  });
}
