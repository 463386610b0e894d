import type { Frame } from '../../model/frame.ts';
import { usePage, useUi } from '../state/context.ts';
import type { FlightFamily } from '../state/store.ts';
import { say } from '../strings/index.ts';
import { FAMILIES, FamilyDot } from './family-key.tsx';

export function MapFigures({ frame }: { frame: Frame }) {
  const stores = frame.stores.filter((store) => store.cluster === 'upstream');
  const regions = frame.regions.filter((region) => region.cluster === 'upstream');
  const zones = new Set(stores.map((store) => store.az)).size;
  const replicas = Math.max(0, ...regions.map((region) => region.stores.length));
  return (
    <p className="mr-auto text-2xs text-ink-3 max-[1700px]:hidden">
      {say.map.summary(zones, stores.length, regions.length, replicas)}
    </p>
  );
}

/** Families of messages with how many fly now; a click hides or shows one. It has its place before there is a frame. */
export function MapSummary({ frame }: { frame: Frame | null }) {
  const { store } = usePage();
  const familiesOff = useUi((state) => state.familiesOff);
  const counts = new Map<FlightFamily, number>();
  for (const flight of frame?.flights ?? []) counts.set(flight.family, (counts.get(flight.family) ?? 0) + 1);
  const toggle = (family: FlightFamily) => {
    store.setState({
      familiesOff: familiesOff.includes(family)
        ? familiesOff.filter((other) => other !== family)
        : [...familiesOff, family],
    });
  };
  const hiddenCount = frame === null ? 0 : frame.flightsTotal - frame.flights.length;
  return (
    <fieldset className="flex flex-wrap items-center">
      <legend className="sr-only">{say.map.families}</legend>
      {FAMILIES.map((family) => {
        const on = !familiesOff.includes(family);
        return (
          <button
            key={family}
            type="button"
            aria-pressed={on}
            title={say.map.family(say.families[family], counts.get(family) ?? 0)}
            onClick={() => toggle(family)}
            className={`flex h-6 items-center gap-[5px] rounded-md px-[4px] text-2xs hover:bg-shade ${on ? 'text-ink-2' : 'text-ink-3 line-through'}`}
          >
            <FamilyDot family={family} on={on} />
            {say.families[family]}
            <span className="num min-w-[2ch] text-left text-ink-3">{counts.get(family) ?? 0}</span>
          </button>
        );
      })}
      {hiddenCount > 0 && (
        <span className="num pl-1 text-2xs text-ink-3">{say.map.notShown(hiddenCount)}</span>
      )}
    </fieldset>
  );
}
