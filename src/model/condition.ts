import type { ProcessId, RegionId } from './ids.ts';

/** Lags and latencies that a run can be stopped by. */
export type WatchedLag = 'write' | 'resolved-ts' | 'checkpoint';

/** What a run can be played up to, as data: the page asks for it and the engine recognises it. */
export type RunCondition =
  /** A peer becomes leader: of this Region, or of any. */
  | { readonly on: 'leader'; readonly region: RegionId | null }
  /** A check is violated. */
  | { readonly on: 'violation' }
  /** A write took longer than this, or a sampled lag of the changefeed furthest behind is above it. */
  | { readonly on: 'lag'; readonly of: WatchedLag; readonly aboveMs: number }
  /** The next caption of the story. */
  | { readonly on: 'caption' }
  /** A line of the log contains these words, in upper or lower case. */
  | { readonly on: 'log'; readonly words: string }
  /** Anything that concerns this Region or this process. */
  | { readonly on: 'thing'; readonly region: RegionId | null; readonly process: ProcessId | null };
