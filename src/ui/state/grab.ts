import type { EntityRef } from '../../model/frame.ts';
import type { AzId, StoreId } from '../../model/ids.ts';
import type { Point } from '../scene/geometry.ts';

/**
 * What a person holds in the cluster map, and where.
 *
 *     nothing ──pointer moves 5 px, or P on a replica──▶ held ──released, or Enter──▶ done, or asked which deed
 *                                                         └──Escape, pointer lost──▶ nothing
 */
export type Grab =
  /** A replica on its way to another store; `at` is null when it is carried by keys. */
  | {
      readonly what: 'replica';
      readonly ref: EntityRef;
      readonly at: Point | null;
      readonly over: StoreId | null;
    }
  /** A stroke across links. */
  | { readonly what: 'stroke'; readonly from: Point; readonly at: Point }
  /** A zone's header, pulled down to take the zone down or up to bring it back. */
  | { readonly what: 'zone'; readonly az: AzId; readonly pulled: number };

/** Pulled this far, letting go means it. */
export const PULL_PX = 36;

/** What letting a zone go would do: nothing before it is pulled far enough. */
export function pullOf(pulled: number): 'killAz' | 'restartAz' | null {
  return pulled >= PULL_PX ? 'killAz' : pulled <= -PULL_PX ? 'restartAz' : null;
}
