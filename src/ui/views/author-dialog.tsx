import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatMoment, parseDuration } from '../../model/time.ts';
import type { Beat, ScenarioDoc } from '../../scenario/document.ts';
import { toSparse } from '../../scenario/sparse.ts';
import { saveFile } from '../share/file.ts';
import type { Anchor } from '../state/authoring.ts';
import { lastEventOf, momentOf, withCaption } from '../state/authoring.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/later.ts';
import { Sheet } from './dialog.tsx';

/** Makes a story of what was done: its title, what it shows, and captions at its moments. */
export function AuthorDialog() {
  const { controller, store } = usePage();
  const doc = useUi((state) => state.doc);
  useEffect(() => controller.pause(), [controller]);
  if (doc === null) return null;
  return (
    <Sheet
      title={say.author.title}
      intro={say.author.intro}
      wide
      onClose={() => store.setState({ dialog: null })}
    >
      <Form doc={doc} />
    </Sheet>
  );
}

/** A caption being written: its moment is text until it is applied. */
interface Line {
  readonly beat: Beat;
  readonly moment: string;
}

const compact = (us: number): string => formatMoment(us).replace(/\s/g, '');
const lineOf = (beat: Beat): Line => ({ beat, moment: 'at' in beat.on ? compact(beat.on.at) : '' });

function Form({ doc }: { doc: ScenarioDoc }) {
  const page = usePage();
  const { store, controller } = page;
  const [title, setTitle] = useState(doc.title);
  const [shows, setShows] = useState(doc.shows);
  const [lines, setLines] = useState<readonly Line[]>(() => doc.beats.map(lineOf));
  const [problem, setProblem] = useState('');
  const close = () => store.setState({ dialog: null });

  const apply = async (): Promise<boolean> => {
    const beats = beatsOf(lines, doc.untilUs);
    const wrong = title.trim() === '' ? say.author.emptyTitle : typeof beats === 'string' ? beats : '';
    setProblem(wrong);
    if (wrong !== '' || typeof beats === 'string') return false;
    const done = await controller.retell({ title: title.trim(), shows: shows.trim(), beats });
    if (!done.ok) setProblem(done.error);
    return done.ok;
  };
  const share = async (deed: () => Promise<void>) => {
    if (!(await apply())) return;
    await deed();
    close();
  };
  const save = async () => {
    const told = await page.door.document();
    saveFile(`${told.id}.raftide.json`, `${JSON.stringify(toSparse(told), null, 2)}\n`);
  };

  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void share(async () => controller.toast('info', say.author.applied));
      }}
    >
      <label className="flex flex-col gap-1 text-2xs text-ink-2">
        {say.author.name}
        <input
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          className="field text-sm"
          autoComplete="off"
        />
      </label>
      <label className="flex flex-col gap-1 text-2xs text-ink-2">
        {say.author.shows}
        <textarea
          value={shows}
          rows={3}
          onChange={(event) => setShows(event.target.value)}
          className="field h-auto field-sizing-content resize-y py-2 text-xs leading-[17px]"
        />
      </label>
      <section aria-label={say.author.captions}>
        <h3 className="text-sm font-semibold">{say.author.captions}</h3>
        {lines.length === 0 && <p className="mt-1 text-xs text-ink-2">{say.author.noCaptions}</p>}
        <ol>
          {lines.map((line, index) => (
            <CaptionLine
              key={line.beat.id}
              line={line}
              number={index + 1}
              change={(next) => setLines(lines.with(index, next))}
              remove={() => setLines(lines.toSpliced(index, 1))}
            />
          ))}
        </ol>
        <NewCaption
          add={(caption, on, at) => {
            const beats = withCaption(
              lines.map(({ beat }) => beat),
              caption,
              on,
              at,
              store.getState().marks,
            );
            setLines(beats.map((beat) => lines.find((line) => line.beat.id === beat.id) ?? lineOf(beat)));
          }}
        />
      </section>
      <p className="min-h-[16px] text-2xs text-warn" role="alert">
        {problem}
      </p>
      <div className="flex flex-wrap gap-2 border-t border-hairline pt-4">
        <button type="submit" className="btn btn-ink">
          {say.author.apply}
        </button>
        <button type="button" className="btn" onClick={() => void share(() => page.copyLink())}>
          {say.header.copyLink}
        </button>
        <button type="button" className="btn" onClick={() => void share(save)}>
          {say.author.file}
        </button>
        <button type="button" className="btn btn-ghost" onClick={close}>
          {say.author.cancel}
        </button>
      </div>
    </form>
  );
}

function CaptionLine({
  line,
  number,
  change,
  remove,
}: {
  line: Line;
  number: number;
  change: (line: Line) => void;
  remove: () => void;
}) {
  const { beat, moment } = line;
  const { on } = beat;
  const marks = useUi((state) => state.marks);
  const known = momentOf(beat, marks);
  return (
    <li className="flex items-start gap-3 border-t border-hairline py-2 max-sm:flex-wrap max-sm:justify-between max-sm:gap-1">
      <div className="flex w-[168px] shrink-0 flex-col gap-1 max-sm:w-[240px]">
        {'at' in on ? (
          <input
            value={moment}
            aria-label={say.author.at(number)}
            onChange={(event) => change({ ...line, moment: event.target.value })}
            className="field num w-[110px] text-2xs"
            spellCheck={false}
            autoComplete="off"
          />
        ) : (
          <>
            <span className="num text-2xs leading-[15px] break-words">
              {say.author.bound(
                on.kind,
                on.nth,
                `${on.region === undefined ? '' : say.author.ofRegion(on.region)}${on.process === undefined ? '' : say.author.ofProcess(on.process)}`,
              )}
            </span>
            <span className="num text-2xs text-ink-3">
              {known === null ? say.author.notYet : formatMoment(known)}
            </span>
          </>
        )}
      </div>
      <textarea
        value={beat.caption}
        rows={2}
        aria-label={say.author.caption(number)}
        onChange={(event) => change({ ...line, beat: { ...beat, caption: event.target.value } })}
        className="field h-auto field-sizing-content min-h-[48px] min-w-0 flex-1 resize-y py-[6px] text-xs leading-[17px] max-sm:order-last max-sm:w-full max-sm:flex-none"
      />
      <button
        type="button"
        className="btn btn-ghost px-[6px] text-ink-3"
        aria-label={say.author.remove(number)}
        title={say.author.remove(number)}
        onClick={remove}
      >
        <Trash2 size={14} />
      </button>
    </li>
  );
}

function NewCaption({ add }: { add: (caption: string, on: Beat['on'], at: number) => void }) {
  const { door, store } = usePage();
  const [caption, setCaption] = useState('');
  const [toEvent, setToEvent] = useState(false);
  const [anchor, setAnchor] = useState<Anchor | null>(null);
  const cursor = useUi((state) => Math.round(state.shownAt));
  useEffect(() => {
    let open = true;
    void lastEventOf(door, store.getState()).then((found) => {
      if (open) setAnchor(found);
    });
    return () => {
      open = false;
    };
  }, [door, store, cursor]);
  const submit = () => {
    if (caption.trim() === '') return;
    const bound = toEvent ? anchor : null;
    add(caption.trim(), bound?.on ?? { at: cursor }, bound?.at ?? cursor);
    setCaption('');
  };
  const choice = (event: boolean, words: string) => (
    <label className="flex items-baseline gap-2 text-xs">
      <input
        type="radio"
        name="bound"
        checked={toEvent === event}
        onChange={() => setToEvent(event)}
        className="accent-[var(--accent)]"
      />
      {words}
    </label>
  );
  return (
    <fieldset className="mt-2 flex flex-col gap-2 rounded-xl border border-line bg-sea p-3">
      <legend className="sr-only">{say.author.add}</legend>
      <label className="flex flex-col gap-1 text-2xs text-ink-2">
        {say.author.newCaption}
        <textarea
          value={caption}
          rows={2}
          onChange={(event) => setCaption(event.target.value)}
          className="field h-auto resize-y py-[6px] text-xs leading-[17px]"
        />
      </label>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div role="radiogroup" aria-label={say.author.bind} className="flex min-w-0 flex-1 flex-col gap-1">
          {choice(false, say.author.atMoment(formatMoment(cursor)))}
          {anchor === null ? (
            <p className="text-2xs text-ink-2">{say.author.selectFirst}</p>
          ) : (
            choice(true, say.author.atEvent(anchor.words))
          )}
        </div>
        <button type="button" className="btn" disabled={caption.trim() === ''} onClick={submit}>
          {say.author.addButton}
        </button>
      </div>
    </fieldset>
  );
}

/** The captions as the document has them, or what is wrong in one line. */
function beatsOf(lines: readonly Line[], untilUs: number): readonly Beat[] | string {
  const beats: Beat[] = [];
  for (const { beat, moment } of lines) {
    if (beat.caption.trim() === '') return say.author.emptyCaption;
    const told = { ...beat, caption: beat.caption.trim() };
    // An unchanged moment keeps its microseconds, of which the field shows milliseconds.
    if (!('at' in beat.on) || moment === compact(beat.on.at)) {
      beats.push(told);
      continue;
    }
    const at = parseDuration(moment.replace(/\s/g, ''));
    if (at === null || at > untilUs) return say.author.badMoment(moment, formatMoment(untilUs));
    beats.push({ ...told, on: { at } });
  }
  return beats;
}
