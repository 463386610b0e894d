import { Info, TriangleAlert, X } from 'lucide-react';
import { formatMoment } from '../../model/time.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';

/** What went wrong on the way in: one line, dismissible, and the page goes on below it. */
export function Banner() {
  const { store } = usePage();
  const banner = useUi((state) => state.banner);
  if (banner === '') return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 items-center gap-3 border-b border-line bg-warn-soft px-[14px] py-[6px] text-xs text-ink"
    >
      <TriangleAlert size={14} className="shrink-0 text-warn" aria-hidden="true" />
      <span className="min-w-0 flex-1 break-words">{banner}</span>
      <button
        type="button"
        className="btn btn-ghost min-h-[22px] px-1"
        aria-label={say.errors.close}
        onClick={() => store.setState({ banner: '' })}
      >
        <X size={14} />
      </button>
    </div>
  );
}

export function Toasts() {
  const { controller } = usePage();
  const toasts = useUi((state) => state.toasts);
  return (
    <output
      aria-live="polite"
      className="pointer-events-none fixed bottom-[126px] left-1/2 z-50 flex w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col items-center gap-2"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className={`pointer-events-auto flex max-w-full items-center gap-2 rounded-xl border bg-raised py-2 pr-2 pl-3 text-xs shadow-float ${toast.tone === 'problem' ? 'border-bad' : 'border-line'}`}
        >
          {toast.tone === 'problem' ? (
            <TriangleAlert size={14} className="shrink-0 text-bad" aria-hidden="true" />
          ) : (
            <Info size={14} className="shrink-0 text-ink-3" aria-hidden="true" />
          )}
          <span className="min-w-0 break-words">{toast.text}</span>
          <button
            type="button"
            className="btn btn-ghost min-h-[22px] px-1"
            aria-label={say.errors.close}
            onClick={() => controller.dismiss(toast.id)}
          >
            <X size={13} />
          </button>
        </div>
      ))}
    </output>
  );
}

/** A bug of ours: said plainly, with the link that leads to the same moment. */
export function Crash() {
  const page = usePage();
  const crash = useUi((state) => state.crash);
  if (crash === null) return null;
  return (
    <div
      role="alertdialog"
      aria-label={say.errors.crashTitle}
      className="fixed inset-x-0 top-[60px] z-50 mx-auto w-[min(620px,calc(100vw-24px))] rounded-2xl border border-bad bg-panel p-5 shadow-float"
    >
      <h2 className="chart-voice text-[22px] leading-[26px] text-bad">{say.errors.crashTitle}</h2>
      <p className="mt-1 text-xs text-ink-2">{say.errors.crashText}</p>
      <pre className="num mt-3 max-h-[120px] overflow-auto rounded-md bg-shade p-2 text-2xs whitespace-pre-wrap">
        {crash.error}
      </pre>
      <p className="num mt-2 text-2xs break-all text-ink-3 select-all">{crash.link}</p>
      <div className="mt-4 flex gap-2">
        <button type="button" className="btn btn-ink" onClick={() => page.restart()}>
          {crash.keyframeAt > 0
            ? say.errors.crashRestartAt(formatMoment(crash.keyframeAt))
            : say.errors.crashRestart}
        </button>
        <button type="button" className="btn" onClick={() => void navigator.clipboard.writeText(crash.link)}>
          {say.errors.crashCopy}
        </button>
      </div>
    </div>
  );
}
