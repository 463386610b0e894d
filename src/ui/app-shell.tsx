import { Fragment, lazy, Suspense, useEffect, useState } from 'react';
import { Guard } from './views/guard.tsx';
import { installKeys } from './keys.ts';
import { PageContext, usePage, useUi } from './state/context.ts';
import type { Page } from './state/page.ts';
import type { EmbedView } from './share/embed-snippet.ts';
import type { NarrowView } from './state/store.ts';
import { say } from './strings/index.ts';
import { DetailsPanel, PanelBody } from './views/details-panel.tsx';
import { Header, Logo } from './views/header.tsx';
import { LatencyView } from './views/latency-view.tsx';
import { MapView } from './views/map-view.tsx';
import { Banner, Crash, Toasts } from './views/notices.tsx';
import { TideView } from './views/tide-view.tsx';
import { TimelineView } from './views/timeline-view.tsx';

const loadPalette = () => import('./views/palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const SpaceTimeView = lazy(async () => ({
  default: (await import('./views/spacetime-view.tsx')).SpaceTimeView,
}));
const HeatView = lazy(async () => ({ default: (await import('./views/heat-view.tsx')).HeatView }));
const ShareDialog = lazy(async () => ({ default: (await import('./views/share-dialog.tsx')).ShareDialog }));
const AuthorDialog = lazy(async () => ({
  default: (await import('./views/author-dialog.tsx')).AuthorDialog,
}));
const StoriesDialog = lazy(async () => ({
  default: (await import('./views/stories-dialog.tsx')).StoriesDialog,
}));
const HelpDialog = lazy(async () => ({ default: (await import('./views/help-dialog.tsx')).HelpDialog }));
const GlossaryDialog = lazy(async () => ({
  default: (await import('./views/glossary-dialog.tsx')).GlossaryDialog,
}));
const FidelityDialog = lazy(async () => ({
  default: (await import('./views/fidelity-dialog.tsx')).FidelityDialog,
}));
const RulesDialog = lazy(async () => ({ default: (await import('./views/rules-dialog.tsx')).RulesDialog }));

/** Narrower than this, views are tabs over one timeline. */
const WIDE = '(min-width: 1000px)';

export function AppShell({ page }: { page: Page }) {
  useEffect(() => installKeys(page), [page]);
  return (
    <PageContext.Provider value={page}>
      <Everything />
    </PageContext.Provider>
  );
}

/** Built anew when the language changes: no view keeps words of its own. */
function Everything() {
  const page = usePage();
  const { language, embed } = useUi((state) => ({ language: state.language, embed: state.embed }));
  if (embed !== null) return <Embedded key={language} view={embed} />;
  return (
    <Fragment key={language}>
      <div className="flex h-full min-h-0 flex-col">
        <Header />
        <Banner />
        <Guard page={page}>
          <Body />
          <TimelineView />
        </Guard>
      </div>
      <Toasts />
      <DropHint />
      <Crash />
      <Guard page={page}>
        <Dialogs />
      </Guard>
    </Fragment>
  );
}

/** One view and its timeline, inside another page. */
function Embedded({ view }: { view: EmbedView }) {
  const page = usePage();
  return (
    <>
      <div className="flex h-full min-h-0 flex-col">
        <EmbedHeader />
        <Banner />
        <Guard page={page}>
          <main className="flex min-h-0 flex-1 flex-col">
            {view === 'map' ? (
              <MapView />
            ) : view === 'tide' ? (
              <TideView />
            ) : view === 'latency' ? (
              <LatencyView />
            ) : (
              <Suspense fallback={null}>{view === 'heat' ? <HeatView /> : <SpaceTimeView />}</Suspense>
            )}
          </main>
          <TimelineView />
        </Guard>
      </div>
      <Toasts />
      <Crash />
    </>
  );
}

/** Where a dragged file would go. */
function DropHint() {
  const dropping = useUi((state) => state.dropping);
  if (!dropping) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-50 flex items-center justify-center rounded-2xl border-2 border-dashed border-accent bg-panel/85">
      <p className="chart-voice text-[22px]">{say.share.dropHere}</p>
    </div>
  );
}

function EmbedHeader() {
  const page = usePage();
  const title = useUi((state) => state.title);
  return (
    <header className="flex h-[36px] shrink-0 items-center gap-2 border-b border-line bg-panel px-[14px]">
      <Logo size={18} />
      <h1 className="min-w-0 truncate text-sm font-semibold">{title}</h1>
      <button
        type="button"
        className="btn btn-ghost ml-auto h-7 text-2xs"
        onClick={() =>
          void page.link().then((link) => {
            if (link.ok) window.open(link.value, '_blank', 'noopener');
          })
        }
      >
        {say.share.openHere}
      </button>
    </header>
  );
}

function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const changed = () => setWide(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return wide;
}

function Body() {
  return useWide() ? <WideBody /> : <NarrowBody />;
}

function WideBody() {
  return (
    <main className="page-grid min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0">
        <Stage />
      </div>
      <div className="page-side min-h-0 min-w-0 border-l border-line">
        <TideView />
        <LatencyView />
        <DetailsPanel />
      </div>
    </main>
  );
}

function Stage() {
  const stage = useUi((state) => state.stage);
  if (stage === 'map') return <MapView />;
  return <Suspense fallback={null}>{stage === 'spacetime' ? <SpaceTimeView /> : <HeatView />}</Suspense>;
}

const TABS: readonly NarrowView[] = [
  'map',
  'spacetime',
  'heat',
  'tide',
  'latency',
  'inspector',
  'log',
  'checks',
  'console',
];

function NarrowBody() {
  const { store, controller } = usePage();
  const view = useUi((state) => state.narrowView);
  const selected = useUi((state) => state.selection !== null);
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <div
        role="tablist"
        aria-label={say.views.tabs}
        className="grid shrink-0 auto-rows-[32px] grid-cols-5 items-stretch border-b border-line bg-panel px-1 sm:flex sm:h-[40px]"
      >
        {TABS.map((id, index) => (
          <button
            key={id}
            id={`view-${id}`}
            type="button"
            role="tab"
            aria-selected={view === id}
            aria-controls="narrow-view"
            tabIndex={view === id ? 0 : -1}
            onClick={() => {
              store.setState(
                id === 'inspector' || id === 'log' || id === 'checks' || id === 'console'
                  ? { narrowView: id, panel: id }
                  : { narrowView: id },
              );
              controller.refresh();
            }}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = TABS[(index + by + TABS.length) % TABS.length];
              if (by === 0 || next === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              store.setState({ narrowView: next });
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
        {view === 'map' ? (
          <MapView />
        ) : view === 'spacetime' || view === 'heat' ? (
          <Suspense fallback={null}>{view === 'heat' ? <HeatView /> : <SpaceTimeView />}</Suspense>
        ) : view === 'tide' ? (
          <TideView />
        ) : view === 'latency' ? (
          <LatencyView />
        ) : (
          <div className="min-h-0 flex-1" data-view="details">
            <PanelBody id={view} />
          </div>
        )}
      </div>
    </main>
  );
}

function Dialogs() {
  // Fetched when the page has nothing else to do: keys typed right after Ctrl K belong to the palette.
  useEffect(() => {
    const later = requestIdleCallback(() => void loadPalette());
    return () => cancelIdleCallback(later);
  }, []);
  const { dialog, paletteOpen } = useUi((state) => ({
    dialog: state.dialog,
    paletteOpen: state.paletteOpen,
  }));
  return (
    <Suspense fallback={null}>
      {paletteOpen && <Palette />}
      {dialog === 'share' && <ShareDialog />}
      {dialog === 'author' && <AuthorDialog />}
      {dialog === 'stories' && <StoriesDialog />}
      {dialog === 'help' && <HelpDialog />}
      {dialog === 'glossary' && <GlossaryDialog />}
      {dialog === 'fidelity' && <FidelityDialog />}
      {dialog === 'rules' && <RulesDialog />}
    </Suspense>
  );
}
