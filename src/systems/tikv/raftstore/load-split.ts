import type { Context } from '../../../sim/actor.ts';
import { askSplitByLoad } from './pd-tasks.ts';
import type { Peer } from './peer.ts';
import type { Store } from './state.ts';

/**
 * Split by load (TiKV's AutoSplitController): a Region that serves more reads per second than the threshold in ten
 * windows in a row is cut where its sampled reads fall into two equal halves.
 *
 *     cold ──a window above the threshold──▶ warm (1 … 9 windows, samples gather) ──10──▶ split, cold again
 *       ▲                                      │
 *       └──────────── a window below ──────────┘
 */

/** Windows above the threshold, one after the other, before anything happens (split.detect-times). */
const WINDOWS_NEEDED = 10;
/** Keys sampled in one window (split.sample-num). */
const SAMPLES_PER_WINDOW = 20;
/** A cut may put at most this share of the samples more on one side than on the other, in percent (split-balance-score). */
const IMBALANCE_MAX_PERCENT = 25;

/** What is known of one Region's reads. Replaced, never changed. */
export interface LoadSample {
  readonly windowStartUs: number;
  /** Reads in this window. */
  readonly reads: number;
  /** Keys of this window, drawn evenly from its reads. */
  readonly window: readonly string[];
  /** Hot windows so far, and their samples. */
  readonly hotWindows: number;
  readonly keys: readonly string[];
}

/** A read of an (encoded) key was served by this leader. */
export function sampleRead(s: Store, peer: Peer, key: string, ctx: Context): void {
  const { loadSplitWindowUs } = s.options.config.store;
  const nowUs = ctx.monotonicUs();
  const before = peer.load;
  if (before === null || nowUs >= before.windowStartUs + 2 * loadSplitWindowUs) {
    peer.load = { windowStartUs: nowUs, reads: 1, window: [key], hotWindows: 0, keys: [] };
    return;
  }
  if (nowUs < before.windowStartUs + loadSplitWindowUs) {
    peer.load = { ...before, reads: before.reads + 1, window: draw(before, key, ctx) };
    return;
  }
  const closed = closeWindow(s, before);
  peer.load = { ...closed, windowStartUs: nowUs, reads: 1, window: [key] };
  if (closed.hotWindows < WINDOWS_NEEDED) return;
  const splitKey = balancedKey(closed.keys);
  peer.load = null;
  if (splitKey !== null) askSplitByLoad(s, peer, splitKey, ctx);
}

/** Reservoir sampling: every read of the window is as likely to stay. */
function draw(load: LoadSample, key: string, ctx: Context): readonly string[] {
  if (load.window.length < SAMPLES_PER_WINDOW) return [...load.window, key];
  const at = ctx.rng('load-split').below(load.reads + 1);
  return at < SAMPLES_PER_WINDOW ? load.window.map((each, i) => (i === at ? key : each)) : load.window;
}

function closeWindow(s: Store, load: LoadSample): LoadSample {
  const { loadSplitQps, loadSplitWindowUs } = s.options.config.store;
  const hot = load.reads * 1_000_000 >= loadSplitQps * loadSplitWindowUs;
  if (!hot) return { ...load, hotWindows: 0, keys: [] };
  return { ...load, hotWindows: load.hotWindows + 1, keys: [...load.keys, ...load.window] };
}

/** The key that parts the samples most evenly, null when none does well enough (one key takes all the reads). */
export function balancedKey(samples: readonly string[]): string | null {
  const sorted = [...samples].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let best: string | null = null;
  let bestDifference = Infinity;
  sorted.forEach((key, i) => {
    if (i === 0 || key === sorted[i - 1]) return;
    const difference = Math.abs(sorted.length - 2 * i);
    if (difference >= bestDifference) return;
    best = key;
    bestDifference = difference;
  });
  return bestDifference * 100 <= sorted.length * IMBALANCE_MAX_PERCENT ? best : null;
}
