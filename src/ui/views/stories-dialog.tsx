import { libraryList } from '../../scenario/library/index.ts';
import { usePage, useUi } from '../state/context.ts';
import { say } from '../strings/index.ts';
import { Sheet } from './dialog.tsx';

export function StoriesDialog() {
  const page = usePage();
  const current = useUi((state) => state.doc?.id ?? '');
  const close = () => page.store.setState({ dialog: null });
  return (
    <Sheet title={say.stories.title} intro={say.stories.intro} wide onClose={close}>
      <ul className="grid grid-cols-1 gap-3 md:grid-cols-2">
        {libraryList().map((story, index) => {
          const here = story.id === current;
          return (
            <li key={story.id} className={index === 0 ? 'md:col-span-2' : ''}>
              <button
                type="button"
                onClick={() => {
                  close();
                  page.openStory(story.id);
                }}
                className={`flex h-full w-full flex-col gap-1 rounded-xl border p-4 text-left hover:border-ink-3 ${here ? 'border-accent' : 'border-line'} ${index === 0 ? 'bg-sea' : ''}`}
              >
                <span className="flex w-full items-baseline gap-2">
                  <span className="text-sm font-semibold">{story.title}</span>
                  {here && (
                    <span className="ml-auto text-2xs font-semibold text-ink">{say.stories.current}</span>
                  )}
                </span>
                <span className="text-xs text-ink-2">{story.shows}</span>
                <span className="num mt-auto pt-1 text-2xs text-ink-2">{story.id}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}
