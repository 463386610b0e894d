import { Command } from 'cmdk';
import { useState } from 'react';
import { parseAction } from '../../scenario/parse-action.ts';
import { libraryList } from '../../scenario/library/index.ts';
import { allOffers, offersFor } from '../offers/offers.ts';
import type { Offer } from '../offers/offer.ts';
import { refTo } from '../refs.ts';
import { usePage } from '../state/context.ts';
import { resetLayout } from '../state/layout.ts';
import { showView, VIEWS } from '../state/show-view.ts';
import { selectMessage } from '../state/messages.ts';
import type { Page } from '../state/page.ts';
import type { NarrowView } from '../state/store.ts';
import { THEME_CHOICES } from '../theme/theme.ts';
import { LANGUAGES, tell } from '../strings/index.ts';
import { say } from '../strings/later.ts';
import { rank } from './palette-rank.ts';

interface Deed {
  readonly words: string;
  readonly hint: string;
  readonly impossible: string;
  readonly group: keyof typeof say.palette.groups;
  readonly run: () => void;
}

const VIEW_KEYS: Readonly<Partial<Record<NarrowView, string>>> = { inspector: 'I', log: 'L', checks: 'C' };

/** What is searched ({@link rank}); no two deeds have the same. */
function valueOf({ group, words, hint }: Deed): string {
  return `${words}\t${hint}\t${group}`;
}

/** Everything that can be done now, by words; and any action as text. */
export function Palette() {
  const page = usePage();
  const { store, controller } = page;
  const [text, setText] = useState(store.getState().paletteText);
  const close = () => store.setState({ paletteOpen: false, paletteText: '' });
  // What is offered is the moment at which the palette was opened: a list that changes under the eyes cannot be read.
  const [deeds] = useState(() => makeDeeds(page, close, setText));
  const typed = parseAction(text.trim());
  const looksTyped = /^[a-zA-Z]+ +[a-z]+=|^resignOwner/.test(text.trim());
  const groups = Object.keys(say.palette.groups) as (keyof typeof say.palette.groups)[];

  return (
    <Command.Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      label={say.palette.title}
      filter={rank}
      overlayClassName="fixed inset-0 z-40 bg-black/35"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-[620px] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-panel shadow-float"
      loop
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={say.palette.placeholder}
        className="h-[48px] w-full border-b border-line bg-transparent px-4 text-[15px] text-ellipsis outline-none placeholder:text-ink-3"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !looksTyped) return;
          event.preventDefault();
          close();
          void controller.actText(text.trim());
        }}
      />
      <Command.List className="max-h-[52vh] overflow-y-auto p-[6px]">
        {looksTyped ? (
          <Command.Item
            forceMount
            value={text}
            className="menu-item"
            onSelect={() => {
              close();
              void controller.actText(text.trim());
            }}
          >
            {say.palette.run(text.trim())}
            <span className="text-2xs text-ink-3">{typed.ok ? '' : typed.error}</span>
          </Command.Item>
        ) : (
          <Command.Empty className="px-3 py-4 text-xs text-ink-3">{say.palette.none}</Command.Empty>
        )}
        {groups.map((group) => {
          const own = deeds.filter((deed) => deed.group === group);
          if (own.length === 0) return null;
          return (
            <Command.Group key={group} heading={say.palette.groups[group]} className="palette-group">
              {own.map((deed) => (
                <Command.Item
                  key={valueOf(deed)}
                  value={valueOf(deed)}
                  disabled={deed.impossible !== ''}
                  onSelect={deed.run}
                  className={`menu-item ${deed.impossible === '' ? '' : 'order-last'}`}
                >
                  <span className="flex items-baseline gap-3">
                    <span className="min-w-0 flex-1 truncate">{deed.words}</span>
                    {deed.impossible !== '' ? (
                      <span className="shrink-0 truncate text-2xs text-ink-3">{deed.impossible}</span>
                    ) : (
                      // The words say the same: on a narrow page they have the whole line.
                      <span className="num shrink-0 truncate text-2xs text-ink-3 max-sm:hidden">
                        {deed.hint}
                      </span>
                    )}
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          );
        })}
      </Command.List>
    </Command.Dialog>
  );
}

/** Everything that can be done at this moment, the selection's own deeds first. */
function makeDeeds(page: Page, close: () => void, setText: (text: string) => void): readonly Deed[] {
  const { store, controller } = page;
  const { frame, selection } = store.getState();
  const fromOffer =
    (group: Deed['group']) =>
    (offer: Offer): Deed => ({
      words: tell(offer.words),
      hint: offer.command,
      impossible: offer.impossible,
      group,
      run: () => {
        if (offer.asks.length > 0) setText(`${offer.command} ${offer.asks[0]}=`);
        else {
          close();
          void controller.actText(offer.command);
        }
      },
    });
  const plain = (group: Deed['group'], words: string, hint: string, run: () => void): Deed => ({
    words,
    hint,
    impossible: '',
    group,
    run: () => {
      close();
      run();
    },
  });
  const own = frame === null || selection === null ? [] : offersFor(frame, selection);
  const others = frame === null ? [] : allOffers(frame).filter((offer) => !own.includes(offer));
  return [
    ...own.map(fromOffer('selection')),
    plain('time', say.timeline.play, 'Space', () => controller.play()),
    plain('time', say.timeline.pause, 'Space', () => controller.pause()),
    plain('time', say.timeline.stepEvent, '.', () => void controller.step('event')),
    plain('time', say.timeline.stepMessage, 'M', () => void controller.step('message')),
    plain('time', say.timeline.stepTick, 'T', () => void controller.step('tick')),
    plain('messages', say.palette.nextMessage, ']', () => void selectMessage(controller, 1)),
    plain('messages', say.palette.previousMessage, '[', () => void selectMessage(controller, -1)),
    plain('time', say.timeline.stepBack, ',', () => void controller.stepBack()),
    plain('time', say.timeline.toNewest, 'End', () => void controller.seek(store.getState().newest)),
    ...others.map((offer) => fromOffer(offer.group)(offer)),
    ...VIEWS.map((id) =>
      plain('go', say.palette.show(say.views[id]), VIEW_KEYS[id] ?? '', () => showView(controller, id)),
    ),
    ...(frame === null
      ? []
      : frame.regions.map((row) =>
          plain('go', say.palette.select(`Region ${row.id}`), '', () =>
            controller.select(refTo.region(row.id)),
          ),
        )),
    ...(frame === null
      ? []
      : frame.stores.map((row) =>
          plain('go', say.palette.select(say.map.storeName(row.id)), '', () =>
            controller.select(refTo.store(row.id)),
          ),
        )),
    ...libraryList().map((story) =>
      plain('stories', tell(story.title), story.id, () => page.openStory(story.id)),
    ),
    plain('page', say.header.copyLink, 'Y', () => void page.copyLink()),
    plain('page', say.share.open, '', () => store.setState({ dialog: 'share' })),
    plain('page', say.stories.title, 'G', () => store.setState({ dialog: 'stories' })),
    plain('page', say.author.title, 'E', () => store.setState({ dialog: 'author' })),
    plain('page', say.compare.open, 'V', () => store.setState({ dialog: 'compare' })),
    plain('page', say.rules.title, '', () => store.setState({ dialog: 'rules' })),
    plain('page', say.fidelity.open, '', () => store.setState({ dialog: 'fidelity' })),
    plain('page', say.glossary.title, 'H', () => store.setState({ dialog: 'glossary' })),
    plain('page', say.help.title, '?', () => store.setState({ dialog: 'help' })),
    ...THEME_CHOICES.map((theme) => plain('page', say.header.theme[theme], '', () => page.setTheme(theme))),
    plain('page', say.views.resetLayout, '', () => resetLayout(store)),
    ...LANGUAGES.map(({ id, name }) =>
      plain('page', `${say.header.language}: ${name}`, '', () => void page.setLanguage(id)),
    ),
  ];
}
