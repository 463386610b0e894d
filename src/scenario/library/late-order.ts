import type { Beat, ScenarioCommand } from '../document.ts';
import { at } from './drill.ts';
import { slowWay } from './line-faults.ts';

/**
 * Store 1 tells store 3 to campaign for Region 1 at once, and the order is 1.3 s on its way: store 1 gives the transfer up
 * after 1 s (an election timeout), leads on and writes on, until the order comes. So an election happens at a moment that
 * is known, which chance decides in all others. The line gets slow in two steps, each too short for store 3 to miss its
 * leader.
 */
export const lateOrder: readonly ScenarioCommand[] = [
  slowWay(1, 'late', 1, 3, 650_000),
  { at: at(1.05), do: 'transferLeader', region: 1, store: 3 },
  slowWay(1.5, 'later', 1, 3, 650_000),
];

export const ORDER_BEAT: Beat = {
  id: 'order',
  on: { kind: 'raft.transfer-started', nth: 1 },
  caption: 'Store 1 orders store 3 to take over. Their line is slow: the order is long on its way.',
};
