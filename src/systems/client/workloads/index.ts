import type { Workload, WorkloadPlace } from '../workload.ts';
import { BankWorkload } from './bank.ts';
import type { BankSpec } from './bank.ts';
import { CounterWorkload } from './counter.ts';
import type { CounterSpec } from './counter.ts';
import { LocksWorkload } from './locks.ts';
import type { LocksSpec } from './locks.ts';
import { MixedWorkload } from './mixed.ts';
import type { MixedSpec } from './mixed.ts';
import { YcsbWorkload } from './ycsb.ts';
import type { YcsbSpec } from './ycsb.ts';

export type { BankSpec, CounterSpec, LocksSpec, MixedSpec, YcsbSpec };

/** The same shapes as a scenario document's workloads. */
export type WorkloadSpec = CounterSpec | LocksSpec | MixedSpec | YcsbSpec | BankSpec;

/** Every kind of workload there is: one file, one line here. */
export function makeWorkload(spec: WorkloadSpec, place: WorkloadPlace): Workload {
  switch (spec.kind) {
    case 'bank':
      return new BankWorkload(spec, place);
    case 'counter':
      return new CounterWorkload(spec, place);
    case 'locks':
      return new LocksWorkload(spec, place);
    case 'mixed':
      return new MixedWorkload(spec, place);
    case 'ycsb':
      return new YcsbWorkload(spec, place);
  }
}
