import { Fragment, lazy, Suspense, useEffect } from 'react';
import { Announcer } from './views/announcer.tsx';
import { Guard } from './views/guard.tsx';
import { installKeys } from './keys.ts';
import { PageContext, usePage, useUi } from './state/context.ts';
import type { Page } from './state/page.ts';
import { say } from './strings/index.ts';
import { Embedded } from './views/embedded.tsx';
import { Header } from './views/header.tsx';
import { fetchWhenIdle, late } from './views/late.ts';
import { NarrowBody } from './views/narrow-body.tsx';
import { Banner, Crash, Toasts } from './views/notices.tsx';
import { TimelineView } from './views/timeline-view.tsx';
import { useMedia } from './views/use-media.ts';
import { useBegun } from './views/use-begun.ts';
import { WideBody } from './views/wide-body.tsx';

// Fetched ahead: keys typed right after Ctrl K belong to it.
const Palette = late(async () => (await import('./views/palette.tsx')).Palette);
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
const CompareDialog = lazy(async () => ({
  default: (await import('./views/compare-dialog.tsx')).CompareDialog,
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
      <Announcer />
      <DropHint />
      <Crash />
      <Guard page={page}>
        <Dialogs />
      </Guard>
    </Fragment>
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

function Body() {
  return useMedia(WIDE) ? <WideBody /> : <NarrowBody />;
}

function Dialogs() {
  const begun = useBegun();
  useEffect(() => {
    return begun ? fetchWhenIdle() : undefined;
  }, [begun]);
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
      {dialog === 'compare' && <CompareDialog />}
    </Suspense>
  );
}
