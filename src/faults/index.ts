import type { Result } from '../base/result.ts';
import { fail, ok } from '../base/result.ts';
import { clockSkew } from './clock-skew.ts';
import { cutLink } from './cut-link.ts';
import type { FaultKind } from './fault.ts';
import { lossyLink } from './lossy-link.ts';
import { partitionAz } from './partition-az.ts';
import { slowDisk } from './slow-disk.ts';
import { slowLink } from './slow-link.ts';
import { stallDisk } from './stall-disk.ts';
import { stallLane } from './stall-lane.ts';

export type { FaultKind, FaultParam, FaultParams, FaultWorld } from './fault.ts';

/**
 * The catalogue of faults: conditions that hold until they are healed. A crash or a pause happens once and is an
 * action. A new kind is a file and a line here.
 */
export const FAULTS: readonly FaultKind[] = [
  partitionAz,
  cutLink,
  slowLink,
  lossyLink,
  slowDisk,
  stallDisk,
  clockSkew,
  stallLane,
];

/** The kind called `id`, or one line saying which there are. */
export function findFault(id: string): Result<FaultKind> {
  const kind = FAULTS.find((entry) => entry.id === id);
  return kind === undefined
    ? fail(`no fault ${JSON.stringify(id)}; there are ${FAULTS.map((entry) => entry.id).join(', ')}`)
    : ok(kind);
}
