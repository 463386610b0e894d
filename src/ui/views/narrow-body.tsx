import { usePage, useUi } from '../state/context.ts';
import { showView, VIEWS } from '../state/show-view.ts';
import { say } from '../strings/index.ts';
import { PanelBody } from './details-panel.tsx';
import { LatencySlot } from './latency-slot.tsx';
import { Stage } from './stage.tsx';
import { TideView } from './tide-view.tsx';

/** One view at a time, as tabs over one timeline. */
export function NarrowBody() {
  const { controller } = usePage();
  const view = useUi((state) => state.narrowView);
  const selected = useUi((state) => state.selection !== null);
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <div
        role="tablist"
        aria-label={say.views.tabs}
        className="grid shrink-0 auto-rows-[32px] grid-cols-5 items-stretch border-b border-line bg-panel px-1 sm:flex sm:h-[40px]"
      >
        {VIEWS.map((id, index) => (
          <button
            key={id}
            id={`view-${id}`}
            type="button"
            role="tab"
            aria-selected={view === id}
            aria-controls="narrow-view"
            tabIndex={view === id ? 0 : -1}
            onClick={() => showView(controller, id)}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = VIEWS[(index + by + VIEWS.length) % VIEWS.length];
              if (by === 0 || next === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              showView(controller, next);
              document.getElementById(`view-${next}`)?.focus();
            }}
            className={`relative flex-1 border-b-2 px-[2px] text-xs whitespace-nowrap ${view === id ? 'border-accent font-semibold' : 'border-transparent text-ink-3'}`}
          >
            {say.views[id]}
            {id === 'inspector' && selected && (
              <span
                aria-hidden="true"
                className="absolute top-[7px] ml-[2px] size-[5px] rounded-full bg-accent"
              />
            )}
          </button>
        ))}
      </div>
      <div
        id="narrow-view"
        role="tabpanel"
        aria-labelledby={`view-${view}`}
        className="flex min-h-0 flex-1 flex-col"
      >
        {view === 'map' || view === 'spacetime' || view === 'heat' ? (
          <Stage id={view} />
        ) : view === 'tide' ? (
          <TideView />
        ) : view === 'latency' ? (
          <LatencySlot />
        ) : (
          <div className="min-h-0 flex-1" data-view="details">
            <PanelBody id={view} />
          </div>
        )}
      </div>
    </main>
  );
}
