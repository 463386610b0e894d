import { DENSITIES } from '../scene/density.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';

/** Focus, context or all: what stands back while a Region is selected. */
export function DensityChoice() {
  const { store } = usePage();
  const density = useUi((state) => state.density);
  return (
    <fieldset className="flex items-center gap-[2px] rounded-md border border-line p-[2px]">
      <legend className="sr-only">{say.map.density}</legend>
      {DENSITIES.map((id) => (
        <button
          key={id}
          type="button"
          aria-pressed={density === id}
          title={say.map.densityHint[id]}
          onClick={() => store.setState({ density: id })}
          className={`h-[22px] rounded px-[6px] text-2xs ${density === id ? 'bg-shade font-semibold text-ink' : 'text-ink-3 hover:bg-shade'}`}
        >
          {say.map.densities[id]}
        </button>
      ))}
    </fieldset>
  );
}
