import { Circle, CircleDot, CircleDotDashed } from 'lucide-react';
import type { Density } from '../scene/density.ts';
import { DENSITIES } from '../scene/density.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';

const ICONS: Readonly<Record<Density, typeof Circle>> = {
  focus: CircleDot,
  context: CircleDotDashed,
  all: Circle,
};

/** Focus, context or all: what stands back while a Region is selected. */
export function DensityChoice() {
  const { store } = usePage();
  const density = useUi((state) => state.density);
  return (
    <fieldset className="flex items-center gap-[2px] rounded-md border border-line p-[2px]">
      <legend className="sr-only">{say.map.density}</legend>
      {DENSITIES.map((id) => {
        const Icon = ICONS[id];
        return (
          <button
            key={id}
            type="button"
            aria-label={say.map.densities[id]}
            aria-pressed={density === id}
            title={`${say.map.densities[id]}: ${say.map.densityHint[id]}`}
            onClick={() => store.setState({ density: id })}
            className={`flex h-[22px] w-[24px] items-center justify-center rounded ${density === id ? 'bg-shade text-ink' : 'text-ink-3 hover:bg-shade'}`}
          >
            <Icon size={13} aria-hidden="true" />
          </button>
        );
      })}
    </fieldset>
  );
}
