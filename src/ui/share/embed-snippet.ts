/** Which view an embedded page shows above its timeline. */
export type EmbedView = 'map' | 'spacetime' | 'heat' | 'tide' | 'latency';
export const EMBED_VIEWS: readonly EmbedView[] = ['map', 'spacetime', 'heat', 'tide', 'latency'];

/** The address of the embedded page: versioned, since pages of others depend on it. */
export function embedAddress(link: string, view: EmbedView): string {
  const [page = '', hash = ''] = link.split('#');
  const base = page.replace(/\?.*$/, '');
  return `${base}?embed=v1&view=${view}#${hash}`;
}

/** HTML to paste into another page. */
export function embedSnippet(link: string, view: EmbedView, title: string): string {
  const words = title.replace(/[&"<]/g, (sign) =>
    sign === '&' ? '&amp;' : sign === '"' ? '&quot;' : '&lt;',
  );
  return `<iframe src="${embedAddress(link, view).replace(/&/g, '&amp;')}" title="${words}" width="900" height="600" loading="lazy" style="border:1px solid #ccc;border-radius:8px"></iframe>`;
}
