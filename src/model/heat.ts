import type { SimTime } from './time.ts';

/**
 * Key space × time as a picture: `columns` stretches of time next to each other, `bands` stretches of the key space
 * above each other. A Region that spans several bands shares its writes evenly among them.
 * Cells are column by column: cell (c, b) is at `c * bands + b`; band 0 holds the smallest keys.
 */
export interface HeatWindow {
  readonly from: SimTime;
  readonly columnUs: SimTime;
  readonly columns: number;
  readonly bands: number;
  /** Encoded start key of each band and its words; the first is '' (the beginning of the key space). */
  readonly startKeys: readonly string[];
  readonly startWords: readonly string[];
  /** Region that holds the band; 0 where none was known. */
  readonly regions: Int32Array;
  /** Store that led it, 0 when none did. */
  readonly leaders: Int16Array;
  /** Applied writes per second. */
  readonly writes: Float32Array;
  /** Age of its resolved ts, ms; −1 when nobody captures it. */
  readonly lags: Float32Array;
}
