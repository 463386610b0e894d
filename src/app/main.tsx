import { createRoot } from 'react-dom/client';
import { must } from '../base/assert.ts';
import { AppShell } from '../ui/app-shell.tsx';
import { Controller } from '../ui/state/controller.ts';
import { storedLayout } from '../ui/state/layout.ts';
import { applyLanguage, applyTheme, makeLink } from '../ui/state/page.ts';
import type { Page } from '../ui/state/page.ts';
import { createUiStore } from '../ui/state/store.ts';
import type { StageId } from '../ui/state/store.ts';
import type { EmbedView } from '../ui/share/embed-snippet.ts';
import { say, storedLanguage, tell } from '../ui/strings/index.ts';
import {
  prefersReducedMotion,
  resolveTheme,
  storedChoice,
  watchReducedMotion,
  watchSystemTheme,
} from '../ui/theme/theme.ts';
import '../ui/theme/tokens.css';
import { defaultRun, readAddress, readFile } from './address.ts';
import type { Opened } from './address.ts';
import { createApi } from './api.ts';
import { watchDrops } from './drops.ts';
import { embedOptions, listenToParent } from './embed.ts';
import { startEngine } from './door.ts';

/** Composition root of the page: worker, store, controller, views and `window.raftide`, each made once. */
const embedded = embedOptions(location.search);
// Links lead to the whole page, also from inside another one.
const base = location.href.replace(embedded === null ? /#.*$/ : /[?#].*$/, '');
const choice = embedded?.theme ?? storedChoice();
const store = createUiStore({
  ...(embedded === null ? {} : { embed: embedded.view, stage: stageOf(embedded.view) }),
  themeChoice: choice,
  theme: resolveTheme(choice),
  reducedMotion: prefersReducedMotion(),
  layout: storedLayout(),
});
const door = startEngine((error) => void crashed(error));
const controller = new Controller(door, store, undefined, (error) => void crashed(error));

const page: Page = {
  store,
  controller,
  door,
  startSpareEngine: () => startEngine(() => undefined),
  openStory: (id) => void openStory(id),
  link: () => makeLink(door, store, base),
  async copyLink() {
    const link = await page.link();
    if (!link.ok) {
      controller.toast('problem', link.error);
      return;
    }
    rememberAddress(link.value);
    try {
      await navigator.clipboard.writeText(link.value);
      controller.toast('info', say.header.copied);
    } catch {
      controller.toast('problem', `${say.errors.clipboard} ${link.value}`);
    }
  },
  async openFile(file) {
    const doc = await readFile(file);
    if (!doc.ok) return doc;
    store.setState({ banner: '', dialog: null });
    await open({ doc: doc.value, view: { at: null, selection: null }, ignored: [] });
    return { ok: true, value: true };
  },
  setTheme: (next) => applyTheme(store, next, true),
  setLanguage: (language) => applyLanguage(store, language, true),
  restart: () => void restart(),
  crashed: (error) => void crashed(error),
};

/** The tide and the chart are drawn beside the stage; the others are the stage. */
function stageOf(view: EmbedView): StageId {
  return view === 'spacetime' || view === 'heat' ? view : 'map';
}

/** The address shows the copied link without opening it again. */
function rememberAddress(link: string): void {
  history.replaceState(null, '', link);
}

async function open(run: Opened): Promise<void> {
  // A link with a moment shows that moment; a story begins to play.
  const loaded = await controller.load(run.doc, { ...run.view, play: run.view.at === null });
  if (!loaded.ok) {
    // A crash is said by itself.
    if (store.getState().crash === null) store.setState({ banner: tell(loaded.error) });
    return;
  }
  const { versus } = run.view;
  if (versus !== undefined) store.setState({ compared: versus, dialog: 'compare' });
  document.title = say.app.pageTitle(tell(store.getState().title));
  if (run.ignored.length > 0) store.setState({ banner: say.errors.ignored(run.ignored.join(', ')) });
}

async function openStory(id: string): Promise<void> {
  const { libraryDoc } = await import('../scenario/library/index.ts');
  const doc = libraryDoc(id);
  if (doc === null) return;
  history.pushState(null, '', `${base}#/${id}`);
  store.setState({ banner: '' });
  await open({ doc, view: { at: null, selection: null }, ignored: [] });
}

async function openAddress(): Promise<void> {
  const run = await readAddress(location.href);
  if (run.ok) {
    store.setState({ banner: '' });
    await open(run.value);
    return;
  }
  await open(defaultRun());
  store.setState({ banner: say.errors.badLink(run.error) });
}

/** A fresh worker with the run as it last stood, at the newest keyframe before the crash. */
async function restart(): Promise<void> {
  const { doc, crash, selection } = store.getState();
  const loaded = await door.restart();
  if (!loaded.ok) {
    location.reload();
    return;
  }
  store.setState({ crash: null });
  await open({
    doc: await door.document().catch(() => doc ?? defaultRun().doc),
    view: { at: crash?.keyframeAt ?? 0, selection },
    ignored: [],
  });
}

async function crashed(error: unknown): Promise<void> {
  if (store.getState().crash !== null) return;
  controller.pause();
  const { doc, keyframeAt } = store.getState();
  const text = error instanceof Error ? error.message : String(error);
  store.setState({
    phase: 'crashed',
    crash: { error: text, link: doc === null ? base : `${base}#/${doc.id}`, keyframeAt },
  });
  // The worker may be gone; what it last knew cannot be asked any more.
  const link = await page.link().catch(() => null);
  if (link?.ok === true) store.setState({ crash: { error: text, link: link.value, keyframeAt } });
}

applyTheme(store, choice, false);
watchSystemTheme(() => applyTheme(store, store.getState().themeChoice, false));
watchReducedMotion((reducedMotion) => store.setState({ reducedMotion }));
window.addEventListener('hashchange', () => void openAddress());

const ready = applyLanguage(store, storedLanguage(), false)
  .then(openAddress)
  .then((): true => true);
window.raftide = createApi(page, ready);
if (embedded !== null) listenToParent(window.raftide, store);
watchDrops(page);
// Installed, the page opens without a network; while developing, nothing may be kept.
if (import.meta.env.PROD && embedded === null && 'serviceWorker' in navigator)
  void navigator.serviceWorker.register('./sw.js').catch(() => undefined);
createRoot(must(document.getElementById('root'), 'the root element')).render(<AppShell page={page} />);
