import { tinykeys } from 'tinykeys';
import { horizonOf } from './scene/layout-timeline.ts';
import type { Page } from './state/page.ts';
import { redo, undo } from './state/deeds.ts';
import { selectMessage } from './state/messages.ts';
import { showView } from './state/show-view.ts';
import type { PanelId } from './state/store.ts';

/** Installs the page's keys, by physical position; returns how to remove them. Fields and dialogs keep theirs. */
export function installKeys(page: Page): () => void {
  const { store, controller } = page;
  const share = (part: number) => {
    const { untilUs, newest } = store.getState();
    return controller.seekBy(horizonOf(untilUs, newest) * part);
  };
  const panel = (id: PanelId) => showView(controller, id);
  const free = (deed: (event: KeyboardEvent) => void) => (event: KeyboardEvent) => {
    if (busy(event)) return;
    event.preventDefault();
    deed(event);
  };
  return tinykeys(window, {
    Space: free(() => controller.toggle()),
    Period: free(() => void controller.step('event')),
    KeyM: free(() => void controller.step('message')),
    KeyT: free(() => void controller.step('tick')),
    BracketRight: free(() => showMessage(page, 1)),
    BracketLeft: free(() => showMessage(page, -1)),
    KeyO: free(() => void controller.step('selection')),
    KeyU: free(() => store.setState({ untilOpen: true })),
    '$mod+KeyZ': free(() => void undo(controller)),
    '$mod+Shift+KeyZ': free(() => void redo(controller)),
    Comma: free(() => void controller.stepBack()),
    KeyA: free(() => void share(-0.01)),
    KeyD: free(() => void share(0.01)),
    'Shift+KeyA': free(() => void share(-0.1)),
    'Shift+KeyD': free(() => void share(0.1)),
    ArrowLeft: free(() => void share(-0.01)),
    ArrowRight: free(() => void share(0.01)),
    'Shift+ArrowLeft': free(() => void share(-0.1)),
    'Shift+ArrowRight': free(() => void share(0.1)),
    KeyW: free(() => controller.faster()),
    KeyS: free(() => controller.slower()),
    Home: free(() => void controller.seek(0)),
    End: free(() => void controller.seek(store.getState().newest)),
    Digit1: free(() => focusView(page, 'map')),
    Digit2: free(() => focusView(page, 'tide')),
    Digit3: free(() => focusView(page, 'latency')),
    Digit4: free(() => focusView(page, 'details')),
    KeyI: free(() => panel('inspector')),
    KeyL: free(() => panel('log')),
    KeyC: free(() => panel('checks')),
    KeyG: free(() => store.setState({ dialog: 'stories' })),
    KeyE: free(() => store.setState({ dialog: 'author' })),
    KeyH: free(() => store.setState({ dialog: 'glossary' })),
    KeyV: free(() => store.setState({ dialog: 'compare' })),
    KeyN: free(() => page.setTheme(store.getState().theme === 'dark' ? 'light' : 'dark')),
    KeyY: free(() => void page.copyLink()),
    'Shift+?': free(() => store.setState({ dialog: 'help' })),
    '?': free(() => store.setState({ dialog: 'help' })),
    '$mod+KeyK': (event) => {
      event.preventDefault();
      store.setState((state) => ({ paletteOpen: !state.paletteOpen, paletteText: '' }));
    },
    Escape: (event) => {
      if (!busy(event)) controller.select(null);
    },
  });
}

/** Typing, an open dialog or menu, or a control that uses the key itself. Things of the scene use Enter only. */
function busy(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (
    target.closest(
      'input, textarea, select, [role=dialog], [role=alertdialog], [role=menu], [contenteditable=true]',
    ) !== null
  )
    return true;
  const control = target.closest('button, a, [role=tab], [role=switch]');
  return control !== null && !control.hasAttribute('data-spot') && event.code === 'Space';
}

/** The focus goes with the selection, so that Enter opens what can be done to it. */
function showMessage(page: Page, by: 1 | -1): void {
  const ref = selectMessage(page.controller, by);
  if (ref === null) return;
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-ref="${ref}"]`)?.focus());
}

function focusView(page: Page, view: 'map' | 'tide' | 'latency' | 'details'): void {
  page.store.setState((state) => ({ narrowView: view === 'details' ? state.panel : view }));
  requestAnimationFrame(() => {
    // The large view is the map, or what stands in its place.
    const shown = view === 'map' ? page.store.getState().stage : view;
    const section = document.querySelector(`[data-view=${shown}]`);
    const target =
      section?.querySelector<HTMLElement>('[data-spot][tabindex="0"], [data-mark], [data-diagram]') ??
      section?.querySelector<HTMLElement>('[role=tab][aria-selected=true]') ??
      section?.querySelector<HTMLElement>('[data-spot], button');
    target?.focus();
  });
}
