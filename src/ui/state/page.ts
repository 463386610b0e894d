import type { LinkView } from '../../scenario/link-view.ts';
import type { Result } from '../../base/result.ts';
import { fail } from '../../base/result.ts';
import type { EngineDoor } from '../../worker/protocol.ts';
import { say, speak, storeLanguage } from '../strings/index.ts';
import type { Language } from '../strings/index.ts';
import type { ThemeChoice } from '../theme/theme.ts';
import { resolveTheme, storeChoice } from '../theme/theme.ts';
import type { Controller } from './controller.ts';
import type { UiStore } from './store.ts';

export type SpareEngine = Pick<EngineDoor, 'load' | 'advance' | 'series' | 'report'> & { close(): void };

/** What views are given: the state, who moves it, and the deeds that need both and the browser. */
export interface Page {
  readonly store: UiStore;
  readonly controller: Controller;
  readonly door: EngineDoor;
  /** Another engine in a worker of its own, for pictures of other stories and for other runs. Whoever starts it closes it. */
  startSpareEngine(): SpareEngine;
  openStory(id: string): void;
  /** The link to this run at this moment with this selection. */
  link(): Promise<Result<string>>;
  copyLink(): Promise<void>;
  /** A scenario document from a file of the person's; what is wrong with it is said in one line. */
  openFile(file: File): Promise<Result<true>>;
  setTheme(choice: ThemeChoice): void;
  /** Resolves when every word of the page is in that language. */
  setLanguage(language: Language): Promise<void>;
  restart(): void;
  /** A bug of ours showed itself: stop and say so. */
  crashed(error: unknown): void;
}

/** What of the view a link carries. Messages do not last, so they are not carried. */
export function viewOf(store: UiStore): LinkView {
  const { cursor, selection, dialog, compared } = store.getState();
  return {
    at: cursor === 0 ? null : Math.round(cursor),
    selection: selection === null || selection.startsWith('message:') ? null : selection,
    ...(dialog === 'compare' && compared !== '' ? { versus: compared } : {}),
  };
}

export async function makeLink(door: EngineDoor, store: UiStore, base: string): Promise<Result<string>> {
  if (store.getState().doc === null) return fail(say.errors.notReady);
  const view = viewOf(store);
  const { encodeLink } = await import('../../scenario/codec.ts');
  const encoded = await encodeLink(await door.document(), view);
  return encoded.ok ? { ok: true, value: `${base}${encoded.value}` } : encoded;
}

/** Everything is drawn anew with the theme; the choice is kept for the next visit when `keep`. */
export function applyTheme(store: UiStore, choice: ThemeChoice, keep: boolean): void {
  const theme = resolveTheme(choice);
  document.documentElement.dataset['theme'] = theme;
  if (keep) storeChoice(choice);
  store.setState({ themeChoice: choice, theme });
}

/** Everything is drawn anew in `language`; the choice is kept for the next visit when `keep`. */
export async function applyLanguage(store: UiStore, language: Language, keep: boolean): Promise<void> {
  await speak(language);
  if (keep) storeLanguage(language);
  store.setState({ language });
}
