import type { Page } from '../ui/state/page.ts';

/** A file dropped anywhere on the page is opened as a scenario document. */
export function watchDrops(page: Page): void {
  const { store, controller } = page;
  const carriesFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  window.addEventListener('dragover', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    if (!store.getState().dropping) store.setState({ dropping: true });
  });
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) store.setState({ dropping: false });
  });
  window.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    store.setState({ dropping: false });
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    void page.openFile(file).then((opened) => {
      if (!opened.ok) controller.toast('problem', opened.error);
    });
  });
}
