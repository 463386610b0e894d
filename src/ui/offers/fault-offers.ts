import type { EntityRef, Frame } from '../../model/frame.ts';
import { refTo } from '../refs.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { offer } from './offer.ts';
import type { Offer } from './offer.ts';
import { aboutProcess, processWords } from './process-offers.ts';

/** `fault` needs a name of its own for healing: the place it strikes, so that the same one cannot start twice. */
export function faultOffers(frame: Frame): readonly Offer[] {
  const active = new Set(frame.faults.map((fault) => fault.id));
  const start = (id: string, command: string, words: string, about: readonly EntityRef[]) =>
    offer(
      'faults',
      `fault id=${id} ${command}`,
      words,
      active.has(id) ? say.offers.why.faultActive : '',
      about,
    );
  const offers: Offer[] = [];
  if (frame.azs.length > 1) {
    for (const az of frame.azs)
      offers.push(
        start(`cut-${az.id}`, `fault=partition-az az=${az.id}`, say.offers.cutAz(az.name), [refTo.az(az.id)]),
      );
  }
  for (const [a, b] of pairsOf(frame.azs)) {
    const ends = `from=az:${a.id} to=az:${b.id}`;
    const words = say.map.link(a.name, b.name);
    const about = [refTo.link(a.id, b.id)];
    offers.push(
      start(`cut-${a.id}-${b.id}`, `fault=cut-link ${ends}`, say.offers.cutLink(words), about),
      start(`slow-${a.id}-${b.id}`, `fault=slow-link ${ends}`, say.offers.slowLink(words), about),
      start(`lossy-${a.id}-${b.id}`, `fault=lossy-link ${ends}`, say.offers.lossyLink(words), about),
    );
  }
  for (const process of frame.processes) {
    if (process.kind !== 'store' && process.kind !== 'pd') continue;
    const about = aboutProcess(frame, process);
    const name = processWords(frame, process.id);
    offers.push(
      start(
        `stall-${process.id}`,
        `fault=stall-disk process=${process.id}`,
        say.offers.stallDisk(name),
        about,
      ),
    );
    offers.push(
      start(`slow-${process.id}`, `fault=slow-disk process=${process.id}`, say.offers.slowDisk(name), about),
    );
  }
  for (const fault of frame.faults) {
    const about = frame.processes
      .filter((process) => fault.words.includes(process.id))
      .flatMap((process) => aboutProcess(frame, process));
    const zones = frame.azs.filter((az) => fault.words.includes(az.id));
    const links = pairsOf(frame.azs).filter(([a, b]) =>
      fault.fault === 'partition-az'
        ? zones.includes(a) || zones.includes(b)
        : zones.includes(a) && zones.includes(b),
    );
    offers.push(
      offer('faults', `heal id=${fault.id}`, say.offers.heal(tell(fault.words)), '', [
        ...about,
        ...zones.map((az) => refTo.az(az.id)),
        ...links.map(([a, b]) => refTo.link(a.id, b.id)),
      ]),
    );
  }
  return offers;
}

/** Every link between two zones, once. */
function pairsOf(azs: Frame['azs']): readonly (readonly [Frame['azs'][number], Frame['azs'][number]])[] {
  return azs.flatMap((a, i) => azs.slice(i + 1).map((b) => [a, b] as const));
}
