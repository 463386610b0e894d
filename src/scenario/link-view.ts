import type { EntityRef } from '../model/frame.ts';
import type { SimTime } from '../model/time.ts';

/** What of the view a link carries, beside the run. */
export interface LinkView {
  /** The moment; null: the beginning. */
  readonly at: SimTime | null;
  /** What is selected; null: nothing. */
  readonly selection: EntityRef | null;
  /** What another run of this does differently that it is compared with (`--off R-SORT`); absent: nothing is compared. */
  readonly versus?: string;
}

export const NO_VIEW: LinkView = { at: null, selection: null };
