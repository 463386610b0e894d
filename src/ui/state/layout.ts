import type { UiStore } from './store.ts';

/** How the wide page is shared out, each in percent of what the two sides of a splitter have together. */
export interface Layout {
  /** The large view, of the page. */
  readonly stage: number;
  /** Both charts, of the column beside the large view. */
  readonly charts: number;
  /** The tide, of both charts. */
  readonly tide: number;
}

export type SplitterId = keyof Layout;

export const DEFAULT_LAYOUT: Layout = { stage: 62, charts: 66, tide: 50 };

/** Smaller than this a view shows nothing any more. */
export const SHARE: Readonly<Record<SplitterId, { readonly min: number; readonly max: number }>> = {
  stage: { min: 35, max: 75 },
  charts: { min: 25, max: 85 },
  tide: { min: 25, max: 75 },
};

const KEY = 'raftide.layout';

export function withShare(layout: Layout, id: SplitterId, percent: number): Layout {
  const { min, max } = SHARE[id];
  return { ...layout, [id]: Math.min(max, Math.max(min, Math.round(percent * 10) / 10)) };
}

/** What was stored, as far as it can be read; anything else is as it was made. */
export function readLayout(text: string | null): Layout {
  let stored: unknown = null;
  try {
    stored = text === null ? null : JSON.parse(text);
  } catch {
    // Written by something else: as if nothing were there.
  }
  if (typeof stored !== 'object' || stored === null) return DEFAULT_LAYOUT;
  let layout = DEFAULT_LAYOUT;
  for (const [id, percent] of Object.entries(stored))
    if (isSplitter(id) && typeof percent === 'number' && Number.isFinite(percent))
      layout = withShare(layout, id, percent);
  return layout;
}

function isSplitter(id: string): id is SplitterId {
  return Object.hasOwn(SHARE, id);
}

export function storedLayout(): Layout {
  try {
    return readLayout(localStorage.getItem(KEY));
  } catch {
    // Storage may be forbidden (an embedded page): then the layout lasts as long as the page.
    return DEFAULT_LAYOUT;
  }
}

/** Moves a splitter and remembers it for the next visit. */
export function resize(store: UiStore, id: SplitterId, percent: number): void {
  const layout = withShare(store.getState().layout, id, percent);
  store.setState({ layout });
  try {
    localStorage.setItem(KEY, JSON.stringify(layout));
  } catch {
    // As above.
  }
}

export function resetLayout(store: UiStore): void {
  store.setState({ layout: DEFAULT_LAYOUT });
  try {
    localStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
