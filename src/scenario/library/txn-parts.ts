import { US_PER_MS } from '../../model/time.ts';
import type { ClusterSpec, ScenarioCommand, ScenarioDoc } from '../document.ts';
import { DEFAULT_BANK } from '../workloads/bank.ts';

/** What the stories of transactions have in common. */
export const TXN_AZS: ClusterSpec['azs'] = [
  { id: 'az-1', name: 'AZ 1' },
  { id: 'az-2', name: 'AZ 2' },
  { id: 'az-3', name: 'AZ 3' },
  { id: 'dr', name: 'Recovery site' },
];

/** One capture that carries everything to one store. */
export const RECOVERY_SITE: Pick<ClusterSpec, 'captures' | 'recovery' | 'changefeeds'> = {
  captures: [{ az: 'az-2' }],
  recovery: { stores: 1, replicas: 1, az: 'dr' },
  changefeeds: [{ id: 'cf-1', atUs: 0, startKey: '', endKey: '', spans: 1 }],
};

/** Between the records of account 0 and account 1: Region 1 has the first, Region 2 the second. */
export const BETWEEN_TWO_ACCOUNTS = ['t1_r1'];

type Bank = Extract<ScenarioDoc['workload'][number], { kind: 'bank' }>;

/** One transfer after the other between account 0 and account 1. */
export function twoAccounts(changes: Pick<Bank, 'endAtUs'> & Partial<Bank>): Bank {
  return {
    ...DEFAULT_BANK,
    kind: 'bank',
    id: 'bank',
    threads: 1,
    accounts: 2,
    startAtUs: 200 * US_PER_MS,
    sumPercent: 0,
    ...changes,
  };
}

/** Whatever the first client sends to Region 1 takes longer: each phase of its transactions has a place that is known. */
export function slowToAccount0(addUs: number): ScenarioCommand {
  return {
    at: 0,
    do: 'fault',
    id: 'slow',
    fault: 'slow-link',
    with: { from: 'client-1', to: 'store-1', ways: 'one', addUs },
  };
}
