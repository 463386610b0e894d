import type { EmbedView } from '../share/embed-snippet.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';
import { Guard } from './guard.tsx';
import { Logo } from './header.tsx';
import { LatencySlot } from './latency-slot.tsx';
import { Banner, Crash, Toasts } from './notices.tsx';
import { Stage } from './stage.tsx';
import { TideView } from './tide-view.tsx';
import { TimelineView } from './timeline-view.tsx';

/** One view and its timeline, inside another page. */
export function Embedded({ view }: { view: EmbedView }) {
  const page = usePage();
  return (
    <>
      <div className="flex h-full min-h-0 flex-col">
        <EmbedHeader />
        <Banner />
        <Guard page={page}>
          <main className="flex min-h-0 flex-1 flex-col">
            {view === 'tide' ? <TideView /> : view === 'latency' ? <LatencySlot /> : <Stage id={view} />}
          </main>
          <TimelineView />
        </Guard>
      </div>
      <Toasts />
      <Crash />
    </>
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
