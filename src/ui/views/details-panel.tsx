import { Suspense } from 'react';
import { usePage, useUi } from '../state/context.ts';
import { PANELS, showView } from '../state/show-view.ts';
import type { PanelId } from '../state/store.ts';
import { say } from '../strings/index.ts';
import { late } from './late.ts';
import { useBegun } from './use-begun.ts';

const Inspector = late(async () => (await import('./inspector-panel.tsx')).InspectorPanel);
const LogPanel = late(async () => (await import('./log-panel.tsx')).LogPanel);
const ConsolePanel = late(async () => (await import('./console-panel.tsx')).ConsolePanel);
const ChecksPanel = late(async () => (await import('./checks-panel.tsx')).ChecksPanel);

/** Inspector, log, checks and console: what the rest of the page points at, in full. */
export function DetailsPanel() {
  const { controller } = usePage();
  const panel = useUi((state) => state.panel);
  const begun = useBegun();
  return (
    <section
      aria-label={say.views.details}
      className="flex min-h-0 min-w-0 flex-1 flex-col"
      data-view="details"
    >
      <div
        role="tablist"
        aria-label={say.views.details}
        className="flex h-[38px] shrink-0 items-end gap-4 px-[14px]"
      >
        {PANELS.map((id, index) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={panel === id}
            aria-controls="details-body"
            tabIndex={panel === id ? 0 : -1}
            onClick={() => showView(controller, id)}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = PANELS[(index + by + PANELS.length) % PANELS.length];
              if (by === 0 || next === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              showView(controller, next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
            className={`border-b-2 pb-[6px] text-[13px] ${panel === id ? 'border-accent font-semibold text-ink' : 'border-transparent text-ink-3 hover:text-ink-2'}`}
          >
            {say.views[id]}
          </button>
        ))}
      </div>
      <div
        id="details-body"
        role="tabpanel"
        aria-labelledby={`tab-${panel}`}
        className="min-h-0 flex-1 border-t border-hairline"
      >
        {begun && <PanelBody id={panel} />}
      </div>
    </section>
  );
}

export function PanelBody({ id }: { id: PanelId }) {
  return (
    <Suspense fallback={null}>
      {id === 'inspector' ? (
        <Inspector />
      ) : id === 'log' ? (
        <LogPanel />
      ) : id === 'console' ? (
        <ConsolePanel />
      ) : (
        <ChecksPanel />
      )}
    </Suspense>
  );
}
