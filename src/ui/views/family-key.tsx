import { familyColour } from '../scene/paint-flights.ts';
import { useUi } from '../state/context.ts';
import type { FlightFamily } from '../state/store.ts';
import { say } from '../strings/index.ts';
import { coloursFor } from './layer.tsx';

/** In the order in which they are named everywhere. */
export const FAMILIES: readonly FlightFamily[] = [
  'client',
  'raft',
  'cdc',
  'check-leader',
  'pd',
  'etcd',
  'capture',
  'sink',
];

/** The colour of a family of messages; hollow where the family is hidden. */
export function FamilyDot({ family, on }: { family: FlightFamily; on: boolean }) {
  const colour = familyColour(family, coloursFor(useUi((state) => state.theme)));
  return (
    <span
      aria-hidden="true"
      className="size-[7px] rounded-full"
      style={{ background: on ? colour : 'transparent', boxShadow: `inset 0 0 0 1.5px ${colour}` }}
    />
  );
}

/** What the colours of messages mean, for views that only show them. */
export function FamilyKey() {
  const off = useUi((state) => state.familiesOff);
  return (
    <span className="flex flex-wrap gap-x-3">
      {FAMILIES.filter((family) => !off.includes(family)).map((family) => (
        <span key={family} className="flex items-center gap-[5px]">
          <FamilyDot family={family} on />
          {say.families[family]}
        </span>
      ))}
    </span>
  );
}
