import type { SimTime } from '../../model/time.ts';
import { US_PER_MS, US_PER_S } from '../../model/time.ts';
import type { ScenarioDoc } from '../document.ts';

/** Commands whose effect stays in the picture; what an operator asks for is seen while it is on its way. */
const LASTING: ReadonlySet<string> = new Set(['kill', 'pause', 'fault']);
const AFTER_LASTING_US = 300 * US_PER_MS;
const AFTER_COMMAND_US = 120 * US_PER_MS;
/** A picture that takes longer to compute than a person looks is no help. */
const LATEST_US = 12 * US_PER_S;

/**
 * The moment that tells most in one small picture: shortly after the first command, else after the first caption bound
 * to a time behind the beginning, else a third into the run. A run that a check stops earlier stands there.
 */
export function thumbnailAt(doc: ScenarioDoc): SimTime {
  const [command] = doc.commands;
  const beat = doc.beats.find(({ on }) => 'at' in on && on.at > 0);
  const at =
    command !== undefined
      ? command.at + (LASTING.has(command.do) ? AFTER_LASTING_US : AFTER_COMMAND_US)
      : beat !== undefined && 'at' in beat.on
        ? beat.on.at + AFTER_COMMAND_US
        : Math.round(doc.untilUs / 3);
  return Math.min(at, LATEST_US, doc.untilUs);
}
