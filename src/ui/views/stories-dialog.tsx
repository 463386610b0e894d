import { Gauge, Search } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { libraryDoc, libraryList } from '../../scenario/library/index.ts';
import { GROUPS, groupOf } from '../../scenario/library/groups.ts';
import type { GroupId } from '../../scenario/library/groups.ts';
import { paceOf } from '../../scenario/pace.ts';
import type { ScenarioDoc } from '../../scenario/document.ts';
import { usePage, useUi } from '../state/context.ts';
import type { Page } from '../state/page.ts';
import { Thumbnails } from '../state/thumbnails.ts';
import { tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { Sheet } from './dialog.tsx';
import { paceWords } from './pace-badge.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** Pictures last as long as the page: the gallery is opened again and again. */
let pictures: Thumbnails | null = null;

function picturesOf(page: Page): Thumbnails {
  pictures ??= new Thumbnails(page.startSpareEngine, libraryDoc);
  return pictures;
}

const STORIES: readonly ScenarioDoc[] = libraryList().flatMap(({ id }) => libraryDoc(id) ?? []);

/** The gallery: every story of the library with a small picture of its own cluster. */
export function StoriesDialog() {
  const page = usePage();
  const [shelf, setShelf] = useState<GroupId | null>(null);
  const [sought, setSought] = useState('');
  const thumbnails = picturesOf(page);
  useEffect(() => () => thumbnails.close(), [thumbnails]);
  const close = () => page.store.setState({ dialog: null });
  const shelves = useMemo(() => shelvesOf(sought, shelf), [sought, shelf]);
  const found = shelves.reduce((sum, { stories }) => sum + stories.length, 0);
  return (
    <Sheet title={say.stories.title} intro={say.stories.intro} width="gallery" onClose={close}>
      <div className="sticky top-0 z-10 -mx-6 mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-hairline bg-panel px-6 pb-3">
        <label className="relative w-[240px] max-w-full max-[599px]:w-full">
          <span className="sr-only">{say.stories.search}</span>
          <Search
            size={14}
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 left-[9px] -translate-y-1/2 text-ink-3"
          />
          <input
            type="search"
            value={sought}
            placeholder={say.stories.search}
            onChange={(event) => setSought(event.target.value)}
            className="field w-full pl-[28px] text-xs"
            spellCheck={false}
            autoComplete="off"
          />
        </label>
        <fieldset className="flex min-w-0 flex-1 flex-wrap gap-1 max-[599px]:-mx-6 max-[599px]:basis-full max-[599px]:flex-nowrap max-[599px]:overflow-x-auto max-[599px]:px-6">
          <legend className="sr-only">{say.stories.shelves}</legend>
          <ShelfButton words={say.stories.all} on={shelf === null} onClick={() => setShelf(null)} />
          {GROUPS.filter((id) => STORIES.some((story) => groupOf(story.id) === id)).map((id) => (
            <ShelfButton
              key={id}
              words={say.stories.groups[id]}
              on={shelf === id}
              onClick={() => setShelf(shelf === id ? null : id)}
            />
          ))}
        </fieldset>
        <output className="num text-2xs text-ink-3 max-[599px]:sr-only">{say.stories.found(found)}</output>
      </div>
      {found === 0 && <p className="py-10 text-center text-sm text-ink-2">{say.stories.none}</p>}
      {shelves.map(({ id, stories }) => (
        <section key={id} aria-labelledby={`shelf-${id}`} className="mb-8 last:mb-0">
          <h3 id={`shelf-${id}`} className="text-sm font-semibold">
            {say.stories.groups[id]}
          </h3>
          <p className="mb-3 text-2xs text-ink-2">{say.stories.about[id]}</p>
          <ul className="grid grid-cols-1 gap-4 min-[600px]:grid-cols-2 min-[940px]:grid-cols-3">
            {stories.map((story) => (
              <Card
                key={story.id}
                story={story}
                thumbnails={thumbnails}
                open={() => {
                  close();
                  page.openStory(story.id);
                }}
              />
            ))}
          </ul>
        </section>
      ))}
    </Sheet>
  );
}

function ShelfButton({ words, on, onClick }: { words: string; on: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={`h-7 shrink-0 rounded-full px-[10px] text-2xs whitespace-nowrap ${on ? 'bg-ink text-on-ink' : 'text-ink-2 hover:bg-shade'}`}
    >
      {words}
    </button>
  );
}

function Card({ story, thumbnails, open }: { story: ScenarioDoc; thumbnails: Thumbnails; open: () => void }) {
  const here = useUi((state) => state.doc?.id === story.id);
  const pace = paceWords(paceOf(story.config));
  const { off } = story.rules;
  return (
    <li>
      <button
        type="button"
        aria-current={here}
        aria-describedby={`story-${story.id}`}
        onClick={open}
        className={`flex h-full w-full flex-col overflow-hidden rounded-xl border text-left hover:border-ink-3 ${here ? 'border-accent' : 'border-line'}`}
      >
        <Thumbnail id={story.id} thumbnails={thumbnails} />
        <span className="flex w-full flex-1 flex-col gap-1 border-t border-hairline px-4 pt-3 pb-3">
          <span className="flex w-full items-baseline gap-2">
            <span className="text-sm leading-[18px] font-semibold">{tell(story.title)}</span>
            {here && (
              <span className="ml-auto shrink-0 text-2xs font-semibold text-ink">{say.stories.current}</span>
            )}
          </span>
          <span
            id={`story-${story.id}`}
            className="line-clamp-4 text-xs text-ink-2"
            title={tell(story.shows)}
          >
            {tell(story.shows)}
          </span>
          <span className="mt-auto flex w-full flex-wrap items-center gap-x-3 gap-y-1 pt-2 text-2xs text-ink-2">
            <span className="num mr-auto">{story.id}</span>
            {off.length > 0 && (
              <span title={off.join(', ')}>
                {off.length === 1 ? say.stories.without(off[0] ?? '') : say.header.rulesOff(off.length)}
              </span>
            )}
            {pace !== '' && (
              <span className="flex items-center gap-1" title={say.pace.title}>
                <Gauge size={12} aria-hidden="true" />
                {pace}
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

interface Shelf {
  readonly id: GroupId;
  readonly stories: readonly ScenarioDoc[];
}

/** Stories that have every word sought somewhere in what is said of them, by shelf. */
function shelvesOf(sought: string, only: GroupId | null): readonly Shelf[] {
  const words = sought
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return GROUPS.filter((id) => only === null || id === only)
    .map((id) => ({
      id,
      stories: STORIES.filter((story) => {
        if (groupOf(story.id) !== id) return false;
        const said =
          `${story.title} ${story.shows} ${tell(story.title)} ${tell(story.shows)} ${story.id} ${say.stories.groups[id]} ${story.rules.off.join(' ')}`.toLowerCase();
        return words.every((word) => said.includes(word));
      }),
    }))
    .filter(({ stories }) => stories.length > 0);
}
