import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { parseDuration } from '../../model/time.ts';
import type { TraceFormat } from '../../worker/protocol.ts';
import { toSparse } from '../../scenario/sparse.ts';
import { embedSnippet } from '../share/embed-snippet.ts';
import { saveFile } from '../share/file.ts';
import { FILM_FRAMES_MAX, filmOf, framesOf } from '../share/film.ts';
import { pictureOf, viewElement } from '../share/picture.ts';
import type { PictureFormat } from '../share/picture.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';
import { Sheet } from './dialog.tsx';

type ViewName = 'map' | 'spacetime' | 'heat' | 'tide' | 'latency' | 'timeline' | 'details';

/** Everything that leaves the page: the link, a frame for another page, pictures, a film, the document. */
export function ShareDialog() {
  const { store } = usePage();
  return (
    <Sheet
      title={say.share.title}
      intro={say.share.intro}
      wide
      onClose={() => store.setState({ dialog: null })}
    >
      <div className="gap-x-8 md:columns-2">
        <LinkPart />
        <EmbedPart />
        <DocumentPart />
        <TracePart />
        <PicturePart />
        <FilmPart />
      </div>
    </Sheet>
  );
}

function Part({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  return (
    <section className="min-w-0 break-inside-avoid pb-6">
      <h3 className="text-sm font-semibold">{title}</h3>
      <p className="mt-[2px] mb-2 text-2xs text-ink-2">{words}</p>
      {children}
    </section>
  );
}

function useLink(): string {
  const page = usePage();
  const [link, setLink] = useState('');
  useEffect(() => {
    let open = true;
    void page.link().then((made) => {
      if (open && made.ok) setLink(made.value);
    });
    return () => {
      open = false;
    };
  }, [page]);
  return link;
}

function LinkPart() {
  const page = usePage();
  const link = useLink();
  return (
    <Part title={say.share.link} words={say.share.linkWords}>
      <div className="flex gap-2">
        <input
          readOnly
          value={link}
          aria-label={say.share.link}
          onFocus={(event) => event.target.select()}
          className="num h-[30px] min-w-0 flex-1 rounded-md border border-line bg-paper px-2 text-2xs"
        />
        <button type="button" className="btn btn-ink" onClick={() => void page.copyLink()}>
          {say.header.copyLink}
        </button>
      </div>
      <p className="num mt-1 text-2xs text-ink-3">{say.share.length(link.length)}</p>
    </Part>
  );
}

function EmbedPart() {
  const { controller } = usePage();
  const link = useLink();
  const { title, stage } = useUi((state) => ({ title: state.title, stage: state.stage }));
  const snippet = link === '' ? '' : embedSnippet(link, stage, title);
  return (
    <Part title={say.share.embed} words={say.share.embedWords}>
      <textarea
        readOnly
        value={snippet}
        rows={5}
        aria-label={say.share.embed}
        onFocus={(event) => event.target.select()}
        className="num w-full resize-none rounded-md border border-line bg-paper px-2 py-1 text-2xs"
      />
      <button
        type="button"
        className="btn mt-1"
        onClick={() =>
          void navigator.clipboard.writeText(snippet).then(
            () => controller.toast('info', say.share.snippetCopied),
            () => controller.toast('problem', say.share.clipboard),
          )
        }
      >
        {say.share.copySnippet}
      </button>
    </Part>
  );
}

function PicturePart() {
  const { controller, store } = usePage();
  const views: readonly ViewName[] = [store.getState().stage, 'tide', 'latency', 'details', 'timeline'];
  const here = views.filter((name) => viewElement(name) !== null);
  const save = async (name: ViewName, format: PictureFormat) => {
    const view = viewElement(name);
    if (view === null) return;
    try {
      saveFile(`raftide-${name}.${format}`, await pictureOf(view, format));
    } catch (error) {
      controller.toast('problem', say.share.failed(error instanceof Error ? error.message : String(error)));
    }
  };
  return (
    <Part title={say.share.picture} words={say.share.pictureWords}>
      <ul>
        {here.map((name) => (
          <li key={name} className="flex items-center gap-2 border-t border-hairline py-[5px] text-xs">
            <span className="flex-1">{say.views[name]}</span>
            {(['png', 'svg'] as const).map((format) => (
              <button
                key={format}
                type="button"
                className="btn num h-7 px-2 text-2xs uppercase"
                aria-label={say.share.save(say.views[name], format.toUpperCase())}
                onClick={() => void save(name, format)}
              >
                {format}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function FilmPart() {
  const { store, controller } = usePage();
  const state = useUi((all) => ({ at: all.shownAt, rate: all.rate, stage: all.stage, untilUs: all.untilUs }));
  const [from, setFrom] = useState(() => `${(Math.max(0, state.at - 2_000_000) / 1e6).toFixed(1)}s`);
  const [to, setTo] = useState(() => `${(Math.max(2_000_000, state.at) / 1e6).toFixed(1)}s`);
  const [share, setShare] = useState<number | null>(null);
  const cancel = useRef<AbortController | null>(null);
  useEffect(() => () => cancel.current?.abort(), []);
  const fromUs = parseDuration(from);
  const toUs = parseDuration(to);
  const plan =
    fromUs === null || toUs === null || toUs <= fromUs || toUs > state.untilUs
      ? null
      : { from: fromUs, to: toUs, rate: state.rate };
  const frames = plan === null ? 0 : framesOf(plan);
  const problem =
    plan === null ? say.share.filmRange : frames > FILM_FRAMES_MAX ? say.share.filmLong(FILM_FRAMES_MAX) : '';
  const record = async () => {
    const view = viewElement(store.getState().stage);
    if (plan === null || view === null) return;
    const abort = new AbortController();
    cancel.current = abort;
    const before = store.getState().cursor;
    controller.pause();
    setShare(0);
    try {
      const film = await filmOf(
        view,
        plan,
        async (at) => {
          await controller.seek(at);
          await controller.idle();
          await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
        },
        setShare,
        abort.signal,
      );
      if (film !== null) saveFile(`raftide-${store.getState().stage}.webm`, film);
    } catch (error) {
      controller.toast('problem', say.share.failed(error instanceof Error ? error.message : String(error)));
    }
    setShare(null);
    await controller.seek(before);
  };
  const field = 'num h-[30px] w-[86px] rounded-md border border-line bg-paper px-2 text-xs';
  return (
    <Part title={say.share.film} words={say.share.filmWords}>
      <div className="flex flex-wrap items-center gap-2 text-xs">
        <label className="flex items-center gap-1">
          {say.share.from}
          <input className={field} value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label className="flex items-center gap-1">
          {say.share.to}
          <input className={field} value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
        {share === null ? (
          <button type="button" className="btn" disabled={problem !== ''} onClick={() => void record()}>
            {say.share.record}
          </button>
        ) : (
          <>
            <progress value={share} aria-label={say.share.film} className="w-[90px]" />
            <button type="button" className="btn" onClick={() => cancel.current?.abort()}>
              {say.share.cancel}
            </button>
          </>
        )}
      </div>
      <p className="mt-1 text-2xs text-ink-3">{problem === '' ? say.share.filmFrames(frames) : problem}</p>
    </Part>
  );
}

const TRACE_FILES: readonly { readonly format: TraceFormat; readonly name: string; readonly file: string }[] =
  [
    { format: 'perfetto', name: 'Perfetto', file: 'perfetto.json' },
    { format: 'shiviz', name: 'ShiViz', file: 'shiviz.log' },
    { format: 'jsonl', name: 'JSONL', file: 'jsonl' },
  ];

function TracePart() {
  const { controller, door, store } = usePage();
  const [busy, setBusy] = useState(false);
  const save = async (format: TraceFormat, file: string) => {
    setBusy(true);
    controller.pause();
    const made = await door.exportTrace(format);
    setBusy(false);
    if (made.ok) saveFile(`raftide-${store.getState().doc?.id ?? 'run'}.${file}`, made.value, 'text/plain');
    else controller.toast('problem', say.share.failed(made.error));
  };
  return (
    <Part title={say.share.trace} words={say.share.traceWords}>
      <div className="flex flex-wrap gap-2">
        {TRACE_FILES.map(({ format, name, file }) => (
          <button
            key={format}
            type="button"
            className="btn"
            disabled={busy}
            aria-label={say.share.save(say.share.trace, name)}
            onClick={() => void save(format, file)}
          >
            {name}
          </button>
        ))}
      </div>
    </Part>
  );
}

function DocumentPart() {
  const page = usePage();
  const { controller, door } = page;
  const input = useRef<HTMLInputElement>(null);
  const save = async () => {
    const doc = await door.document();
    saveFile(`${doc.id}.raftide.json`, `${JSON.stringify(toSparse(doc), null, 2)}\n`);
  };
  return (
    <Part title={say.share.document} words={say.share.documentWords}>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={() => void save()}>
          {say.share.saveDocument}
        </button>
        <button type="button" className="btn" onClick={() => input.current?.click()}>
          {say.share.openDocument}
        </button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          className="sr-only"
          tabIndex={-1}
          aria-label={say.share.openDocument}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined)
              void page.openFile(file).then((opened) => {
                if (!opened.ok) controller.toast('problem', opened.error);
              });
          }}
        />
      </div>
    </Part>
  );
}
