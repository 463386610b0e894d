/** How a view leaves the page as a picture. */
export type PictureFormat = 'png' | 'svg';

/** What belongs to handling a view and not to what it shows. */
const CONTROLS = 'button:not([data-ref]), [role=tablist], fieldset';

/**
 * A picture of one view as it stands, with its fonts, at twice its size for PNG. SVG holds the same as a document
 * that scales; its canvases are images in it.
 */
export async function pictureOf(view: HTMLElement, format: PictureFormat): Promise<Blob> {
  const { toBlob, toSvg } = await import('html-to-image');
  const options = {
    backgroundColor: getComputedStyle(document.body).backgroundColor,
    pixelRatio: 2,
    filter: (node: HTMLElement) => !(node instanceof HTMLElement && node.matches(CONTROLS)),
  };
  if (format === 'svg') return (await fetch(await toSvg(view, options))).blob();
  const blob = await toBlob(view, options);
  if (blob === null) throw new Error('the browser gave no picture');
  return blob;
}

/** The element of a view by its name (`map`, `tide` …), null when it is not on the page now. */
export function viewElement(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-view="${name}"]`);
}
