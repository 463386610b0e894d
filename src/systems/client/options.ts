import type { RuleSet, SystemConfig } from '../../model/config.ts';
import type { ProcessId } from '../../model/ids.ts';
import type { WorkloadSpec } from './workloads/index.ts';

export interface ClientOptions {
  readonly process: ProcessId;
  /** The PD of the cluster it writes to. */
  readonly pd: ProcessId;
  /** All its members, where there are more than `pd`. */
  readonly pdMembers?: readonly ProcessId[];
  readonly config: Pick<SystemConfig, 'client'>;
  readonly rules: RuleSet;
  readonly workloads: readonly WorkloadSpec[];
}

/** What operations came to, one-off ones included, since the client started. */
export interface ClientTotals {
  readonly issued: number;
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  readonly inFlight: number;
}
